"""Hosting in turn over the real bus and store."""

import asyncio
from datetime import timedelta

import pytest

from services.community.app import service as community_service
from services.trips.app import service
from shared.contracts import community as m
from shared.contracts import trips as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.belonging import People
from tests.support.world import COMMUNITY, NOON, World


async def until(world: World, name: str, condition) -> c.HostingView:  # type: ignore[no-untyped-def]
    """What hosting in turn looks like once what follows from visits has been noted."""
    async with asyncio.timeout(20):
        while not condition(view := await world.ask(name, c.GetHosting(community_id=COMMUNITY), c.HostingView)):
            await asyncio.sleep(0.02)
    return view


@pytest.fixture
async def rota(world: World) -> World:
    """Ana and Ben offer their places; Gil is a guest."""
    await world.open(service)
    for name in ("ana", "ben"):
        world.joins(name)
        offer = c.OfferPlace(community_id=COMMUNITY, practice=f"Work of {name}", place="Mill", region=name)
        await world.send(name, offer)
    world.joins("gil", "guest")
    return world


async def hosts(world: World, name: str) -> str:
    """Propose a visit and give it a time; its id."""
    stop = c.Stop(title="Oven", kind="practice", minutes=60)
    proposal = c.ProposeVisit(community_id=COMMUNITY, title="Bread", place="Mill", guide="Bea", programme=(stop,))
    visit: str = (await world.send(name, proposal))["id"]
    starts = When.of(world.clock.now() + timedelta(days=1), "Europe/Rome")
    await world.send(name, c.ScheduleVisit(visit_id=visit, starts=starts))
    return visit


async def test_a_turn_leads_to_a_visit_that_counts_once_it_took_place(rota: World) -> None:
    await rota.send("ben", c.ProposeTurn(community_id=COMMUNITY))
    await rota.send("ana", c.AcceptTurn(community_id=COMMUNITY))
    view = await rota.ask("ana", c.GetHosting(community_id=COMMUNITY), c.HostingView)
    assert view.draft is not None
    assert (view.draft.title, view.draft.place) == ("Work of ana", "Mill")
    visit = await hosts(rota, "ana")
    await until(rota, "ana", lambda view: view.draft is None)
    rota.clock.moment = NOON + timedelta(days=2)  # type: ignore[attr-defined]
    await rota.send("ana", c.CompleteVisit(visit_id=visit, learning="Dough rests."))
    view = await until(rota, "ben", lambda view: not view.hosting)
    assert [host.hosted for host in view.line] == [0, 1]
    assert view.line[1].why == "hosted once, in September 2026"
    assert view.line[1].last_hosted_at == NOON + timedelta(days=1)


async def test_a_cancelled_visit_frees_its_turn(rota: World) -> None:
    await rota.send("ben", c.ProposeTurn(community_id=COMMUNITY))
    await rota.send("ana", c.AcceptTurn(community_id=COMMUNITY))
    visit = await hosts(rota, "ana")
    await until(rota, "ana", lambda view: view.draft is None)
    await rota.send("ana", c.CancelVisit(visit_id=visit, reason="Flood"))
    view = await until(rota, "ana", lambda view: not view.hosting)
    assert [host.why.split(";")[0] for host in view.line] == ["has not hosted yet"] * 2


async def test_a_rota_is_no_visit(rota: World) -> None:
    assert (await rota.ask("ana", c.ListVisits(community_id=COMMUNITY), c.VisitList)).visits == ()


async def test_guests_do_not_see_who_hosts(rota: World) -> None:
    with pytest.raises(Refusal) as refused:
        await rota.ask("gil", c.GetHosting(community_id=COMMUNITY), c.HostingView)
    assert refused.value.status == 403


async def test_where_nobody_offers_a_place_the_line_is_empty(world: World) -> None:
    await world.open(service)
    world.joins("ana")
    view = await world.ask("ana", c.GetHosting(community_id=COMMUNITY), c.HostingView)
    assert (view.version, view.line, view.asked) == (0, (), None)


async def test_the_place_of_whoever_leaves_is_offered_no_longer_and_hidden_from_them(world: World) -> None:

    await world.open(community_service, service)
    people = People(world)
    await people.begin()
    ana = await people.joins("Ana")
    offer = c.OfferPlace(community_id=people.community, practice="Bread", place="Mill", region="Gent")
    await people.send("Ana", offer)
    await people.send("Ana", m.LeaveCommunity(community_id=people.community, member_id=ana))
    async with asyncio.timeout(20):
        while (await people.ask("Cora", c.GetHosting(community_id=people.community), c.HostingView)).line:
            await asyncio.sleep(0.02)
    with pytest.raises(Refusal) as refused:
        await people.ask("Ana", c.GetHosting(community_id=people.community), c.HostingView)
    assert refused.value.status == 404
