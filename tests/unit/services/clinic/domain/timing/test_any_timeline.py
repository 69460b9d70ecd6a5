"""Whatever is done with the clock, in whatever order: the promises hold after each move."""

from datetime import timedelta
from functools import partial
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.clinic.domain.timing.choices import choices
from services.clinic.domain.timing.first_plan import plan
from services.clinic.domain.timing.forecast import Forecast, ahead_or_behind, forecast
from services.clinic.domain.timing.moves import back, bring_back, extend, next_step, pause, resize, resume, skip, start
from services.clinic.domain.timing.timeline import NotPossible, Span, TimedStep, Timeline
from tests.support.clinic.time_tables import NOON, any_span, spans
from tests.support.examples import up_to


class AnyClinic(RuleBasedStateMachine):
    """Random tables, times and moves."""

    @initialize(
        table=spans(),
        available=st.integers(0, 3000),
        wall=st.none() | st.integers(0, 4000),
        early=st.integers(-300, 300),
    )
    def a_clinic_is_planned(self, table: list[Span], available: int, wall: int | None, early: int) -> None:
        steps = [TimedStep(name=f"Step {number}", span=span) for number, span in enumerate(table, 1)]
        hard_stop = None if wall is None else NOON + timedelta(seconds=wall)
        self.timeline = plan(steps, NOON, available, hard_stop)
        self.now = NOON + timedelta(seconds=early)

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds: int) -> None:
        before = forecast(self.timeline, self.now)
        self.now += timedelta(seconds=seconds)
        after = forecast(self.timeline, self.now)
        for old, new in zip(before.slots, after.slots, strict=True):
            assert abs(new.seconds - old.seconds) <= seconds + 1, "a little time moves every step little"
            if self.timeline.paused and self.timeline.hard_stop is None:
                assert new.seconds == old.seconds, "a pause shifts and never shrinks"

    @rule(move=st.sampled_from([start, next_step, next_step, next_step, skip, back, pause, resume]))
    def somebody_decides(self, move: object) -> None:
        self.do(move)

    @rule(seconds=st.integers(61, 400))
    def somebody_moves_on_and_returns_later(self, seconds: int) -> None:
        self.do(next_step)
        self.now += timedelta(seconds=seconds)
        self.do(back)

    @rule(seconds=st.integers(-600, 600).filter(bool))
    def somebody_extends(self, seconds: int) -> None:
        self.do(partial(extend, seconds=seconds))

    @rule(step=st.integers(0, 6), out=st.booleans(), span=any_span())
    def a_step_to_come_changes(self, step: int, out: bool, span: Span) -> None:
        self.do(partial(skip, step=step) if out else lambda timeline, now: bring_back(timeline, step))
        self.do(lambda timeline, now: resize(timeline, step, span))

    @precondition(lambda self: self.timeline.current and not self.timeline.current.given)
    @rule(wait=st.integers(0, 60))
    def a_next_is_undone(self, wait: int) -> None:
        current = self.timeline.running()
        away = next_step(self.timeline, self.now)
        if not away.current or away.current.step > current.step:
            assert back(away, self.now + timedelta(seconds=wait)) == self.timeline

    @invariant()
    def no_step_is_outside_its_range(self) -> None:
        for slot, step in zip(self.seen.slots, self.timeline.steps, strict=True):
            assert slot.seconds >= slot.used
            if slot.state in ("running", "to come"):
                low, high = step.span.minimum, step.span.maximum
                assert low <= slot.seconds <= max(high, slot.used)

    @invariant()
    def the_order_is_kept(self) -> None:
        to_come = [slot for slot in self.seen.slots if slot.state == "to come"]
        current = self.timeline.current
        moment = forecast(self.timeline, self.now).slots[current.step].ends if current else None
        for slot in to_come:
            assert slot.begins and slot.ends
            assert current is None or slot.step > current.step
            assert moment is None or slot.begins == moment
            moment = slot.ends
        assert not moment or self.seen.ends_at == moment
        runs = self.timeline.runs
        assert all(run.ended is not None and run.ended <= other.started for run, other in pairwise(runs))

    @invariant()
    def the_hard_stop_is_passed_only_when_nothing_can_give_way(self) -> None:
        if self.seen.overrun:
            self.everything_to_come_is_at_its_least()
            for slot in self.seen.slots:
                if slot.state == "running":
                    assert slot.seconds == max(self.timeline.steps[slot.step].span.minimum, slot.used)

    @invariant()
    def the_total_is_preserved(self) -> None:
        """It ends when it was to end, unless the ranges, or the hard stop, say otherwise."""
        seen, wished = self.seen, self.timeline.wished_end(self.timeline.at(self.now))
        if self.timeline.finished or not any(slot.state == "to come" for slot in seen.slots):
            return
        walled = self.timeline.hard_stop is not None and seen.ends_at >= self.timeline.hard_stop
        if seen.ends_at > wished:
            assert seen.late == (seen.ends_at - wished).total_seconds()
            self.everything_to_come_is_at_its_least()
        elif seen.ends_at < wished and not walled:
            assert seen.spare
            for slot in seen.slots:
                high = self.timeline.steps[slot.step].span.maximum
                assert slot.state != "to come" or slot.seconds == max(high, slot.used)

    @invariant()
    def a_pause_counts_for_nothing(self) -> None:
        if self.timeline.paused:
            later = self.now + timedelta(seconds=77)
            assert ahead_or_behind(self.timeline, later) == ahead_or_behind(self.timeline, self.now)

    @invariant()
    def every_choice_can_be_said_and_does_what_it_says(self) -> None:
        for choice in choices(self.timeline, self.now):
            assert choice.words.endswith(".")
            assert all(effect.before != effect.after for effect in choice.effects)

    def everything_to_come_is_at_its_least(self) -> None:
        for slot in self.seen.slots:
            if slot.state == "to come":
                assert slot.seconds == max(self.timeline.steps[slot.step].span.minimum, slot.used)

    def do(self, move: object) -> None:
        try:
            moved = move(self.timeline, self.now)  # type: ignore[operator]
        except NotPossible as refused:
            assert str(refused).endswith(".")
        else:
            assert isinstance(moved, Timeline)
            self.timeline = moved

    @property
    def seen(self) -> Forecast:
        return forecast(self.timeline, self.now)


TestAnyClinic = AnyClinic.TestCase
TestAnyClinic.settings = settings(max_examples=up_to(50), stateful_step_count=25)
