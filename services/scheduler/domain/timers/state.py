"""The timers of one topic, a clinic or a visit, and how each event changes them. Pure."""

from pydantic import BaseModel, ConfigDict

from services.scheduler.domain.timers.kinds import timer_name
from shared.contracts import scheduler as c
from shared.contracts.types import Id
from shared.domain import Evolver


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
def timer_rang(timers: Timers, event: c.AnyTimerEvent) -> Timers:
    name = timer_name(event)
    known = timers.armed.get(name)
    rang = timers.rang if known is None else {**timers.rang, name: known}
    return timers.without(name).model_copy(update={"rang": rang})


def timers_of(topic: Id) -> Id:
    """The id of a topic's timers: the same letters, so that nobody has to look it up."""
    return f"timers-{topic.partition('-')[2]}"
