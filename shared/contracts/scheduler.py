"""What the scheduler tells: that a moment has come. Its commands come from its own reactions only."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import Command, Event, Query
from shared.contracts.types import Id, Value

type TimerKind = Literal["step_warning", "step_end", "step_move", "reminder", "follow_up", "nudge", "seat_offer"]


class Timer(Value):
    """One moment to wait for. The name is unique within its topic: setting it again moves it.

    It is `step_warning`, `step_end` or `step_move`, or `reminder_` and the lead time: `reminder_24_hours`; or `follow_up` or
    `nudge_1`, with the letters of whoever is asked behind it where there may be several.
    """

    name: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    kind: TimerKind
    due_at: AwareDatetime
    note: dict[str, str] = {}
    """What the event that rings should say: the step, the reminder's lead time, who is asked."""


class SchedulerCommand(Command):
    service: ClassVar[str] = "scheduler"
    kind: ClassVar[str] = "timers"
    timers_id: Id


class SetTimers(SchedulerCommand):
    """Wait for these moments, and no longer for the topic's other ones of the same kinds."""

    community_id: Id
    topic: Id
    """The clinic or visit that the timers belong to."""
    topic_version: int
    """The version of the topic this follows from; one that is not newer than what was seen changes nothing."""
    topic_part: int = 1
    """Which of the events with this version it was: one command may end a step and start the next."""
    kinds: tuple[TimerKind, ...]
    timers: tuple[Timer, ...]


class RingTimer(SchedulerCommand):
    """The alarm clock says it is time; the record decides whether it really is."""

    name: str


class SchedulerEvent(Event):
    service: ClassVar[str] = "scheduler"
    community_id: Id
    topic: Id


class TimerArmed(SchedulerEvent):
    """A moment is waited for; it replaces the timer of the same name."""

    timer: Timer
    instead_of: AwareDatetime | None = None
    """When the timer of this name was due before, if it was moved."""


class TimerCancelled(SchedulerEvent):
    """A moment is no longer waited for."""

    name: str
    due_at: AwareDatetime


class TopicSeen(SchedulerEvent):
    """The topic's timers are up to date with this version of it."""

    topic_version: int
    topic_part: int = 1


class TimerEvent(SchedulerEvent):
    """A moment that was waited for has come. Each of these events is one kind of timer, whose notes are its fields."""

    timer_kind: ClassVar[TimerKind]
    named_by: ClassVar[tuple[str, ...]] = ()
    """The notes that tell timers of this kind apart: they stand in the timer's name, behind the kind."""
    asks: ClassVar[str] = ""
    """The note that says which member is asked, where a topic may have such a timer for each of several. The event then has
    the timer's name as `timer`."""

    due_at: datetime


class StepTimeUp(TimerEvent):
    """The minutes of the step that runs in this clinic are over."""

    timer_kind = "step_end"
    step: str


class StepWarningDue(TimerEvent):
    """The minutes of the step that runs in this clinic are nearly over."""

    timer_kind = "step_warning"
    step: str


class StepMoveDue(TimerEvent):
    """The period of grace after a step's end is over. The clinic moves on, unless somebody was faster."""

    timer_kind = "step_move"
    step: str


class ReminderDue(TimerEvent):
    """A clinic or visit is near. `lead` says how near: `7 days`, `24 hours`, `1 hour`."""

    timer_kind = "reminder"
    named_by = ("lead",)
    lead: str
    starts_at: datetime


class FollowUpDue(TimerEvent):
    """Time to ask the presenter what really happened."""

    timer_kind = "follow_up"
    asks = "presenter_id"
    revision: ClassVar[int] = 2
    presenter_id: Id
    number: int = 1
    """Which date it is for them: 2 if they were asked before, or postponed it."""
    timer: str = "follow_up"
    """The name of the timer that rang."""


class NudgeDue(TimerEvent):
    """The presenter was asked and has not told yet: time for a kind word. There are two, then silence."""

    timer_kind = "nudge"
    named_by = ("nudge",)
    asks = "presenter_id"
    presenter_id: Id
    nudge: int
    """1, a week after they were asked; 2, a month after."""
    number: int = 1
    """Which date they were asked on."""
    timer: str


class SeatOfferOver(TimerEvent):
    """The time for which a seat was kept for somebody is over. The topic is the offer."""

    timer_kind = "seat_offer"
    visit_id: Id


AnyTimerEvent = StepWarningDue | StepTimeUp | StepMoveDue | ReminderDue | FollowUpDue | NudgeDue | SeatOfferOver


class SchedulerQuery(Query):
    service: ClassVar[str] = "scheduler"


class GetTimers(SchedulerQuery):
    """The timers that are armed for one topic: for members of its community, services and operators."""

    topic: Id


class TimersView(Value):
    """Armed timers, the next one first."""

    topic: Id
    timers: tuple[Timer, ...]
