"""The state of a visit, and how each event changes it. Pure."""

from pydantic import BaseModel, ConfigDict

from shared.contracts import trips as c
from shared.contracts.types import Id, When
from shared.domain import Evolver


class Visit(BaseModel):
    """A visit to a place of practice. `learning` is what the community keeps of it."""

    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    host_id: Id
    title: str
    place: str
    guide: str
    programme: tuple[c.Stop, ...]
    status: c.VisitStatus = "proposed"
    starts: When | None = None
    learning: str | None = None
    reason: str | None = None
    """Why it was cancelled."""

    @property
    def minutes(self) -> int:
        """How long the programme takes."""
        return sum(stop.minutes for stop in self.programme)


evolve: Evolver[Visit] = Evolver()


@evolve.on
def proposed(_: Visit | None, event: c.VisitProposed) -> Visit:
    return Visit(
        id=event.visit_id,
        community_id=event.community_id,
        host_id=event.host_id,
        title=event.title,
        place=event.place,
        guide=event.guide,
        programme=event.programme,
    )


@evolve.on
def scheduled(visit: Visit, event: c.VisitScheduled) -> Visit:
    return visit.model_copy(update={"status": "scheduled", "starts": When.of(event.starts_at, event.zone)})


@evolve.on
def cancelled(visit: Visit, event: c.VisitCancelled) -> Visit:
    return visit.model_copy(update={"status": "cancelled", "reason": event.reason})


@evolve.on
def completed(visit: Visit, event: c.VisitCompleted) -> Visit:
    return visit.model_copy(update={"status": "completed", "learning": event.learning})
