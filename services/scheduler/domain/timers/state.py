"""The timers of one topic, a clinic or a visit, and how each event changes them. Pure."""

from pydantic import BaseModel, ConfigDict

from shared.contracts import scheduler as c
from shared.contracts.types import Id
from shared.domain import Evolver

STEP_WARNING = "step_warning"
STEP_END = "step_end"
STEP_MOVE = "step_move"
FOLLOW_UP = "follow_up"
NUDGE = "nudge"
SEAT_OFFER = "seat_offer"

type Ringing = (
    c.StepWarningDue | c.StepTimeUp | c.StepMoveDue | c.ReminderDue | c.FollowUpDue | c.NudgeDue | c.SeatOfferOver
)


class Timers(BaseModel):
    """What is waited for. `seen` is the place in the topic's history that this follows from: version and part."""

    model_config = ConfigDict(frozen=True)

    community_id: Id
    topic: Id
    seen: tuple[int, int] = (0, 0)
    armed: dict[str, c.Timer] = {}
    rang: dict[str, c.Timer] = {}
    """Of each name the timer that rang last."""

    def without(self, name: str) -> "Timers":
        return self.model_copy(update={"armed": {key: timer for key, timer in self.armed.items() if key != name}})


evolve: Evolver[Timers] = Evolver()


@evolve.on
def topic_seen(timers: Timers | None, event: c.TopicSeen) -> Timers:
    known = timers or Timers(community_id=event.community_id, topic=event.topic)
    return known.model_copy(update={"seen": (event.topic_version, event.topic_part)})


@evolve.on
def timer_armed(timers: Timers, event: c.TimerArmed) -> Timers:
    return timers.model_copy(update={"armed": {**timers.armed, event.timer.name: event.timer}})


@evolve.on
def timer_cancelled(timers: Timers, event: c.TimerCancelled) -> Timers:
    return timers.without(event.name)


@evolve.on
def rang(
    timers: Timers,
    event: c.StepWarningDue
    | c.StepTimeUp
    | c.StepMoveDue
    | c.ReminderDue
    | c.FollowUpDue
    | c.NudgeDue
    | c.SeatOfferOver,
) -> Timers:
    name = rung_timer(event)
    known = timers.armed.get(name)
    done = timers.rang if known is None else {**timers.rang, name: known}
    return timers.without(name).model_copy(update={"rang": done})


def timers_of(topic: Id) -> Id:
    """The id of a topic's timers: the same letters, so that nobody has to look it up."""
    return f"timers-{topic.partition('-')[2]}"


def reminder_name(lead: str) -> str:
    """The name of the timer that reminds with this lead time: `24 hours` is `reminder_24_hours`."""
    return f"reminder_{lead.replace(' ', '_')}"


def follow_up_name(who: Id) -> str:
    """The name of the timer that asks this member."""
    return f"{FOLLOW_UP}_{who.partition('-')[2]}"


def nudge_name(nudge: int, who: Id) -> str:
    return f"{NUDGE}_{nudge}_{who.partition('-')[2]}"


def rung_timer(event: Ringing) -> str:
    """The name of the timer that rang."""
    match event:
        case c.StepWarningDue():
            return STEP_WARNING
        case c.StepTimeUp():
            return STEP_END
        case c.StepMoveDue():
            return STEP_MOVE
        case c.FollowUpDue() | c.NudgeDue():
            return event.timer
        case c.SeatOfferOver():
            return SEAT_OFFER
        case c.ReminderDue():
            return reminder_name(event.lead)
