"""A clinic that runs, for tests of what people do in it: Ana presents, Finn facilitates, Gil and Zoe take part."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.clinic import app
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.views.clinic import clinic_view
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import Id, When
from shared.domain import Actor, Context
from tests.support.world import COMMUNITY, NOON, member

CLINIC = derived_id("clinic", "a room")
ANA, FINN, GIL, ZOE, MEL = (member(name) for name in ("ana", "finn", "gil", "zoe", "mel"))
ROLES = {FINN: "facilitator", MEL: "facilitator"}
"""Everybody else is a member."""
TOMORROW = When.of(NOON + timedelta(days=1), "UTC")
IN_A_MONTH = When.of(NOON + timedelta(days=30), "UTC")


class Room:
    """One clinic as it goes on. The time stands still unless it is moved."""

    def __init__(self, protocol: str = "case_clinic", people: Sequence[Id] = (), started: bool = True) -> None:
        self.now = NOON
        self.history: list[Event] = []
        self.state: Clinic | None = None
        self._commands = 0
        self.do(ANA, c.ProposeCase(community_id=COMMUNITY, title="A case", question="How?", protocol=protocol))
        self.do(ANA, c.ScheduleClinic(clinic_id=CLINIC, starts=TOMORROW, facilitator_id=FINN))
        if not started:
            return
        self.now = TOMORROW.instant
        self.do(FINN, c.StartClinic(clinic_id=CLINIC, people=tuple(people)))

    @property
    def clinic(self) -> Clinic:
        assert self.state is not None
        return self.state

    def ask(self, who: Id, command: Command, role: str | None = None, known: Any = None) -> Sequence[Event]:
        """What would come of a command."""
        self._commands += 1
        found = known if known is not None else SHIPPED.get(getattr(command, "protocol", None) or "")
        role = ROLES.get(who, "member") if role is None else role or None
        context = Context(self.now, Actor("member", who), CLINIC, f"command {self._commands}", role, known=found)
        return app.clinic.decide(self.state, command, context)

    def do(self, who: Id, command: Command, role: str | None = None, known: Any = None) -> Sequence[Event]:
        """What comes of a command; it has happened then."""
        events = self.ask(who, command, role, known)
        self.history += events
        self.state = app.clinic.evolve.fold(self.state, events)
        return events

    def says(self, who: Id, kind: str, text: str = "Words.", **more: Any) -> Id:
        """A contribution, or a draft of one; its id."""
        event: Any = self.do(who, c.Contribute(clinic_id=CLINIC, what=kind, text=text, **more))[0]  # type: ignore[arg-type]
        found: Id = event.draft_id if isinstance(event, c.DraftHeld) else event.contribution_id
        return found

    def goes_to(self, step: str) -> "Room":
        """On to a step."""
        while self.clinic.step != step:
            assert self.clinic.step is not None
            self.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step=self.clinic.step))
        return self

    def closes(self) -> "Room":
        self.goes_to(self.clinic.plan[-1].name)
        self.do(FINN, c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH))
        return self

    def later(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def seen_by(self, who: Id) -> c.ClinicView:
        return clinic_view(self.clinic, len(self.history), who, self.now)
