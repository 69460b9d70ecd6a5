"""One thing that cannot be read, in real services: it says so itself, lists leave it out with a word, all others go on."""

from typing import Any

import orjson
import pytest

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.notify.app import service as notify_service
from services.scheduler.app import service as scheduler_service
from services.trips.app import service as trips_service
from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.domain import Refusal
from shared.journal.commit import Commit
from shared.journal.lanes import Lane
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from tests.integration.services.clinic.adapters.test_past_cases import case, memory, over, search
from tests.support.world import COMMUNITY, NOON, World

ALL = (community_service, clinic_service, trips_service, scheduler_service, notify_service)


async def spoil(runtime: Runtime, stream: str, version: int = 1) -> None:
    """As a newer program would have written it."""
    await runtime.collection("journal").update_one(
        {"_id": f"{stream}@{version}"}, {"$set": {"events.0.type": "WrittenTomorrow"}}
    )


async def again(world: World, service: Service) -> Runtime:
    """Stop a service and start it anew."""
    await world.runtimes.pop(service.name).__aexit__(None, None, None)
    return await world.open(service)


@pytest.fixture
async def clinics(world: World) -> tuple[str, str]:
    """A clinic that cannot be read and one that can; both are over."""
    for name, role in (("ana", "member"), ("finn", "facilitator"), ("gil", "member"), ("hana", "member")):
        world.joins(name, role)  # type: ignore[arg-type]
    runtime = await world.open(clinic_service)
    broken, whole = await case(world, "Broken bridges", "How?"), await case(world, "Whole bridges", "How?")
    for clinic in (broken, whole):
        await over(world, clinic, "We built bridges, too.", "Use stone.", "Use stone.")
    await spoil(runtime, broken, version=3)
    # What was remembered is lost, too: it has to be made again from what can be read.
    await runtime.collection("cases").delete_one({"_id": broken})
    await runtime.collection("cases").update_one({"_id": whole}, {"$set": {"digest": "no JSON"}})
    await again(world, clinic_service)
    return broken, whole


async def test_lists_leave_it_out_with_a_word_and_tell_the_others(world: World, clinics: tuple[str, str]) -> None:
    _, whole = clinics
    listed = await world.ask("gil", c.ListClinics(community_id=COMMUNITY), c.ClinicList)
    assert ([clinic.id for clinic in listed.clinics], listed.unreadable) == ([whole], 1)
    agenda = await world.ask("gil", c.GetClinicAgenda(community_id=COMMUNITY), c.ClinicAgenda)
    assert (agenda.clinics, agenda.unreadable) == (1, 1)
    cases = await world.ask("gil", c.ListOpenCases(community_id=COMMUNITY), c.OpenCases)
    assert cases.unreadable == 1
    found = await search(world, "bridges")
    assert ([hit.clinic_id for hit in found.hits], found.unreadable) == ([whole], 1)
    told = await memory(world)
    assert (told.clinics, [clinic_counts.clinic_id for clinic_counts in told.by_clinic], told.unreadable) == (
        1,
        [whole],
        1,
    )
    reports = await world.ask("gil", c.ListReports(community_id=COMMUNITY), c.ReportList)
    assert reports.unreadable == 1


async def test_it_says_itself_who_can_help(world: World, clinics: tuple[str, str]) -> None:
    broken, whole = clinics
    with pytest.raises(Refusal) as refused:
        await world.ask("gil", c.GetClinic(clinic_id=broken), c.ClinicView)
    assert (refused.value.status, refused.value.slug) == (503, "unreadable")
    with pytest.raises(Refusal, match="upgrade or repair"):
        await world.send("finn", c.StartClinic(clinic_id=broken))
    assert (await world.ask("gil", c.GetClinic(clinic_id=whole), c.ClinicView)).id == whole


async def test_a_replay_ends_and_lists_answer_behind_it(world: World, clinics: tuple[str, str]) -> None:
    runtime = world.runtimes["clinic"]
    assert await runtime.journal.replay() > 0
    await runtime.journal.settled()
    listed = await world.ask("gil", c.ListClinics(community_id=COMMUNITY), c.ClinicList)
    assert listed.unreadable == 1


async def test_an_empty_bus_is_filled_with_all_that_can_be_read(world: World, clinics: tuple[str, str]) -> None:
    broken, whole = clinics
    runtime = world.runtimes["clinic"]
    await runtime.js.delete_stream(runtime.subjects.events_stream)
    await world.provision()
    await runtime._look_at_provisions()
    await runtime.journal.settled()
    told = {seen[0]: seen[1] async for seen in _on_the_bus(runtime)}
    expected = await runtime.read(whole)
    assert expected is not None
    assert told == {broken: 2, whole: expected.version}


async def _on_the_bus(runtime: Runtime) -> Any:
    """The highest version of each thing there."""
    info = await runtime.js.stream_info(runtime.subjects.events_stream, subjects_filter=">")
    versions: dict[str, int] = {}
    subscription = await runtime.js.subscribe(runtime.subjects.all_events, ordered_consumer=True)
    for _ in range(info.state.messages):
        event = orjson.loads((await subscription.next_msg(timeout=10)).data)
        versions[event["subject"]] = max(versions.get(event["subject"], 0), int(event["sequence"]))
    for item in versions.items():
        yield item


async def test_every_service_starts_on_a_journal_that_has_something_unreadable(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.open(*ALL)
    monkeypatch.setattr(Lane, "owner_lives", property(lambda lane: False))
    for service in ALL:
        runtime = world.runtimes[service.name]
        stream = f"{service.aggregates[0].kind}-{'a' * 26}"
        commit = Commit(stream, 1, NOON, "x", "x", COMMUNITY, (), lane="gone-1", batch=1)
        written = {**commit.document(), "events": [{"id": f"{stream}@1.1", "type": "WrittenTomorrow", "data": {}}]}
        await runtime.collection("journal").insert_one({"_id": "gone-1#1", "ids": [commit.id]})
        await runtime.collection("journal").insert_one(written)
        lane = await runtime.collection("lanes").find_one({})
        assert lane is not None
        await runtime.collection("lanes").insert_one({**lane, "_id": "gone-1", "published": 0, "done": False})
        after = await again(world, service)
        noted = await after.journal.set_aside.noted()
        assert [(unread.stream, unread.version, unread.type) for unread in noted] == [(stream, 1, "WrittenTomorrow")]
        await after.journal.settled()


async def test_visits_are_told_and_those_that_cannot_be_read_are_counted(world: World) -> None:
    world.joins("ana")
    runtime = await world.open(trips_service)
    propose = t.ProposeVisit(community_id=COMMUNITY, title="A place", place="Rome")
    made = [str((await world.send("ana", propose))["id"]) for _ in range(2)]
    await spoil(runtime, made[0])
    await again(world, trips_service)
    listed = await world.ask("ana", t.ListVisits(community_id=COMMUNITY), t.VisitList)
    assert ([visit.id for visit in listed.visits], listed.unreadable) == ([made[1]], 1)
    agenda = await world.ask("ana", t.GetVisitAgenda(community_id=COMMUNITY), t.VisitAgenda)
    assert agenda.unreadable == 1
    found = await world.ask("ana", t.SuggestVisits(community_id=COMMUNITY, text="place"), t.VisitsFound)
    assert ([hit.visit.id for hit in found.hits], found.unreadable) == ([made[1]], 1)
