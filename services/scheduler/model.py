"""The timers of one topic, a clinic or a visit, and how each event changes them. Pure."""

from pydantic import BaseModel, ConfigDict

from shared.contracts import scheduler as c
from shared.contracts.types import Id
from shared.domain import Evolver

STEP_END = "step_end"
FOLLOW_UP = "follow_up"
SEAT_OFFER = "seat_offer"

type Ringing = c.StepTimeUp | c.ReminderDue | c.FollowUpDue | c.SeatOfferOver


class Timers(BaseModel):
    """What is waited for. `seen` is the place in the topic's history that this follows from: version and part."""

    model_config = ConfigDict(frozen=True)

    community_id: Id
    topic: Id
    seen: tuple[int, int] = (0, 0)
    armed: dict[str, c.Timer] = {}

    def without(self, name: str) -> "Timers":
        return self.model_copy(update={"armed": {key: timer for key, timer in self.armed.items() if key != name}})


evolve: Evolver[Timers] = Evolver()


@evolve.on
def seen(timers: Timers | None, event: c.TopicSeen) -> Timers:
    known = timers or Timers(community_id=event.community_id, topic=event.topic)
    return known.model_copy(update={"seen": (event.topic_version, event.topic_part)})


@evolve.on
def armed(timers: Timers, event: c.TimerArmed) -> Timers:
    return timers.model_copy(update={"armed": {**timers.armed, event.timer.name: event.timer}})


@evolve.on
def cancelled(timers: Timers, event: c.TimerCancelled) -> Timers:
    return timers.without(event.name)


@evolve.on
def rang(timers: Timers, event: c.StepTimeUp | c.ReminderDue | c.FollowUpDue | c.SeatOfferOver) -> Timers:
    return timers.without(rung_timer(event))


def timers_of(topic: Id) -> Id:
    """The id of a topic's timers: the same letters, so that nobody has to look it up."""
    return f"timers-{topic.partition('-')[2]}"


def reminder_name(lead: str) -> str:
    """The name of the timer that reminds with this lead time: `24 hours` is `reminder_24_hours`."""
    return f"reminder_{lead.replace(' ', '_')}"


def rung_timer(event: Ringing) -> str:
    """The name of the timer that rang."""
    match event:
        case c.StepTimeUp():
            return STEP_END
        case c.FollowUpDue():
            return FOLLOW_UP
        case c.SeatOfferOver():
            return SEAT_OFFER
        case c.ReminderDue():
            return reminder_name(event.lead)
