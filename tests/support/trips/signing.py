"""A visit that people sign up for, as tests tell it: what happened is kept, refusals leave it as it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.trips.app import visit as aggregate
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import When
from shared.domain import Actor, Context
from tests.support.world import COMMUNITY, NOON, member

VISIT = derived_id("visit", "signing")
HANA = member("hana")
STARTS = When.of(NOON + timedelta(days=10), "Europe/Rome")
TRIPS = Actor("service", "trips")


class Signing:
    """Hana hosts. `attended` says on how many visits somebody was before; nobody who is not named was on any."""

    def __init__(self, *stops: c.Stop, starts: When | None = STARTS, **attended: int) -> None:
        self.now = NOON
        self.visit: Visit | None = None
        self.history: list[Event] = []
        self._attended = {member(name): count for name, count in attended.items()}
        self._commands = 0
        programme = stops or (c.Stop(title="Oven", kind="practice", minutes=60),)
        self.do(
            "hana",
            c.ProposeVisit(community_id=COMMUNITY, title="Bread", place="Bakery", guide="Rosa", programme=programme),
        )
        if starts is not None:
            self.do("hana", c.ScheduleVisit(visit_id=VISIT, starts=starts))

    def opened(self, seats: int) -> "Signing":
        self.do("hana", c.OpenSignUp(visit_id=VISIT, seats=seats))
        return self

    def signs_up(self, *names: str, **said: Any) -> "Signing":
        for name in names:
            self.do(name, c.SignUp(visit_id=VISIT, **said))
        return self

    def do(self, who: str | Actor, command: Command, role: str = "member") -> Sequence[Event]:
        """What comes of a command; it has happened then."""
        events = self.ask(who, command, role)
        self.history += events
        self.visit = aggregate.evolve.fold(self.visit, events)
        return events

    def ask(self, who: str | Actor, command: Command, role: str | None = "member") -> Sequence[Event]:
        """What would come of a command."""
        self._commands += 1
        actor = who if isinstance(who, Actor) else Actor("member", member(who))
        context = Context(
            self.now, actor, VISIT, f"command {self._commands}", role, known=self._attended.get(actor.id, 0)
        )
        return aggregate.decide(self.visit, command, context)

    def comes(self, moment: datetime) -> None:
        self.now = moment

    def offers_end(self) -> Sequence[Event]:
        """The time comes at which the oldest offer is over."""
        offered = sorted(self.signing.having("offered"), key=lambda name: (name.until, name.number))
        assert offered[0].until is not None
        assert offered[0].offer_id is not None
        self.now = max(self.now, offered[0].until)
        return self.do(TRIPS, c.PassSeatOn(visit_id=VISIT, offer_id=offered[0].offer_id))

    @property
    def signing(self) -> Any:
        assert self.visit is not None
        return self.visit.signing

    def of(self, state: c.SeatState) -> set[str]:
        return {person.member_id for person in self.signing.people.values() if person.state == state}

    def queue(self) -> list[str]:
        return [name.member_id for name in self.signing.queue()]


def ids(*names: str) -> list[str]:
    return [member(name) for name in names]
