"""What version 0.1.0 wrote is read by this one, and goes on: nothing is lost, set aside, or done twice."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from convene.story import script
from convene.story.people import Person
from shared.settings import Settings
from tests.support.old_data import OldData
from tests.support.servers import Servers
from tests.support.town import Town

FILE = Path(__file__).parent / "written_before/0_1_0.json.gz"
SERVICES_WITH_JOURNALS = ("community", "clinic", "trips", "scheduler", "notify")


@pytest.fixture(scope="module")
def old() -> OldData:
    return OldData(FILE)


@asynccontextmanager
async def going_on(settings: Settings, old: OldData) -> AsyncIterator[Town]:
    """Everything runs on what was left, at the time at which the other version ended."""
    await old.put_into(settings)
    async with Town.running(settings, since=old.now) as town:
        await town.at_rest(but_for_letters=True)
        yield town


@pytest.fixture(scope="module")
async def town(real_servers: Servers, keys: Path, old: OldData) -> AsyncIterator[Town]:
    """For tests that only read."""
    names = {"bus_prefix": "after_0_1_0", "database_prefix": "after_0_1_0"}
    settings = Settings(nats_url=real_servers.nats_url, mongo_url=real_servers.mongo_url, keys_dir=keys, **names)
    async with going_on(settings, old) as this_town:
        yield this_town


@pytest.fixture(scope="module")
def people(keys: Path, old: OldData) -> dict[str, Person]:
    return old.people(keys)


async def test_everything_in_the_journals_is_read_and_nothing_is_set_aside(town: Town, old: OldData) -> None:
    for service in SERVICES_WITH_JOURNALS:
        runtime = town.runtimes[service]
        versions = old.versions(service)
        assert versions
        for stream, version in versions.items():
            found = await runtime.read(stream)
            assert found is not None, stream
            assert found.version >= version, stream
        assert await runtime.collection("set_aside").count_documents({}) == 0
        assert await runtime.collection("dead_letters").count_documents({}) == 0


@pytest.mark.parametrize("service", ["clinic", "scheduler"])
async def test_a_snapshot_is_read_or_made_again_and_says_what_the_history_says(
    town: Town, old: OldData, service: str
) -> None:
    """Cold each time: with the snapshot that was there, and from the first event on."""
    [snapshot] = old.databases[service]["snapshots"]
    stream = snapshot["_id"]
    with_snapshot = await town.runtimes[service].read(stream)
    await town.close(service)
    await town.open(service)
    await town.runtimes[service].collection("snapshots").delete_many({})
    from_events = await town.runtimes[service].read(stream)
    assert with_snapshot is not None
    assert from_events is not None
    assert (from_events.version, from_events.state) == (with_snapshot.version, with_snapshot.state)


async def test_what_was_over_is_shown_as_it_ended(town: Town, old: OldData, people: dict[str, Person]) -> None:
    view = await town.api.get(f"/api/clinics/{old.closed}", people["Dede"])
    assert (view["status"], view["title"], view["report"]) == ("reported", script.TITLE, script.REPORT)
    visit = await town.api.get(f"/api/visits/{old.visit}", people["Farid"])
    assert visit["status"] == "scheduled"


async def test_no_event_is_published_under_another_id(town: Town, old: OldData) -> None:
    """Who listens knows by the id what it has heard before."""
    stream = town.runtimes["clinic"].subjects.events_stream
    js: Any = town.runtimes["clinic"].js
    state = (await js.stream_info(stream)).state
    assert state.messages < old.messages * 2
    ids = Counter[str]()
    for seq in range(state.first_seq, state.last_seq + 1):
        ids[(await js.get_msg(stream, seq=seq)).headers["Nats-Msg-Id"].rpartition("/")[2]] += 1
    assert [found for found, times in ids.items() if times > 1] == []


async def test_what_was_going_on_goes_on_and_nothing_happens_twice(
    settings: Settings, old: OldData, people: dict[str, Person]
) -> None:
    async with going_on(settings, old) as town:
        ends = await the_running_clinic_takes_its_next_command(town, old, people)
        await the_open_deliveries_go_out_once(town, old, people)
        await the_steps_timers_ring_and_it_moves_on(town, old, people, ends)
        await all_other_timers_ring_once(town, old)


async def the_running_clinic_takes_its_next_command(town: Town, old: OldData, people: dict[str, Person]) -> datetime:
    """When its step ends."""
    path = f"/api/clinics/{old.running}"
    before = await town.api.get(path, people["Dede"])
    assert (before["status"], before["step"]) == ("running", "understanding")
    await town.api.post(f"{path}/questions", {"text": "Who opens at six?"}, people["Elif"])
    after = await town.api.get(path, people["Dede"])
    assert len(after["contributions"]) == len(before["contributions"]) + 1
    [ends] = [datetime.fromisoformat(step["ends_at"]) for step in before["steps"] if step["name"] == "understanding"]
    return ends


async def the_open_deliveries_go_out_once(town: Town, old: OldData, people: dict[str, Person]) -> None:
    assert len(old.databases["notify"]["outbox"]) == len(people)
    assert town.box.mails == []
    await town.comes(old.now + timedelta(minutes=5))
    got = Counter(address for mail in town.box.mails for address in mail.recipients)
    assert got == Counter(person.email for person in people.values())


async def the_steps_timers_ring_and_it_moves_on(
    town: Town, old: OldData, people: dict[str, Person], ends: datetime
) -> None:
    await town.comes(ends)
    assert len(town.ears.heard("StepWarningDue", topic=old.running)) == 1
    assert len(town.ears.heard("StepTimeUp", topic=old.running)) == 1
    path = f"/api/clinics/{old.running}/steps"
    await town.api.post(path, {"from_step": "understanding"}, people[script.FACILITATOR])


async def all_other_timers_ring_once(town: Town, old: OldData) -> None:
    armed = {timer["_id"]: timer["due_at"] for timer in old.databases["scheduler"]["timers"]}
    reminders = [timer for timer in armed if "/reminder_" in timer]
    assert len({timer.partition("/")[0] for timer in reminders}) > 1, "of a clinic, and of a visit"
    await town.comes(max(armed.values()).replace(tzinfo=UTC) + timedelta(minutes=1))
    assert len(town.ears.heard("ReminderDue")) == len(reminders)
