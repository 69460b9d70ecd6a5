"""Which visits may help with a case."""

import pytest

from services.trips.app import service
from shared.contracts import trips as c
from shared.domain import Refusal
from tests.support.world import COMMUNITY, World


async def visit(world: World, title: str, place: str, stop: str, by: str = "ana") -> str:
    stops = (c.Stop(title=stop, minutes=30),)
    made = await world.send(by, c.ProposeVisit(community_id=COMMUNITY, title=title, place=place, programme=stops))
    return str(made["id"])


async def found(world: World, text: str, by: str = "gil") -> list[str]:
    seen = await world.ask(by, c.SuggestVisits(community_id=COMMUNITY, text=text), c.VisitsFound)
    return [hit.visit.id for hit in seen.hits]


@pytest.fixture
async def visits(world: World) -> tuple[str, str]:
    await world.open(service)
    world.joins("ana")
    world.joins("gil")
    world.joins("gus", "guest")
    night = await visit(world, "An evening at the night clinic", "Market hall", "Walk with the night nurse")
    bakery = await visit(world, "Die Backstube am Morgen", "Mühle", "Die Übergabe der Schicht")
    return night, bakery


async def test_a_visit_is_found_by_its_title_its_place_and_its_programme(world: World, visits: tuple[str, str]) -> None:
    night, bakery = visits
    assert await found(world, "How do we fill our evenings?") == [night]
    assert await found(world, "nurses") == [night]
    assert await found(world, "ubergaben") == [bakery]
    assert await found(world, "muhle") == [bakery]
    assert await found(world, "Which budget pays the interns?") == []


async def test_it_says_where_it_fits(world: World, visits: tuple[str, str]) -> None:
    seen = await world.ask("gil", c.SuggestVisits(community_id=COMMUNITY, text="nurse"), c.VisitsFound)
    [passage] = seen.hits[0].passages
    assert (passage.where, [passage.text[start:end] for start, end in passage.marks]) == ("stop", ["nurse"])


async def test_a_guest_learns_nothing_of_stops_they_are_not_invited_to(world: World, visits: tuple[str, str]) -> None:
    assert await found(world, "nurse", by="gus") == []
    assert await found(world, "clinic", by="gus") == [visits[0]]


async def test_what_was_cancelled_helps_nobody_and_strangers_see_nothing(world: World, visits: tuple[str, str]) -> None:
    await world.send("ana", c.CancelVisit(visit_id=visits[0], reason="Flood."))
    assert await found(world, "evening") == []
    world.joins("zoe", community="community-" + "z" * 26)
    with pytest.raises(Refusal) as refused:
        await found(world, "Backstube", by="zoe")
    assert refused.value.status in (404, 503)
