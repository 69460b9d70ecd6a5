"""The alarm clock and its losses: what is armed rings once at its time, whatever becomes of the bus's schedules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nats import connect
from nats.js.errors import NoStreamResponseError

from services.scheduler.adapters.alarm_clock import AlarmClock
from services.scheduler.adapters.reconciler import Reconciler
from services.scheduler.adapters.timer_index import Alarm, TimerIndex
from services.scheduler.app import service
from shared.bus.subjects import Subjects
from shared.clock import RunningClock
from shared.contracts import scheduler as c
from shared.contracts.base import derived_id
from shared.journal import Commit
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from shared.store.errors import StoreError
from tests.support.timers import SCHEDULER, listening, set_to, step_end
from tests.support.world import World

WITHOUT_ALARMS = replace(service, read_models=lambda runtime: [TimerIndex(runtime.collection("timers"))], background=())
"""A scheduler that keeps its records, but has no alarm clock."""


@pytest.fixture
async def runtime(world: World) -> Runtime:
    return await start(world)


async def start(world: World, what: Service = service) -> Runtime:
    return await world.open(what, clock=RunningClock())


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def timers_id(topic: str) -> str:
    return derived_id("timers", topic)


async def wait_for(runtime: Runtime, topic: str, *due: datetime, version: int = 1) -> None:
    """Have the topic's step end then, or never; done when records and alarms have it."""
    command = set_to(*(step_end(moment, step=topic) for moment in due), version=version, timers_id=timers_id(topic))
    await runtime.execute(command, f"{topic} {version}", SCHEDULER)
    await runtime.journal.settled()


async def kept(runtime: Runtime) -> int:
    """How many messages the alarms' stream holds."""
    return (await runtime.js.stream_info(runtime.subjects.alarms_stream)).state.messages


async def rings_by_hand(runtime: Runtime, alarm: Alarm) -> None:
    await runtime.js.publish(runtime.subjects.ring(alarm.timers_id), alarm.id.encode())


async def test_a_timer_rings_at_its_time_and_never_early(world: World, runtime: Runtime) -> None:
    due = soon(0.6)
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "one", due)
        rang = await ears.next()
    assert rang.due_at == due
    assert timedelta(0) <= datetime.now(UTC) - due < timedelta(seconds=2)


async def test_a_moved_timer_rings_at_its_new_time_alone(world: World, runtime: Runtime) -> None:
    first, second = soon(0.4), soon(0.8)
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "moved", first)
        await wait_for(runtime, "moved", second, version=2)
        await wait_for(runtime, "sentinel", soon(1.0))
        assert [(await ears.next()).due_at, (await ears.next()).step] == [second, "sentinel"]


async def test_a_timer_can_be_moved_to_an_earlier_time(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "moved", soon(3600))
        sooner = soon(0.3)
        await wait_for(runtime, "moved", sooner, version=2)
        assert (await ears.next()).due_at == sooner


async def test_a_cancelled_timer_never_rings_and_leaves_no_alarm(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "cancelled", soon(3600))
        assert await kept(runtime) == 1
        await wait_for(runtime, "cancelled", version=2)
        assert await kept(runtime) == 0
        # Even if an alarm was left over:
        await rings_by_hand(runtime, Alarm(timers_id("cancelled"), "step_end", soon(-1)))
        await wait_for(runtime, "sentinel", soon(0.5))
        assert (await ears.next()).step == "sentinel"


async def test_ringing_twice_is_one_event(world: World, runtime: Runtime) -> None:
    due = soon(0.4)
    alarm = Alarm(timers_id("one"), "step_end", due)
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "one", due)
        await rings_by_hand(runtime, alarm)
        await rings_by_hand(runtime, alarm)
        await wait_for(runtime, "sentinel", soon(0.8))
        assert [(await ears.next()).step, (await ears.next()).step] == ["one", "sentinel"]


