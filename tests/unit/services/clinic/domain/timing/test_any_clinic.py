"""Whatever is done with a running clinic's clock, whenever, by whatever protocol: the promises hold after each command."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.clinic import app
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.timing import moves
from services.clinic.domain.timing.forecast import Forecast, left
from services.clinic.domain.timing.timeline import NotPossible, Timeline
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.clocked import ANA, CLINIC, FINN, GIL, ITSELF, Clocked, at
from tests.support.examples import up_to
from tests.support.world import member

PROTOCOLS = ("case_clinic", "delayed_response", "troika", "presencing", "rotating")
THREE = (ANA, GIL, member("kim"))
MOST = 7200
"""Seconds that any of these may have, or be late by."""


class AnyClinic(RuleBasedStateMachine):
    """The same moves are made on a clock of its own; the events must tell exactly what came of them."""

    @initialize(
        key=st.sampled_from(PROTOCOLS),
        spare=st.none() | st.integers(0, 3600),
        wall=st.none() | st.integers(0, 3600),
        begins=st.integers(-600, 1200),
        by_itself=st.booleans(),
        whole=st.booleans(),
    )
    def a_clinic_begins(
        self, *, key: str, spare: int | None, wall: int | None, begins: int, by_itself: bool, whole: bool
    ) -> None:
        protocol = SHIPPED[key]
        moving_on = c.MovingOn(by_itself=by_itself)
        shortest = Clocked.shortest(protocol)
        ends, hard_stop = (
            None if more is None else When.of(at((shortest + more) / 60), "UTC") for more in (spare, wall)
        )
        self.clocked = Clocked(protocol, ends=ends, hard_stop=hard_stop, moving_on=moving_on)
        self.now = begins
        several = protocol.presenters.max > 1
        people = {"people": THREE, "presenters": THREE if several else ()}
        self.clocked.begin(begins / 60, anyway=True, whole=whole, **people)
        self.own = self.clock

    @rule(seconds=st.integers(0, 900))
    def time_passes(self, seconds: int) -> None:
        self.now = min(self.now + seconds, MOST)

    @rule(seconds=st.integers(-900, 900).filter(bool))
    def it_is_extended(self, seconds: int) -> None:
        before = self.seen
        done = self.do(c.ExtendStep(clinic_id=CLINIC, step=self.step, seconds=seconds), moves.extend, seconds)
        if not done:
            return
        assert 0 < abs(done[0].seconds) <= abs(seconds)
        for old, new in zip(before.slots, self.seen.slots, strict=True):
            assert abs(new.seconds - old.seconds) <= abs(done[0].seconds) + 1, "a small change moves little"

    @rule()
    def it_goes_on(self) -> None:
        if self.clock.following(self.clock.running().step):
            self.do(c.AdvanceStep(clinic_id=CLINIC, from_step=self.step), moves.next_step)

    @rule()
    def it_goes_back(self) -> None:
        self.do(c.GoBack(clinic_id=CLINIC, from_step=self.step), moves.back)

    @rule(place=st.integers(0, 20))
    def a_step_is_left_out(self, place: int) -> None:
        place %= len(self.clocked.now_is.plan)
        here = self.clock.running().step
        over = place < here or (place == here and not self.clock.following(here))
        if self.clock.steps[place].span.optional and not over:
            self.do(c.SkipStep(clinic_id=CLINIC, step=self.name(place)), moves.skip, place)

    @rule(place=st.integers(0, 20))
    def a_step_is_brought_back(self, place: int) -> None:
        place %= len(self.clocked.now_is.plan)
        if place in self.clock.skipped:
            self.do(
                c.BringBackStep(clinic_id=CLINIC, step=self.name(place)), lambda own, _: moves.bring_back(own, place)
            )

    @rule()
    def it_pauses(self) -> None:
        self.do(c.PauseClinic(clinic_id=CLINIC), moves.pause)

    @rule()
    def it_resumes(self) -> None:
        self.do(c.ResumeClinic(clinic_id=CLINIC), moves.resume)

    @rule(members=st.integers(0, 8))
    def hands_are_counted(self, members: int) -> None:
        """Which range comes of it is told by examples; here it must only keep the promises."""
        self.try_(c.CountExperience(clinic_id=CLINIC, members=members))
        self.own = self.clock

    @rule()
    def the_scheduler_rings(self) -> None:
        """At a time of its own, for whatever step it heard of last."""
        before, step = self.clock, self.step
        for command in (c.WarnOfEnd, c.MoveOn):
            events = self.try_(command(clinic_id=CLINIC, step=self.step, due_at=at(self.now / 60)), by=ITSELF)
            if command is c.MoveOn and events:
                assert self.clocked.now_is.moving_on.by_itself
                assert step in self.clocked.now_is.warned
                self.own = moves.next_step(self.own, at(self.now / 60))
        assert self.clock == self.own
        assert self.clock == before or self.step != step

    @precondition(lambda self: not self.clock.running().given and self.clock.following(self.clock.running().step))
    @rule(wait=st.integers(0, 60), out=st.booleans())
    def a_next_is_undone(self, wait: int, out: bool) -> None:
        """Also the leaving out of a step that runs; and what was said meanwhile stays."""
        before, place = self.clocked.now_is, self.clock.running().step
        out = out and self.clock.steps[place].span.optional
        away: Command = c.AdvanceStep(clinic_id=CLINIC, from_step=self.step)
        self.clocked.do(self.now / 60, c.SkipStep(clinic_id=CLINIC, step=self.step) if out else away)
        self.now += wait
        self.clocked.back(self.now / 60)
        assert self.clocked.now_is == before

    @invariant()
    def the_events_tell_what_came_of_each_move(self) -> None:
        assert self.clock == self.own

    @invariant()
    def no_step_is_outside_its_range(self) -> None:
        for slot, step in zip(self.seen.slots, self.clock.steps, strict=True):
            if slot.state in ("running", "to come"):
                assert step.span.minimum <= slot.seconds <= max(step.span.maximum, slot.used)

    @invariant()
    def steps_come_in_their_order(self) -> None:
        to_come = [slot for slot in self.seen.slots if slot.state == "to come"]
        assert all(slot.step > self.clock.running().step for slot in to_come)
        assert all(slot.ends == other.begins for slot, other in pairwise(to_come))

    @invariant()
    def the_hard_stop_and_the_end_are_passed_only_when_nothing_can_give_way(self) -> None:
        seen = self.seen
        if seen.overrun or (seen.late and any(slot.state == "to come" for slot in seen.slots)):
            for slot in seen.slots:
                if slot.state == "to come":
                    assert slot.seconds == max(self.clock.steps[slot.step].span.minimum, slot.used)

    @invariant()
    def the_time_that_was_given_is_used(self) -> None:
        """It ends early only where steps are as long as they may be, or a hard stop is near."""
        seen, wished = self.seen, self.clock.wished_end(at(self.now / 60))
        walled = self.clock.hard_stop is not None and seen.ends_at >= self.clock.hard_stop
        if seen.ends_at < wished and not walled:
            for slot in seen.slots:
                if slot.state == "to come":
                    assert slot.seconds == max(self.clock.steps[slot.step].span.maximum, slot.used)

    @invariant()
    def the_newest_event_tells_the_end_of_the_step_that_runs(self) -> None:
        told = next(clock for event in reversed(self.clocked.history) if (clock := getattr(event, "clock", None)))
        assert told.step == self.step
        assert told.paused == self.clock.paused
        if not told.paused:
            now = self.clock.at(at(self.now / 60))
            assert told.ends_at == now + timedelta(seconds=left(self.clock, now))

    def teardown(self) -> None:
        if hasattr(self, "clocked"):
            assert app.clinic.evolve.fold(None, self.clocked.history) == self.clocked.clinic

    def do(self, command: Command, move: Callable[..., Timeline], *more: Any) -> list[Any]:
        """A command and the move it stands for: both are possible, or neither is."""
        try:
            moved = move(self.own, at(self.now / 60), *more)
        except NotPossible as refused:
            assert self.try_(command, words=str(refused)) == []
            return []
        done = self.clocked.do(self.now / 60, command)
        self.own = moved
        return done

    def try_(self, command: Command, by: Any = FINN, words: str = "") -> list[Any]:
        try:
            return self.clocked.do(self.now / 60, command, by)
        except Refusal as refusal:
            assert refusal.status == 409
            assert words in str(refusal)
            return []

    def name(self, place: int) -> str:
        return self.clocked.now_is.plan[place].name

    @property
    def clock(self) -> Timeline:
        return self.clocked.now_is.clock

    @property
    def step(self) -> str:
        return self.clocked.now_is.step or ""

    @property
    def seen(self) -> Forecast:
        return self.clocked.seen(self.now / 60)


TestAnyClinic = AnyClinic.TestCase
TestAnyClinic.settings = settings(max_examples=up_to(40), stateful_step_count=20)
