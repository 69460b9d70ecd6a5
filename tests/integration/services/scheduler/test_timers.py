"""Timers over the real bus and store: from what happens in a clinic to what rings."""

from datetime import UTC, datetime, timedelta

import pytest

from services.clinic.app import service as clinics
from services.scheduler.adapters.alarm_clock import AHEAD
from services.scheduler.app import service
from shared.clock import RunningClock
from shared.contracts import clinic
from shared.contracts import scheduler as c
from shared.contracts.types import When
from shared.domain import Refusal
from shared.runtime.runtime import Runtime
from tests.support.timers import listening
from tests.support.world import COMMUNITY, World

MINUTE_IN_REAL_SECONDS = 0.1
FINN_LEADS = {"context": 1, "understanding": 1}


@pytest.fixture
async def runtime(world: World) -> Runtime:
    """A clinic service and a scheduler, ten minutes a second."""
    clock = RunningClock(60 / MINUTE_IN_REAL_SECONDS, datetime.now(UTC))
    world.joins("ana", "member")
    world.joins("finn", "facilitator")
    return await world.open(clinics, service, clock=clock)


def days_ahead(runtime: Runtime, days: float) -> When:
    return When(local=(runtime.clock.now() + timedelta(days=days)).replace(tzinfo=None), zone="UTC")


async def scheduled(world: World, runtime: Runtime, days: float = 14) -> str:
    made = await world.send(
        "ana", clinic.ProposeCase(community_id=COMMUNITY, title="Handover", question="How do we hand over?")
    )
    found: str = made["id"]
    await move(world, runtime, found, days)
    return found


async def move(world: World, runtime: Runtime, topic: str, days: float) -> When:
    starts = days_ahead(runtime, days)
    finn = world.joins("finn", "facilitator")
    command = clinic.ScheduleClinic(clinic_id=topic, starts=starts, facilitator_id=finn, minutes=FINN_LEADS)
    await world.send("finn", command)
    return starts


async def armed(world: World, topic: str) -> dict[str, datetime]:
    view = await world.ask("ana", c.GetTimers(topic=topic), c.TimersView)
    return {timer.name: timer.due_at for timer in view.timers}


async def test_the_minutes_of_a_step_are_told_to_be_over(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        topic = await scheduled(world, runtime)
        await world.send("finn", clinic.StartClinic(clinic_id=topic))
        rang = await ears.next()
    assert (rang.topic, rang.step) == (topic, "context")
    assert rang.due_at <= runtime.clock.now()


async def test_a_step_that_was_ended_before_its_time_does_not_ring(world: World, runtime: Runtime) -> None:
    async with listening(world, c.StepTimeUp) as ears:
        topic = await scheduled(world, runtime)
        await world.send("finn", clinic.StartClinic(clinic_id=topic))
        await world.send("finn", clinic.AdvanceStep(clinic_id=topic, from_step="context"))
        assert (await ears.next()).step == "understanding"


async def test_a_scheduled_clinic_is_reminded_of_three_times(world: World, runtime: Runtime) -> None:
    async with listening(world, c.TimerArmed) as ears:
        topic = await scheduled(world, runtime)
        for _ in range(3):
            await ears.next()
    assert list(await armed(world, topic)) == ["reminder_7_days", "reminder_24_hours", "reminder_1_hour"]


async def test_reminders_in_the_past_are_skipped(world: World, runtime: Runtime) -> None:
    async with listening(world, c.TimerArmed) as ears:
        topic = await scheduled(world, runtime, days=2)
        await ears.next()
        await ears.next()
    assert list(await armed(world, topic)) == ["reminder_24_hours", "reminder_1_hour"]


async def test_the_reminders_of_a_moved_clinic_move(world: World, runtime: Runtime) -> None:
    async with listening(world, c.TopicSeen) as ears:
        topic = await scheduled(world, runtime)
        await ears.next()
        starts = await move(world, runtime, topic, days=21)
        await ears.next()
    timers = await armed(world, topic)
    assert timers["reminder_7_days"] == starts.instant - timedelta(days=7)
    assert timers["reminder_1_hour"] == starts.instant - timedelta(hours=1)
    await runtime.journal.settled()
    assert await schedules(runtime, topic) == {
        name: runtime.clock.real(due_at) for name, due_at in (await armed(world, topic)).items()
    }


async def test_after_a_cancellation_nothing_is_waited_for(world: World, runtime: Runtime) -> None:
    async with listening(world, c.TopicSeen) as ears:
        topic = await scheduled(world, runtime)
        await ears.next()
        await world.send("ana", clinic.CancelClinic(clinic_id=topic, reason="Ana is ill."))
        await ears.next()
    assert await armed(world, topic) == {}
    await runtime.journal.settled()
    assert await schedules(runtime, topic) == {}


async def test_members_services_and_operators_may_see_timers_and_nobody_else(world: World, runtime: Runtime) -> None:
    async with listening(world, c.TopicSeen) as ears:
        topic = await scheduled(world, runtime)
        await ears.next()
    query = c.GetTimers(topic=topic)
    for token in (world.token("ana"), world.operator_token(), runtime.signer.own()):
        assert (await runtime.ask.query(query, c.TimersView, token=token)).topic == topic
    with pytest.raises(Refusal) as refused:
        await runtime.ask.query(query, c.TimersView, token="")
    assert refused.value.status == 404
    world.joins("zoe", "member", community="community-" + "z" * 26)
    with pytest.raises(Refusal) as refused:
        await world.ask("zoe", query, c.TimersView)
    assert refused.value.status in (404, 503)


async def test_nobody_sets_timers_over_the_bus(world: World, runtime: Runtime) -> None:
    command = c.RingTimer(timers_id="timers-" + "a" * 26, name="step_end")
    for token in (world.token("finn"), world.operator_token()):
        with pytest.raises(Refusal) as refused:
            await runtime.ask.command(command, id="by hand", token=token)
        assert refused.value.status == 403


async def schedules(runtime: Runtime, topic: str) -> dict[str, datetime]:
    """The alarms that are set on the bus for this topic, each with the real instant it stands for."""
    timers_id = topic.replace("clinic-", "timers-")
    info = await runtime.js.stream_info(
        runtime.subjects.alarms_stream, subjects_filter=runtime.subjects.alarms_of(timers_id)
    )
    found = {}
    for subject in info.state.subjects or {}:
        message = await runtime.js.get_last_msg(runtime.subjects.alarms_stream, subject)
        assert message.headers is not None
        at = datetime.fromisoformat(message.headers["Nats-Schedule"].removeprefix("@at "))
        found[subject.rpartition(".")[2]] = at + AHEAD
    return found
