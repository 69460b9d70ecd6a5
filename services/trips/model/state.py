"""The state of a visit. Pure."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from services.trips.check.plan import Plan
from services.trips.timing import Kept, Placed, place
from shared.contracts import trips as c
from shared.contracts.types import Id, When
from shared.domain import Evolver

SETS_OFF_WITHIN = timedelta(hours=2)


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
    meeting_point: str | None = None
    bring: str | None = None
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

    @property
    def departure(self) -> Placed | None:
        """When a visit with a time sets off: the first stop of travel, where that is how it begins or soon after.

        Travelling back in the evening is no departure.
        """
        if self.starts is None:
            return None
        until = self.starts.instant + SETS_OFF_WITHIN
        for one in self.placed(self.starts.local.date()):
            if one.stop.kind == "travel" and one.begins is not None:
                return one if one.begins <= until else None
        return None

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
"""How each event changes it; the modules of this package add to it."""
