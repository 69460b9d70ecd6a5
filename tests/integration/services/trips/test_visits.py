"""A visit over the real bus and store."""

from datetime import timedelta

import pytest

from services.trips.app import service
from shared.access.signed_tokens import Signer
from shared.contracts import trips as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.world import COMMUNITY, NOON, World

TOMORROW = When.of(NOON + timedelta(days=1), "Europe/Rome")
PROGRAMME = (c.Stop(title="Lunch", minutes=60), c.Stop(title="Landfill", minutes=45, at="Gate 3"))


def offer(title: str) -> c.ProposeVisit:
    return c.ProposeVisit(community_id=COMMUNITY, title=title, place="Brindisi", guide="Rosa", programme=PROGRAMME)


@pytest.fixture
async def visit(world: World) -> str:
    """A visit that Hana hosts tomorrow; Ana is a member."""
    await world.open(service)
    world.joins("hana")
    world.joins("ana")
    made = await world.send("hana", offer("Waste"))
    found: str = made["id"]
    await world.send("hana", c.ScheduleVisit(visit_id=found, starts=TOMORROW))
    return found


async def test_a_visit_goes_from_its_offer_to_what_was_learned(world: World, visit: str) -> None:
    world.clock.moment = NOON + timedelta(days=1, hours=3)  # type: ignore[attr-defined]
    await world.send("hana", c.CompleteVisit(visit_id=visit, learning="Look at the gates."))
    seen = await world.ask("ana", c.GetVisit(visit_id=visit), c.VisitView)
    assert (seen.status, seen.learning, seen.starts) == ("completed", "Look at the gates.", TOMORROW)
    assert (seen.place, seen.guide) == ("Brindisi", "Rosa")
    assert [(stop.title, stop.minutes, stop.at) for stop in seen.programme] == [
        ("Lunch", 60, None),
        ("Landfill", 45, "Gate 3"),
    ]
    lunch, landfill = seen.programme
    assert (lunch.begins, lunch.ends, landfill.ends) == (TOMORROW, landfill.begins, TOMORROW.later(minutes=105))


async def test_a_moved_visit_shows_its_new_time(world: World, visit: str) -> None:
    moved = await world.send("hana", c.ScheduleVisit(visit_id=visit, starts=TOMORROW.later(days=2)))
    assert moved["events"][0]["data"]["moved"] is True
    seen = await world.ask("ana", c.GetVisit(visit_id=visit), c.VisitView)
    assert seen.starts == TOMORROW.later(days=2)


async def test_the_list_shows_the_newest_visit_first(world: World, visit: str) -> None:
    world.clock.moment = NOON + timedelta(minutes=1)  # type: ignore[attr-defined]
    newer = (await world.send("ana", offer("Water")))["id"]
    await world.send("ana", c.CancelVisit(visit_id=newer, reason="Flood"))
    seen = await world.ask("hana", c.ListVisits(community_id=COMMUNITY), c.VisitList)
    assert [(line.id, line.status) for line in seen.visits] == [(newer, "cancelled"), (visit, "scheduled")]
    first = await world.ask("hana", c.ListVisits(community_id=COMMUNITY, limit=1), c.VisitList)
    rest = await world.ask("hana", c.ListVisits(community_id=COMMUNITY, after=first.next or ""), c.VisitList)
    assert ([*first.visits], [*rest.visits], rest.next) == ([seen.visits[0]], [seen.visits[1]], None)


async def test_a_list_holds_only_its_own_communitys_visits(world: World, visit: str) -> None:
    elsewhere = "community-" + "e" * 26
    world.joins("eve", community=elsewhere)
    seen = await world.ask("eve", c.ListVisits(community_id=elsewhere), c.VisitList)
    assert seen.visits == ()


async def test_only_notify_gets_what_a_letter_needs(world: World, visit: str) -> None:
    token = Signer.load(world.settings.keys_dir, "notify").own()
    brief = await world.runtimes["trips"].ask.query(c.GetVisitBrief(visit_id=visit), c.VisitBrief, token=token)
    assert (brief.title, brief.guide, brief.starts) == ("Waste", "Rosa", TOMORROW)
    with pytest.raises(Refusal) as refused:
        await world.ask("hana", c.GetVisitBrief(visit_id=visit), c.VisitBrief)
    assert refused.value.status == 404