async def test_what_has_rung_leaves_nothing_behind(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        for number in range(20):
            await wait_for(runtime, f"topic {number}", soon(0.4))
        for _ in range(20):
            await ears.next()
    await runtime.journal.settled()
    assert [alarm async for alarm in TimerIndex(runtime.collection("timers")).pending()] == []
    await world.close()  # acknowledges what it has heard
    left = await start(world)
    assert await kept(left) == 0


async def test_a_ring_that_comes_early_waits_for_its_moment(
    world: World, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung_at: list[datetime] = []
    execute = runtime.execute

    async def noted(command: Any, *arguments: Any) -> Any:
        if isinstance(command, c.RingTimer):
            rung_at.append(datetime.now(UTC))
        return await execute(command, *arguments)

    monkeypatch.setattr(runtime, "execute", noted)
    due = soon(1.0)
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "early", due)
        await rings_by_hand(runtime, Alarm(timers_id("early"), "step_end", due))
        await ears.next()
    assert rung_at
    assert min(rung_at) >= due


async def test_a_ring_that_nobody_can_read_is_dropped(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "first", soon(3600))
        for nonsense in (b"", b"\xff", b"a/b", b"timers/step_end/tomorrow"):
            await runtime.js.publish(runtime.subjects.ring("nonsense"), nonsense)
        await wait_for(runtime, "sentinel", soon(0.3))
        await ears.next()


async def test_a_ring_is_heard_again_when_the_store_was_away(
    world: World, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outages = iter([StoreError("away"), StoreError("still away")])
    execute = runtime.execute

    async def sometimes(command: Any, *arguments: Any) -> Any:
        if isinstance(command, c.RingTimer) and (outage := next(outages, None)):
            raise outage
        return await execute(command, *arguments)

    async with listening(world, c.StepTimeUp) as ears:
        monkeypatch.setattr(runtime, "execute", sometimes)
        await wait_for(runtime, "patient", soon(0.2))
        assert (await ears.next()).step == "patient"
    assert next(outages, None) is None


async def test_after_a_restart_all_timers_ring_although_the_alarms_were_lost(world: World, runtime: Runtime) -> None:
    await wait_for(runtime, "overdue", soon(1.0))
    await wait_for(runtime, "to come", soon(2.5))
    await world.close()
    await lose_alarms(world)
    async with listening(world, c.StepTimeUp) as ears:
        await start(world)
        assert [(await ears.next()).step, (await ears.next()).step] == ["overdue", "to come"]


async def test_alarms_that_are_lost_while_the_service_runs_are_set_again(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "before", soon(3.0))
        await lose_alarms(world)
        await world.provision()
        await wait_for(runtime, "after", soon(3.5))
        assert [(await ears.next()).step, (await ears.next()).step] == ["before", "after"]


async def test_where_the_alarm_clock_is_lost_the_alarm_is_set_once_it_is_there_again(world: World) -> None:
    runtime = await start(world, WITHOUT_ALARMS)
    commit = commit_that_arms(Alarm(timers_id("first"), "step_end", soon(3600)))
    await lose_alarms(world)
    with pytest.raises(NoStreamResponseError):
        await AlarmClock(runtime).take([commit])
    await world.provision()
    await AlarmClock(runtime).take([commit])
    assert await kept(runtime) == 1


async def test_alarms_that_are_there_stay_as_they_are(world: World, runtime: Runtime) -> None:
    due = soon(3600)
    await wait_for(runtime, "there", due)
    alarms = AlarmClock(runtime)
    there, missing = Alarm(timers_id("there"), "step_end", due), Alarm(timers_id("missing"), "step_end", due)
    assert await alarms.set_missing([there, missing]) == 1
    assert await kept(runtime) == 2


async def test_a_timer_whose_alarm_never_came_is_rung_by_the_sweep(world: World) -> None:
    runtime = await start(world, WITHOUT_ALARMS)
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "overdue", soon(-10))
        await wait_for(runtime, "just now", soon(-1))
        assert await Reconciler(runtime).sweep() == 1
        assert (await ears.next()).step == "overdue"
        assert await Reconciler(runtime).sweep() == 0


async def test_a_topic_that_cannot_be_read_and_a_broken_record_keep_no_other_timer_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.scheduler.adapters.reconciler.RUNG_AT_ONCE", 1)
    runtime = await start(world, WITHOUT_ALARMS)
    for number, topic in enumerate(("broken", "whole")):
        await wait_for(runtime, topic, soon(-20 + number))
    await runtime.collection("journal").update_one(
        {"_id": f"{timers_id('broken')}@1"}, {"$set": {"events.0.type": "WrittenTomorrow"}}
    )
    await runtime.collection("timers").insert_one({"_id": "no alarm", "due_at": soon(-30)})
    await world.runtimes.pop("scheduler").__aexit__(None, None, None)
    runtime = await start(world, WITHOUT_ALARMS)
    async with listening(world, c.StepTimeUp) as ears:
        assert await Reconciler(runtime).sweep() == 1
        assert (await ears.next()).step == "whole"
    # Nor do those whose alarms are to be set again.
    await wait_for(runtime, "to come", soon(3600))
    pending = [alarm.timers_id async for alarm in TimerIndex(runtime.collection("timers")).pending()]
    assert sorted(pending) == sorted([timers_id("broken"), timers_id("to come")])


async def test_a_record_of_what_is_no_longer_wanted_is_dropped_by_the_sweep(world: World) -> None:
    runtime = await start(world, WITHOUT_ALARMS)
    records = TimerIndex(runtime.collection("timers"))
    await wait_for(runtime, "gone", soon(-20))
    old = [alarm async for alarm in records.pending()]
    await wait_for(runtime, "gone", version=2)
    await records.take([commit_that_arms(alarm) for alarm in old])
    assert [alarm async for alarm in records.pending()] == old != []
    assert await Reconciler(runtime).sweep() == 0
    assert [alarm async for alarm in records.pending()] == []


async def test_when_only_the_alarm_of_a_moved_timers_old_time_is_left_the_new_one_is_set_again(world: World) -> None:
    runtime = await start(world, replace(service, read_models=WITHOUT_ALARMS.read_models))
    late = soon(1.0)
    async with listening(world, c.StepTimeUp) as ears:
        await wait_for(runtime, "moved", soon(-1))
        await wait_for(runtime, "moved", late, version=2)
        await rings_by_hand(runtime, Alarm(timers_id("moved"), "step_end", soon(-1)))
        assert (await ears.next()).due_at == late


async def lose_alarms(world: World) -> None:
    """As when the bus lost its folder."""
    client = await connect(world.settings.nats_url)
    await client.jetstream().delete_stream(Subjects(world.settings.bus_prefix).alarms_stream)
    await client.close()


def commit_that_arms(alarm: Alarm) -> Commit:
    timer = step_end(alarm.due_at)
    event = c.TimerArmed(community_id=derived_id("community", "test"), topic=derived_id("clinic", "gone"), timer=timer)
    return Commit(
        stream=alarm.timers_id,
        version=1,
        at=alarm.due_at,
        actor="scheduler",
        command_id="",
        community=event.community_id,
        events=[event],
    )
