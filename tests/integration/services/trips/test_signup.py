"""Sign-up over the real bus and store: who sees what, and where the number of earlier visits comes from."""

from datetime import timedelta

import pytest

from services.trips.app import service
from shared.contracts import trips as c
from shared.contracts.types import When
from tests.support.world import COMMUNITY, NOON, World, member

TOMORROW = When.of(NOON + timedelta(days=1), "Europe/Rome")
OFFER = c.ProposeVisit(
    community_id=COMMUNITY,
    title="Bread",
    place="Bakery",
    guide="Rosa",
    programme=(
        c.Stop(title="Oven", kind="practice", minutes=60, capacity=2),
        c.Stop(title="Lunch", kind="meal", minutes=60),
    ),
)
NEEDS = c.OwnNeeds(diets=("vegan",), other="A bad knee")


@pytest.fixture
async def visit(world: World) -> str:
    """Hana hosts; Finn facilitates; Ana, Ben, Cem and Dia are members, and Gus a guest. There are three seats."""
    await world.open(service)
    for name in ("hana", "ana", "ben", "cem", "dia"):
        world.joins(name)
    world.joins("finn", "facilitator")
    world.joins("gus", "guest")
    return await begun(world, 3)


async def begun(world: World, seats: int) -> str:
    made: str = (await world.send("hana", OFFER))["id"]
    await world.send("hana", c.ScheduleVisit(visit_id=made, starts=TOMORROW))
    await world.send("hana", c.OpenSignUp(visit_id=made, seats=seats))
    return made


async def look(world: World, name: str, visit: str) -> c.SignUpView:
    return await world.ask(name, c.GetSignUp(visit_id=visit), c.SignUpView)


async def test_needs_are_shown_to_whoever_has_them_and_the_host_and_to_nobody_else(world: World, visit: str) -> None:
    await world.send("ana", c.SignUp(visit_id=visit, needs=NEEDS, question="Why rye?"))
    await world.send("ben", c.SignUp(visit_id=visit))
    mine = (await look(world, "ana", visit)).mine
    assert mine is not None
    assert (mine.needs, mine.question) == (NEEDS, "Why rye?")
    assert (await look(world, "hana", visit)).people[0].needs == NEEDS
    for name in ("finn", "ben", "cem", "gus"):
        seen = await look(world, name, visit)
        assert "vegan" not in seen.model_dump_json()
        assert "knee" not in seen.model_dump_json()
    brief = await world.ask("finn", c.GetVisit(visit_id=visit), c.VisitView)
    assert brief.needs == c.Needs(diets=("vegan",))
    assert (await world.ask("ben", c.GetVisit(visit_id=visit), c.VisitView)).needs is None


async def test_prepared_questions_are_shared_when_the_host_says_so_among_those_who_come(
    world: World, visit: str
) -> None:
    await world.send("ana", c.SignUp(visit_id=visit, question="Why rye?"))
    await world.send("ben", c.SignUp(visit_id=visit))
    assert (await look(world, "ben", visit)).questions == ()
    assert (await look(world, "hana", visit)).questions == ("Why rye?",)
    await world.send("hana", c.ShareQuestions(visit_id=visit))
    assert (await look(world, "ben", visit)).questions == ("Why rye?",)
    assert (await look(world, "cem", visit)).questions == ()


async def test_everybody_sees_their_own_place_group_and_way(world: World, visit: str) -> None:
    for name in ("ana", "ben", "cem", "dia"):
        await world.send(name, c.SignUp(visit_id=visit))
    seen = await look(world, "cem", visit)
    assert (seen.seated, seen.waiting, seen.visitors) == (3, 1, (member("ana"), member("ben"), member("cem")))
    assert [group.members for group in seen.groups] == [(member("ana"), member("ben")), (member("cem"),)]
    assert seen.mine is not None
    assert (seen.mine.group, seen.mine.why) == (2, "You have a seat.")
    oven, lunch = seen.mine.route
    assert (oven.turn, oven.turns, oven.begins, oven.ends) == (
        2, 2, TOMORROW.later(minutes=30), TOMORROW.later(minutes=60)
    )  # fmt: skip
    assert (lunch.turn, lunch.turns) == (1, 1)
    waiting = (await look(world, "dia", visit)).mine
    assert waiting is not None
    assert (waiting.state, waiting.place, waiting.group, waiting.route) == ("waiting", 1, None, ())


async def test_those_who_look_after_the_visit_see_all_places_and_the_numbers_of_every_stop(
    world: World, visit: str
) -> None:
    oven = (await world.ask("hana", c.GetVisit(visit_id=visit), c.VisitView)).programme[0].id
    await world.send("hana", c.InviteGuest(visit_id=visit, guest_id=member("gus"), stops=(oven,)))
    for name in ("ana", "ben", "cem", "dia"):
        await world.send(name, c.SignUp(visit_id=visit))
    for name in ("hana", "finn"):
        seen = await look(world, name, visit)
        assert [(person.member_id, person.state, person.place) for person in seen.people] == [
            (member("ana"), "seated", None),
            (member("ben"), "seated", None),
            (member("cem"), "seated", None),
            (member("dia"), "waiting", 1),
        ]
        assert [(number.visitors, number.guests, number.at_once, number.capacity) for number in seen.numbers] == [
            (3, 1, 2, 2),
            (3, 0, 3, None),
        ]
    assert (await look(world, "ana", visit)).people == ()
    guest = await look(world, "gus", visit)
    assert (guest.visitors, guest.groups, guest.people, guest.seats) == ((), (), (), 3)


async def test_whoever_was_along_on_an_earlier_visit_waits_behind_those_who_were_not(world: World, visit: str) -> None:
    await world.send("ana", c.SignUp(visit_id=visit))
    world.clock.moment = TOMORROW.instant  # type: ignore[attr-defined]
    await world.send("hana", c.CompleteVisit(visit_id=visit, learning="Salt."))
    await world.runtimes["trips"].journal.shown()

    world.clock.moment = NOON  # type: ignore[attr-defined]
    following = await begun(world, 1)
    for name in ("dia", "ana", "ben"):
        await world.send(name, c.SignUp(visit_id=following))
    seen = await look(world, "hana", following)
    assert [(person.member_id, person.attended, person.place) for person in seen.people] == [
        (member("dia"), 0, None),
        (member("ben"), 0, 1),
        (member("ana"), 1, 2),
    ]
    mine = (await look(world, "ana", following)).mine
    assert mine is not None
    assert "fewer visits than you (1)" in mine.why


async def test_before_it_is_opened_there_is_nothing_to_see(world: World, visit: str) -> None:
    other: str = (await world.send("hana", OFFER))["id"]
    seen = await look(world, "ana", other)
    assert (seen.status, seen.seats, seen.mine, seen.people) == ("not_open", None, None, ())
