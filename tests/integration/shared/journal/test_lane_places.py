"""How far lanes are in the events stream, as it is noted with their beats."""

from shared.bus.continuity import Place
from shared.journal.lane_places import LanePlaces, Reached, still_there
from shared.store.driver import Database


def anything(_: Place) -> bool:
    return True


async def test_what_is_noted_is_read_back_newest_first(database: Database) -> None:
    places = LanePlaces(database["bus"])
    for number in (1, 2, 3):
        await places.note("lane", number, Place(0, number * 10, f"event {number}"), anything)
    await places.note("other", 7, Place(0, 25, "event"), anything)
    again = await LanePlaces(database["bus"]).all()
    assert [reached.batch for reached in again["lane"]] == [3, 2, 1]
    assert sorted(place.seq for place in await places.newest()) == [25, 30]


async def test_a_place_that_no_longer_holds_is_dropped_with_the_next_note(database: Database) -> None:
    places = LanePlaces(database["bus"])
    await places.note("lane", 1, Place(0, 10, "a"), anything)
    await places.note("lane", 2, Place(0, 20, "b"), anything)
    await places.note("lane", 3, Place(1, 30, "c"), lambda place: place.generation == 1 or place.seq <= 10)
    assert [reached.batch for reached in (await places.all())["lane"]] == [3, 1]


def test_a_lane_is_there_up_to_its_last_batch_that_holds_or_as_far_as_is_known_otherwise() -> None:
    reached = {
        "lane": [Reached(9, Place(0, 90, "")), Reached(5, Place(0, 50, ""))],
        "short": [Reached(2, Place(0, 80, ""))],
    }
    found = still_there(reached, lambda place: place.seq <= 60, {"short": 1, "old": 4})
    assert found == {"lane": 5, "short": 1, "old": 4}
