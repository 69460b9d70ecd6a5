"""The state of a visit, and how each event changes it. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from services.trips.check.plan import Plan
from services.trips.moving import put
from services.trips.timing import Kept, Placed, place
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import Id, When
from shared.domain import Evolver


class Visit(BaseModel):
    """A visit to a place of practice. `learning` is what the community keeps of it."""

    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    host_id: Id
    title: str
    visit_kind: c.VisitKind
    mode: c.Mode
    place: str
    address: str | None
    site_zone: str
    """Whose clocks the programme is on, where the host said so."""
    guide: str | None
    people: tuple[c.Person, ...]
    stops: tuple[Kept, ...]
    guests: dict[Id, tuple[Id, ...]] = {}
    """Who is invited to which stops."""
    visitors: int | None = None
    needs: c.Needs = c.Needs()
    status: c.VisitStatus = "proposed"
    starts: When | None = None
    day_one: date | None = None
    """The date of the programme's first day."""
    learning: str | None = None
    reason: str | None = None
    """Why it was cancelled."""

    @property
    def zone(self) -> str:
        return self.site_zone or (self.starts.zone if self.starts else "UTC")

    def stop(self, stop_id: Id) -> Kept | None:
        return next((one for one in self.stops if one.id == stop_id), None)

    def placed(self, day_one: date) -> tuple[Placed, ...]:
        """When each stop is; `day_one` counts only where the visit has no time yet."""
        begins = self.starts.instant if self.starts else None
        return place(self.stops, self.day_one or day_one, self.zone, begins)

    def plan(self, day_one: date) -> Plan:
        """What the check looks at."""
        return Plan(
            stops=self.placed(day_one),
            place=self.place,
            mode=self.mode,
            guide=self.guide,
            people=self.people,
            visitors=self.visitors,
            needs=self.needs,
        )


evolve: Evolver[Visit] = Evolver()


@evolve.on
def proposed(_: Visit | None, event: c.VisitProposed) -> Visit:
    return Visit(
        id=event.visit_id,
        community_id=event.community_id,
        host_id=event.host_id,
        title=event.title,
        visit_kind=event.visit_kind,
        mode=event.mode,
        place=event.place,
        address=event.address or None,
        site_zone=event.zone,
        guide=event.guide or None,
        people=event.people,
        stops=tuple(
            Kept(derived_id("stop", event.visit_id, str(number)), stop) for number, stop in enumerate(event.programme)
        ),
    )


@evolve.on
def described(visit: Visit, event: c.VisitDescribed) -> Visit:
    return visit.model_copy(
        update={
            "title": event.title,
            "visit_kind": event.visit_kind,
            "mode": event.mode,
            "place": event.place,
            "address": event.address or None,
        }
    )


@evolve.on
def guide_named(visit: Visit, event: c.GuideNamed) -> Visit:
    return visit.model_copy(update={"guide": event.guide})


@evolve.on
def people_named(visit: Visit, event: c.PeopleNamed) -> Visit:
    return visit.model_copy(update={"people": event.people})


@evolve.on
def invited(visit: Visit, event: c.GuestInvited) -> Visit:
    return visit.model_copy(update={"guests": {**visit.guests, event.guest_id: event.stops}})


@evolve.on
def withdrawn(visit: Visit, event: c.InvitationWithdrawn) -> Visit:
    guests = {guest: stops for guest, stops in visit.guests.items() if guest != event.guest_id}
    return visit.model_copy(update={"guests": guests})


@evolve.on
def expected(visit: Visit, event: c.VisitorsExpected) -> Visit:
    return visit.model_copy(update={"visitors": event.count, "needs": event.needs or c.Needs()})


@evolve.on
def stop_added(visit: Visit, event: c.StopAdded) -> Visit:
    assert event.stop is not None
    return visit.model_copy(update={"stops": put(visit.stops, Kept(event.stop_id, event.stop), event.before)})


@evolve.on
def stop_changed(visit: Visit, event: c.StopChanged) -> Visit:
    assert event.stop is not None
    changed = event.stop
    return _with(visit, (Kept(one.id, changed, one.clinic) if one.id == event.stop_id else one for one in visit.stops))


@evolve.on
def stop_moved(visit: Visit, event: c.StopMoved) -> Visit:
    moving = next(one for one in visit.stops if one.id == event.stop_id)
    return _as_told(visit, put(visit.stops, moving, event.before), event.stops)


@evolve.on
def programme_moved(visit: Visit, event: c.ProgrammeMoved) -> Visit:
    return _as_told(visit, visit.stops, event.stops)


@evolve.on
def stop_removed(visit: Visit, event: c.StopRemoved) -> Visit:
    """Guests stay invited, if to nothing: what they may see never grows by it."""
    guests = {guest: tuple(one for one in stops if one != event.stop_id) for guest, stops in visit.guests.items()}
    rest = (one for one in visit.stops if one.id != event.stop_id)
    return _with(visit, rest).model_copy(update={"guests": guests})


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


@evolve.on
def scheduled(visit: Visit, event: c.VisitScheduled) -> Visit:
    starts = When.of(event.starts_at, event.zone)
    first = visit.stops[0].stop
    there = event.starts_at.astimezone(ZoneInfo(first.zone or visit.site_zone or event.zone)).date()
    day_one = there - timedelta(days=first.day - 1)
    return visit.model_copy(update={"status": "scheduled", "starts": starts, "day_one": day_one})


@evolve.on
def cancelled(visit: Visit, event: c.VisitCancelled) -> Visit:
    return visit.model_copy(update={"status": "cancelled", "reason": event.reason})


@evolve.on
def completed(visit: Visit, event: c.VisitCompleted) -> Visit:
    return visit.model_copy(update={"status": "completed", "learning": event.learning})


def _with(visit: Visit, stops: Iterable[Kept]) -> Visit:
    return visit.model_copy(update={"stops": tuple(stops)})


def _as_told(visit: Visit, order: Iterable[Kept], stops: Iterable[c.Stop]) -> Visit:
    return _with(visit, (Kept(one.id, stop, one.clinic) for one, stop in zip(order, stops, strict=True)))


def _linked(visit: Visit, stop_id: Id, link: c.ClinicLink | None) -> Visit:
    return _with(visit, (Kept(one.id, one.stop, link) if one.id == stop_id else one for one in visit.stops))
