"""The clock over the real bus and store: what the scheduler waits for, and the clinic that goes on by itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from services.clinic.app import service as clinics
from services.scheduler.app import service as scheduler
from shared.clock import RunningClock, StoppedClock
from shared.contracts import clinic as c
from shared.contracts import scheduler as s
from shared.contracts.base import Command, derived_id
from shared.contracts.types import When
from tests.support.timers import Ears, listening
from tests.support.world import COMMUNITY, NOON, World

BY_ITSELF = c.MovingOn(by_itself=True, warn_before=60, grace=120)


class Room:
    """A clinic and the timers it has."""

    def __init__(self, world: World, ears: Ears) -> None:
        self.world = world
        self.ears = ears
        self.clinic = derived_id("clinic", "none")

    async def begin(self, **schedule: object) -> None:
        made = await self.world.send("ana", c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"))
        self.clinic = made["id"]
        starts = When.of((next(iter(self.world.runtimes.values()))).clock.now() + timedelta(minutes=1), "UTC")
        finn = self.world.joins("finn", "facilitator")
        await self.world.send(
            "finn",
            c.ScheduleClinic(clinic_id=self.clinic, starts=starts, facilitator_id=finn, **schedule),  # type: ignore[arg-type]
        )
        await self.world.send("finn", c.StartClinic(clinic_id=self.clinic))

    async def timers(self, command: Command) -> dict[str, float]:
        """What is waited for once the scheduler has heard of this command, in minutes after noon."""
        done = await self.world.send("finn", command)
        place = (done["version"], len(done["events"]))
        while (seen := await self.ears.until(s.TopicSeen)) and (seen.topic_version, seen.topic_part) != place:
            continue
        view = await self.world.ask("ana", s.GetTimers(topic=self.clinic), s.TimersView)
        return {timer.name: (timer.due_at - NOON).total_seconds() / 60 for timer in view.timers}


@pytest.fixture
async def room(world: World) -> AsyncIterator[Room]:
    """The clock stands until it is set."""
    for name, role in (("ana", "member"), ("finn", "facilitator")):
        world.joins(name, role)  # type: ignore[arg-type]
    await world.open(clinics, scheduler)
    async with listening(world, s.TopicSeen) as ears:
        yield Room(world, ears)


def comes(room: Room, minutes: float) -> None:
    assert isinstance(room.world.clock, StoppedClock)
    room.world.clock.moment = NOON + timedelta(minutes=minutes)


async def test_the_scheduler_waits_for_what_the_clock_says_and_for_nothing_while_it_stands(room: Room) -> None:
    await room.begin(moving_on=BY_ITSELF)
    clinic = room.clinic
    longer = await room.timers(c.ExtendStep(clinic_id=clinic, step="context", minutes=-2))
    assert longer == {"step_warning": 7, "step_end": 8, "step_move": 10}
    comes(room, 3)
    assert await room.timers(c.PauseClinic(clinic_id=clinic)) == {}
    comes(room, 9)
    again = {"step_warning": 13, "step_end": 14, "step_move": 16}
    assert await room.timers(c.ResumeClinic(clinic_id=clinic)) == again
    assert await room.timers(c.SkipStep(clinic_id=clinic, step="related_experience")) == again
    comes(room, 10)
    next_ = await room.timers(c.AdvanceStep(clinic_id=clinic, from_step="context"))
    assert next_["step_end"] > 10 + 15
    comes(room, 10.5)
    assert await room.timers(c.GoBack(clinic_id=clinic, from_step="understanding")) == again
    assert await room.timers(c.CancelClinic(clinic_id=clinic, reason="The bell rang.")) == {}


async def test_by_hand_nothing_moves_on(room: Room) -> None:
    await room.begin()
    timers = await room.timers(c.ExtendStep(clinic_id=room.clinic, step="context", minutes=-1))
    assert set(timers) == {"step_warning", "step_end"}


@pytest.fixture
async def fast(world: World) -> World:
    """Two minutes a second."""
    clock = RunningClock(120, datetime.now(UTC))
    for name, role in (("ana", "member"), ("finn", "facilitator")):
        world.joins(name, role)  # type: ignore[arg-type]
    await world.open(clinics, scheduler, clock=clock)
    return world


async def test_a_clinic_that_goes_on_by_itself_warns_first_and_waits_a_period_of_grace(fast: World) -> None:
    kinds = (s.StepTimeUp, c.ClinicStepWarned, c.ClinicStepEnded, c.ClinicStepStarted)
    async with listening(fast, *kinds) as ears:
        room = Room(fast, ears)
        await room.begin(minutes={"context": 2}, moving_on=c.MovingOn(by_itself=True, warn_before=60, grace=60))
        begun = await ears.until(c.ClinicStepStarted)
        warned = await ears.until(c.ClinicStepWarned)
        up = await ears.until(s.StepTimeUp)
        ended = await ears.until(c.ClinicStepEnded)
        following = await ears.until(c.ClinicStepStarted)
    assert (begun.step, warned.step, up.step, ended.step, following.step) == (*["context"] * 4, "understanding")
    assert warned.at >= begun.ends_at - timedelta(minutes=1)
    assert up.due_at == begun.ends_at
    assert ended.ended_at >= max(begun.ends_at, warned.at) + timedelta(minutes=1)


async def test_whoever_goes_on_by_hand_is_not_moved_a_second_time(fast: World) -> None:
    async with listening(fast, c.ClinicStepWarned, c.ClinicStepEnded) as ears:
        room = Room(fast, ears)
        moving_on = c.MovingOn(by_itself=True, warn_before=30, grace=30)
        await room.begin(minutes={"context": 1, "understanding": 1, "advice": 30}, moving_on=moving_on)
        await fast.send("finn", c.AdvanceStep(clinic_id=room.clinic, from_step="context"))
        warned = await ears.until(c.ClinicStepWarned)
        while warned.step == "context":
            warned = await ears.until(c.ClinicStepWarned)
        ended = await ears.until(c.ClinicStepEnded)
        seen = await fast.ask("ana", c.GetClinic(clinic_id=room.clinic), c.ClinicView)
    assert warned.step == "understanding"
    assert ended.step == "understanding"
    assert [step.name for step in seen.steps if step.ended_at] == ["context", "understanding"]
