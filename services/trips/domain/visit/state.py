"""The state of a visit. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from services.trips.domain.visit.day import Day
from services.trips.domain.visit.memories import Memory
from services.trips.domain.visit.placement import Kept, Placed, place
from services.trips.domain.visit.signup import SignUp, gathered
from shared.contracts import trips as c
from shared.contracts.types import Id, When
from shared.domain.collections import Shelf

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
    memories: Shelf[Id, Memory] = Shelf()
    """What is kept of it."""
    intentions: Shelf[Id, tuple[Id, ...]] = Shelf()
    """By member, what they said they will try."""
    trying_day: When | None = None
    """When people are asked what came of what they wanted to try, where that was chosen."""
    sign_up: SignUp | None = None
    """None before it was opened for the first time."""
    day: Day = Day()

    @property
    def ahead(self) -> bool:
        """Whether it can still take place."""
        return self.status in ("proposed", "scheduled")

    @property
    def signing(self) -> SignUp:
        """The sign-up of a visit that has one."""
        assert self.sign_up is not None
        return self.sign_up

    @property
    def headcount(self) -> int | None:
        """How many visitors to plan for: what the host said, until people can sign up; then all seats, and those that are
        taken once nobody new can sign up."""
        if self.sign_up is None:
            return self.visitors
        taken = self.sign_up.seated + self.sign_up.offered
        return self.sign_up.seats if self.sign_up.status == "open" else taken or None

    @property
    def all_needs(self) -> c.Needs:
        """What the host said that visitors need, and what those who come said themselves."""
        return gathered(self.needs, self.sign_up.having("seated", "offered")) if self.sign_up else self.needs

    @property
    def attended(self) -> tuple[Id, ...]:
        """Who took part, as far as is known: those with a seat, but for those who were looked for and never seen."""
        seated = self.sign_up.having("seated") if self.sign_up else []
        came = self.day.came()
        return tuple(
            signed_up.member_id
            for signed_up in seated
            if signed_up.member_id in came or signed_up.member_id not in self.day.last
        )

    @property
    def zone(self) -> str:
        return self.site_zone or (self.starts.zone if self.starts else "UTC")

    def stop(self, stop_id: Id) -> Kept | None:
        return next((stop for stop in self.stops if stop.id == stop_id), None)

    def placed(self, day_one: date) -> tuple[Placed, ...]:
        """When each stop is; `day_one` counts only where the visit has no time yet."""
        begins = self.starts.instant if self.starts else None
        return place(self.stops, self.day_one or day_one, self.zone, begins)

    def tried_by(self, member: Id) -> Iterator[Memory]:
        """What a member said they will try."""
        return (self.memories[name] for name in self.intentions.get(member, ()))

    def sees(self, memory: Memory, viewer: Id, role: str) -> bool:
        """Whether somebody of the community may see what is kept: guests that of their stops, photos with consent alone."""
        if not memory.visible(viewer, self.host_id):
            return False
        return role != "guest" or viewer == memory.member_id or memory.stop_id in self.guests.get(viewer, ())

    def taking_place(self, day_one: date) -> tuple[Placed, ...]:
        """When each stop is that was not skipped on the day."""
        return tuple(placed for placed in self.placed(day_one) if placed.id not in self.day.skipped)

    @property
    def departure(self) -> Placed | None:
        """When a visit with a time sets off: the first stop of travel, where that is how it begins or soon after.

        Travelling back in the evening is no departure.
        """
        if self.starts is None:
            return None
        until = self.starts.instant + SETS_OFF_WITHIN
        for placed in self.placed(self.starts.local.date()):
            if placed.stop.kind == "travel" and placed.begins is not None:
                return placed if placed.begins <= until else None
        return None
