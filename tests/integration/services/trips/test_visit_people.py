"""What guests see, and what hosts are told, over the real bus and store."""

from datetime import timedelta

import pytest

from services.trips.app import service
from shared.contracts import trips as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.world import COMMUNITY, NOON, World

TOMORROW = When.of(NOON + timedelta(days=1), "Europe/Rome")
OFFER = c.ProposeVisit.model_validate(
    {
        "community_id": COMMUNITY,
        "title": "Bread",
        "place": "Bakery",
        "guide": "Rosa",
        "people": [{"name": "Ugo", "does": "Kneads"}, {"name": "Ms Brandt", "manager": True}],
        "programme": [
            {"title": "Oven", "kind": "practice", "minutes": 60, "who": ["Ugo"]},
            {"title": "Welcome", "kind": "presentation", "minutes": 30, "who": ["Ms Brandt"]},
        ],
    }
)


@pytest.fixture
async def visit(world: World) -> str:
    """Hana hosts; Ana is a member, Gus and Gil are guests, and needs are known."""
    await world.open(service)
    for name, role in (
        ("hana", "member"),
        ("ana", "member"),
        ("finn", "facilitator"),
        ("gus", "guest"),
        ("gil", "guest"),
    ):
        world.joins(name, role)  # type: ignore[arg-type]
    found: str = (await world.send("hana", OFFER))["id"]
    expect = c.ExpectVisitors(visit_id=found, count=12, needs=c.Needs(step_free=1))
    await world.send("hana", expect)
    return found


async def look(world: World, name: str, visit: str) -> c.VisitView:
    return await world.ask(name, c.GetVisit(visit_id=visit), c.VisitView)


def titles(seen: c.VisitView) -> list[str]:
    return [stop.title for stop in seen.programme]


async def test_a_guest_sees_the_stops_they_are_invited_to_and_nothing_of_the_others(world: World, visit: str) -> None:
    welcome = (await look(world, "hana", visit)).programme[1].id
    gus = world.joins("gus", "guest")
    await world.send("hana", c.InviteGuest(visit_id=visit, guest_id=gus, stops=(welcome,)))

    seen = await look(world, "gus", visit)
    assert titles(seen) == ["Welcome"]
    assert [person.name for person in seen.people] == ["Ms Brandt"]
    assert seen.guests == (c.Invitation(guest_id=gus, stops=(welcome,)),)
    for hidden in ("Oven", "Ugo", "Kneads"):
        assert hidden not in seen.model_dump_json()
    assert titles(await look(world, "ana", visit)) == ["Oven", "Welcome"]

    uninvited = await look(world, "gil", visit)
    assert (uninvited.programme, uninvited.people, uninvited.guests) == ((), (), ())
    assert gus not in uninvited.model_dump_json()


async def test_a_guest_whose_invitation_is_withdrawn_sees_no_stop(world: World, visit: str) -> None:
    oven, gus = (await look(world, "hana", visit)).programme[0].id, world.joins("gus", "guest")
    await world.send("hana", c.InviteGuest(visit_id=visit, guest_id=gus, stops=(oven,)))
    await world.send("hana", c.WithdrawInvitation(visit_id=visit, guest_id=gus))
    assert titles(await look(world, "gus", visit)) == []


async def test_what_visitors_need_is_for_those_who_look_after_the_visit(world: World, visit: str) -> None:
    seen = {name: (await look(world, name, visit)).needs for name in ("hana", "finn", "ana", "gus")}
    assert seen == {"hana": c.Needs(step_free=1), "finn": c.Needs(step_free=1), "ana": None, "gus": None}


async def test_the_check_is_told_to_those_who_look_after_the_visit_alone(world: World, visit: str) -> None:
    told = await world.ask("hana", c.CheckVisit(visit_id=visit), c.CheckView)
    assert {finding.concern for finding in told.findings} == {"questions", "learning"}
    for name, status in (("ana", 403), ("gus", 403)):
        with pytest.raises(Refusal) as refused:
            await world.ask(name, c.CheckVisit(visit_id=visit), c.CheckView)
        assert refused.value.status == status


async def test_a_stop_has_moments_once_the_visit_has_a_time(world: World, visit: str) -> None:
    assert (await look(world, "ana", visit)).programme[0].begins is None
    await world.send("hana", c.ScheduleVisit(visit_id=visit, starts=TOMORROW))
    oven, welcome = (await look(world, "ana", visit)).programme
    assert (oven.begins, welcome.begins) == (TOMORROW, TOMORROW.later(minutes=60))
