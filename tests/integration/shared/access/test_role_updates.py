"""Who belongs, seen from the services that do not keep it: with a real community beside them."""

from datetime import timedelta

import pytest

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.trips.app import service as trips_service
from shared.contracts import clinic, community, trips
from shared.contracts.types import When
from shared.domain import Refusal
from shared.runtime.runtime import Runtime
from tests.support.belonging import People
from tests.support.world import NOON, World

TOMORROW = When.of(NOON + timedelta(days=1), "UTC")


@pytest.fixture
async def people(world: World) -> People:
    await world.open(community_service, clinic_service, trips_service)
    this_people = People(world)
    await this_people.begin()
    return this_people


def case(people: People) -> clinic.ProposeCase:
    return clinic.ProposeCase(community_id=people.community, title="Handover", question="How?")


def offer(people: People) -> trips.ProposeVisit:
    stops = (trips.Stop(title="Walk", minutes=30),)
    return trips.ProposeVisit(
        community_id=people.community, title="Waste", place="Brindisi", guide="Rosa", programme=stops
    )


async def announced(world: World) -> None:
    """Wait until the change is on the bus and every service's connection has brought it."""
    await world.runtimes["community"].journal.settled()
    for runtime in world.runtimes.values():
        await runtime.connection.flush()


def remembers(runtime: Runtime, people: People, name: str) -> bool:
    """Whether the service would act on its memory alone."""
    return runtime.roles.recall(people.community, people.ids[name])[1]


async def test_a_guest_who_becomes_a_member_may_propose_a_case_at_once(world: World, people: People) -> None:
    gus = await people.joins("Gus", "guest")
    with pytest.raises(Refusal) as refused:
        await people.send("Gus", case(people))
    assert refused.value.status == 403
    assert remembers(world.runtimes["clinic"], people, "Gus")

    await people.send("Cora", community.ChangeRole(community_id=people.community, member_id=gus, role="member"))
    await announced(world)
    await people.send("Gus", case(people))


async def test_a_member_who_becomes_a_guest_may_not_propose_any_more_at_once(world: World, people: People) -> None:
    ana = await people.joins("Ana")
    await people.send("Ana", case(people))
    assert remembers(world.runtimes["clinic"], people, "Ana")

    await people.send("Cora", community.ChangeRole(community_id=people.community, member_id=ana, role="guest"))
    await announced(world)
    with pytest.raises(Refusal) as refused:
        await people.send("Ana", case(people))
    assert refused.value.status == 403


async def test_whoever_left_is_refused_everywhere_at_once(world: World, people: People) -> None:
    ana = await people.joins("Ana")
    visit = (await people.send("Ana", offer(people)))["id"]
    case_id = (await people.send("Ana", case(people)))["id"]
    assert remembers(world.runtimes["clinic"], people, "Ana")
    assert remembers(world.runtimes["trips"], people, "Ana")

    await people.send("Cora", community.LeaveCommunity(community_id=people.community, member_id=ana))
    await announced(world)
    for command in (
        case(people),
        clinic.CancelClinic(clinic_id=case_id, reason="Mine"),
        offer(people),
        trips.ScheduleVisit(visit_id=visit, starts=TOMORROW),
        trips.CancelVisit(visit_id=visit, reason="Mine"),
    ):
        with pytest.raises(Refusal) as refused:
            await people.send("Ana", command)
        assert refused.value.status == 404
    for query, view in (
        (clinic.GetClinic(clinic_id=case_id), clinic.ClinicView),
        (clinic.ListClinics(community_id=people.community), clinic.ClinicList),
        (trips.GetVisit(visit_id=visit), trips.VisitView),
        (trips.ListVisits(community_id=people.community), trips.VisitList),
    ):
        with pytest.raises(Refusal) as refused:
            await people.ask("Ana", query, view)
        assert refused.value.status == 404


async def test_old_announcements_that_come_again_give_nobody_back_what_they_lost(world: World, people: People) -> None:
    ana = await people.joins("Ana")
    await people.send("Ana", case(people))
    await people.send("Cora", community.LeaveCommunity(community_id=people.community, member_id=ana))
    await announced(world)
    roles = world.runtimes["clinic"].roles
    roles.hear(community.MemberJoined(community_id=people.community, member_id=ana, role="convener", name="", email=""))
    with pytest.raises(Refusal) as refused:
        await people.send("Ana", case(people))
    assert refused.value.status == 404
