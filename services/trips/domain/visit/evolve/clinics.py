"""The case clinics of a visit. Pure."""

from services.trips.domain.visit.placement import Kept
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.types import Id, When
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()


@evolve.on
def clinic_linked(visit: Visit, event: c.ClinicLinked) -> Visit:
    return _linked(visit, event.stop_id, c.ClinicLink(clinic_id=event.clinic_id))


@evolve.on
def clinic_unlinked(visit: Visit, event: c.ClinicUnlinked) -> Visit:
    return _linked(visit, event.stop_id, None)


@evolve.on
def clinic_noted(visit: Visit, event: c.ClinicNoted) -> Visit:
    starts = When.of(event.starts_at, event.zone) if event.starts_at else None
    link = c.ClinicLink(clinic_id=event.clinic_id, version=event.clinic_version, status=event.status, starts=starts)
    return _linked(visit, event.stop_id, link)


def _linked(visit: Visit, stop_id: Id, link: c.ClinicLink | None) -> Visit:
    stops = (Kept(stop.id, stop.stop, link) if stop.id == stop_id else stop for stop in visit.stops)
    return visit.model_copy(update={"stops": tuple(stops)})
