"""A clinic whose clock is set by commands, over the pure decisions: an hour from noon, led by Finn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.clinic import app
from services.clinic.domain.clinic.protocol_times import lay_out, least
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import CASE_CLINIC
from services.clinic.domain.protocols.plan import minutes_of
from services.clinic.domain.timing.forecast import Forecast, forecast
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.protocol import Protocol
from shared.contracts.types import When
from shared.domain import Actor, Context
from tests.support.world import COMMUNITY, NOON, member

CLINIC = derived_id("clinic", "clocked")
ANA, FINN, GIL = member("ana"), member("finn"), member("gil")
ITSELF = Actor("service", "clinic")


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


class Clocked:
    """One clinic by a protocol, scheduled for noon; what happened to it, and what came of the last command."""

    def __init__(self, protocol: Protocol = CASE_CLINIC, **schedule: Any) -> None:
        self.history: list[Event] = []
        self.clinic: Clinic | None = None
        self._protocol = protocol
        self._commands = 0
        self.do(-60, c.ProposeCase(community_id=COMMUNITY, title="A", question="How?", protocol=protocol.key), by=ANA)
        noon = When.of(NOON, "UTC")
        self.do(-60, c.ScheduleClinic(clinic_id=CLINIC, starts=noon, facilitator_id=FINN, **schedule))

    @staticmethod
    def shortest(protocol: Protocol) -> int:
        """Seconds that it takes at least, with as few people as there may be."""
        few = [None] * (protocol.people.min if protocol.people else 1)
        return least(lay_out(protocol, minutes_of(protocol, {}), [None] * protocol.presenters.min, few))

    def begin(self, minutes: float = 0, **people: Any) -> "Clocked":
        self.do(minutes, c.StartClinic(clinic_id=CLINIC, **people))
        return self

    def ask(self, minutes: float, command: Command, by: str | Actor = FINN) -> Sequence[Event]:
        """What would come of a command so many minutes after noon."""
        self._commands += 1
        actor = by if isinstance(by, Actor) else Actor("member", by)
        role = {FINN: "facilitator"}.get(actor.id, "member") if actor.kind == "member" else None
        context = Context(at(minutes), actor, CLINIC, str(self._commands), role, known=self._protocol)
        return app.clinic.decide(self.clinic, command, context)

    def do(self, minutes: float, command: Command, by: str | Actor = FINN) -> list[Any]:
        """The same, and it has happened then."""
        events = self.ask(minutes, command, by)
        self.history += events
        self.clinic = app.clinic.evolve.fold(self.clinic, events)
        return list(events)

    @property
    def now_is(self) -> Clinic:
        assert self.clinic is not None
        return self.clinic

    def next(self, minutes: float) -> list[Any]:
        return self.do(minutes, c.AdvanceStep(clinic_id=CLINIC, from_step=self.now_is.step or ""))

    def extend(self, minutes: float, by: int, seconds: int = 0) -> list[Any]:
        command = c.ExtendStep(clinic_id=CLINIC, step=self.now_is.step or "", minutes=by, seconds=seconds)
        return self.do(minutes, command)

    def back(self, minutes: float) -> list[Any]:
        return self.do(minutes, c.GoBack(clinic_id=CLINIC, from_step=self.now_is.step or ""))

    def seen(self, minutes: float) -> Forecast:
        return forecast(self.now_is.clock, at(minutes))

    def lengths(self, minutes: float) -> list[float]:
        """What each step takes or took, in minutes."""
        return [round(slot.seconds / 60, 1) for slot in self.seen(minutes).slots]

    def end(self, minutes: float) -> float:
        """When it would end, in minutes after noon."""
        return (self.seen(minutes).ends_at - NOON).total_seconds() / 60
