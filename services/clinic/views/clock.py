"""A clinic's clock as it is shown, before it starts and while it runs, with what each choice would cost. Pure."""

from datetime import datetime, timedelta

from services.clinic.domain.clinic.protocol_times import Experienced, fitted, lay_out, timeline_of, usual
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.step_clock import step_clock
from services.clinic.domain.protocols.plan import minutes_of
from services.clinic.domain.timing.choices import Choice, choices
from services.clinic.domain.timing.forecast import Forecast, Slot, ahead_or_behind, forecast, left
from services.clinic.domain.timing.policy import policy_of, warned_since
from services.clinic.domain.timing.timeline import Timeline
from services.clinic.domain.timing.words import minutes
from shared.contracts import clinic as c
from shared.contracts.protocol import PlannedStep
from shared.contracts.types import Id

ON_TIME = 30
"""Seconds that nobody minds."""


class Clocked:
    """The clinic's time, seen from now."""

    def __init__(self, clinic: Clinic, now: datetime) -> None:
        self._clinic = clinic
        self.steps = clinic.plan or expected_steps(clinic, now)
        self.timeline = clinic.timeline or _to_be(clinic, self.steps, now)
        self.now = now
        self.seen: Forecast = forecast(self.timeline, now)
        self.runs = clinic.steps
        self._slots = {planned_step.name: slot for planned_step, slot in zip(self.steps, self.seen.slots, strict=True)}

    def first_of(self, step: str) -> PlannedStep:
        """Of a step as its protocol has it, the one that is gone through first."""
        return next(planned_step for planned_step in self.steps if planned_step.of == step)

    def slot(self, name: str) -> Slot:
        return self._slots[name]

    @property
    def deadline(self) -> datetime:
        """When the time of the step that runs is over, or was."""
        return self.timeline.at(self.now) + timedelta(seconds=left(self.timeline, self.now))

    def step_time(self, slot: Slot) -> c.StepTimeView:
        span = self.timeline.steps[slot.step].span
        return c.StepTimeView(
            least=span.minimum,
            most=span.maximum,
            first=slot.first_planned,
            seconds=slot.seconds,
            used=slot.used,
            begins_at=slot.begins,
            ends_at=slot.ends,
        )

    def view(self, viewer: Id) -> c.ClockView | None:
        """None where there is no time to speak of: before it has one, and when it was cancelled."""
        clinic = self._clinic
        if clinic.starts is None or clinic.status == "cancelled":
            return None
        ahead = ahead_or_behind(self.timeline, self.now)
        names = [step.name for step in self.steps]
        warned_at = clinic.warned.get(clinic.step or "") if clinic.status == "running" else None
        clock = step_clock(self.timeline, names, clinic.moving_on, self.now, warned_at)
        policy = policy_of(clinic.moving_on)
        holds = clock is not None and warned_since(self.timeline, policy, self.now, warned_at) is not None
        return c.ClockView(
            ahead=ahead,
            words=in_words(ahead),
            ends_at=self.seen.ends_at,
            paused=self.timeline.paused,
            available=self.timeline.available,
            chosen=clinic.available is not None,
            hard_stop=self.timeline.hard_stop,
            late=self.seen.late,
            overrun=self.seen.overrun,
            spare=self.seen.spare,
            moving_on=clinic.moving_on,
            warned_at=warned_at if holds else None,
            moves_at=clock.move_at if clock else None,
            choices=self._choices() if viewer == clinic.facilitator_id else (),
        )

    def _choices(self) -> tuple[c.ClockChoiceView, ...]:
        if self._clinic.status not in ("scheduled", "running"):
            return ()
        shown = [(choice, _command(choice, self._clinic, self.steps)) for choice in choices(self.timeline, self.now)]
        return tuple(
            c.ClockChoiceView(
                action=choice.action,
                words=choice.words,
                possible=choice.possible,
                command=command.__name__,
                data={"clinic_id": self._clinic.id, **data},
                seconds=choice.seconds,
                later=choice.later,
                overrun=choice.overrun,
                undoes=choice.undoes,
                costs=tuple(
                    c.CostView(step=self.steps[effect.step].name, before=effect.before, after=effect.after)
                    for effect in choice.effects
                ),
            )
            for choice, (command, data) in shown
        )


def in_words(ahead: int) -> str:
    if abs(ahead) < ON_TIME:
        return "On time"
    return f"{minutes(abs(ahead))} {'ahead' if ahead > 0 else 'behind'}"


def expected_steps(clinic: Clinic, now: datetime) -> tuple[PlannedStep, ...]:
    """The steps as they will be for those who are expected: as few as the protocol is made for, until others are named."""
    protocol = clinic.protocol
    few = protocol.people.min if protocol.people else 1
    bring = max(1 + len(clinic.cases), protocol.presenters.min)
    steps = lay_out(
        protocol,
        minutes_of(protocol, clinic.minutes),
        [None] * min(bring, protocol.presenters.max),
        [None] * few,
        Experienced(len(clinic.been_there), clinic.counted),
    )
    starts = clinic.starts.instant if clinic.starts else now
    return fitted(steps, starts, clinic.available, clinic.hard_stop)


def _to_be(clinic: Clinic, steps: tuple[PlannedStep, ...], now: datetime) -> Timeline:
    starts = clinic.starts.instant if clinic.starts else now
    available = usual(steps) if clinic.available is None else clinic.available
    return timeline_of(clinic.protocol, steps, starts, available, clinic.hard_stop)


type Data = dict[str, str | int | bool]


def _command(choice: Choice, clinic: Clinic, steps: tuple[PlannedStep, ...]) -> tuple[type[c.ClinicCommand], Data]:
    """The command that does what was chosen."""
    here = clinic.step or ""
    there = steps[choice.step].name if choice.step is not None else here
    commands: dict[str, tuple[type[c.ClinicCommand], Data]] = {
        "start": (c.StartClinic, {}),
        "start whole": (c.StartClinic, {"whole": True}),
        "extend": (c.ExtendStep, {"step": here, "seconds": choice.asked}),
        "shorten": (c.ExtendStep, {"step": here, "seconds": choice.asked}),
        "end now": (c.AdvanceStep, {"from_step": here}),
        "skip": (c.SkipStep, {"step": there}),
        "bring back": (c.BringBackStep, {"step": there}),
        "back": (c.GoBack, {"from_step": here}),
        "pause": (c.PauseClinic, {}),
        "resume": (c.ResumeClinic, {}),
    }
    return commands[choice.action]
