"""Anybody does anything: commands of every kind there is, made up for a clinic as it stands, by people in every role."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from services.clinic.app import clinic as aggregate
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Command, derived_id
from shared.contracts.pictures import Picture
from shared.contracts.protocol import REFERS
from shared.contracts.types import Id, When
from shared.domain import Actor
from tests.support.anything import Anything
from tests.support.world import COMMUNITY, member

CLINIC = derived_id("clinic", "any session")
ROLES: dict[str, str | None] = {
    "ana": "member", "bo": "member", "gil": "member", "finn": "facilitator", "mel": "facilitator", "kim": "convener",
    "gus": "guest", "zoe": None,
}  # fmt: skip
"""Ana brings the case, and Finn is to facilitate; Zoe does not belong."""
PEOPLE = {name: member(name) for name in ROLES}
ROLE = {PEOPLE[name]: role for name, role in ROLES.items()}
WITHIN = Actor("service", "clinic")
"""The clinic's own clock comes back to it as commands."""
KINDS = tuple(kind for kind in aggregate.decide.commands if not kind.creates)
"""Whatever commands there are: a new one is played without a change here."""
FROM_WITHIN = (c.WarnOfEnd, c.MoveOn)
ENDS = (c.CancelClinic, c.CloseClinic)
PICTURE = Picture(id="picture-" + "a" * 26, media_type="image/png", width=2, height=2, size=70)
NEVER = "said-" + "z" * 26


class Anybody:
    """What somebody may do next. The same number makes the same choices, in the same clinic."""

    def __init__(self, clinic: Clinic, number: int, now: datetime, serial: int) -> None:
        self._clinic = clinic
        self._now = now
        self._serial = serial
        self._any = Anything(
            number, [*PEOPLE.values()], [planned_step.name for planned_step in clinic.plan] or ["context"]
        )
        self.random = self._any.random

    def command(self) -> tuple[Actor, str | None, Command | None, Any]:
        """Who, in which role, does what, and what was looked up for it. Half of the time it is what the step is for."""
        chance = self.random.random()
        if self._clinic.current is not None and chance < 0.07:
            return self._as(self._clinic.facilitator_id, self._onward())
        if self._clinic.current is not None and chance < 0.3:
            return self._says_something()
        kind = self.random.choice(KINDS)
        if kind in ENDS and chance < 0.95:
            kind = c.GoBack
        command = self._made(kind)
        return self._as(self._who(command), command)

    def _onward(self) -> Command:
        if self._clinic.following is None:
            return c.CloseClinic(clinic_id=CLINIC, follow_up=When.of(self._now + timedelta(days=40), "UTC"))
        return c.AdvanceStep(clinic_id=CLINIC, from_step=self._step())

    def _as(self, who: Id | None, command: Command | None) -> tuple[Actor, str | None, Command | None, Any]:
        if isinstance(command, FROM_WITHIN):
            return WITHIN, None, command, None
        who = who or PEOPLE["ana"]
        return Actor("member", who), ROLE[who], command, self._known(command)

    def _who(self, command: Command | None) -> Id:
        """Often whoever made what the command is about, else anybody, with those who present or lead more often."""
        clinic = self._clinic
        for name, shelf in (("draft_id", clinic.drafts), ("contribution_id", clinic.contributions)):
            about = shelf.get(getattr(command, name, ""))
            if about is not None and self.random.random() < 0.6:
                return self.random.choice([about.member_id, *getattr(about, "me_too", ())])
        few = [clinic.presenter_id, clinic.facilitator_id or PEOPLE["finn"]]
        return self.random.choice([*PEOPLE.values(), *few * 4])

    def _says_something(self) -> tuple[Actor, str | None, Command | None, Any]:
        found = self._clinic.protocol.find(self._clinic.current.of) if self._clinic.current else None
        kinds = list(found[0].takes) if found else []
        kind = self.random.choice(kinds or ["advice"])
        command = c.Contribute(clinic_id=CLINIC, what=kind, text=self._word(), about=self._about(kind))
        return self._as(self.random.choice(list(PEOPLE.values())), command)

    def _made(self, kind: type[Command]) -> Command | None:
        fixed: dict[str, Any] = {}
        for name, field in kind.model_fields.items():
            wanted = field.is_required() or self.random.random() < 0.5
            if wanted and (value := self._field(name)) is not None:
                fixed[name] = value
            elif not wanted:
                fixed[name] = field.get_default(call_default_factory=True)
        if kind is c.Contribute and "what" not in fixed:
            fixed["what"] = self.random.choice(["advice", "question", "comment", "takeaway", "support"])
        if kind is c.StartClinic:
            fixed |= {"anyway": True, "people": list(self._clinic.people or PEOPLE.values())[:4], "presenters": []}
        if kind is c.SetVisual:
            fixed["image"] = b"x"
        return self._any.command(kind, **fixed)

    def _field(self, name: str) -> Any:
        """A value that fits the clinic as it stands, where a name calls for one."""
        fitting: dict[str, Callable[[], Any]] = {
            "clinic_id": lambda: CLINIC,
            "community_id": lambda: COMMUNITY,
            "from_step": self._step,
            "minutes": lambda: self.random.randint(-3, 5) if self._clinic.timeline else {},
            "seconds": lambda: self.random.randint(-50, 50),
            "text": self._word,
            "note": self._word,
            "why": self._word,
            "story": lambda: self.random.random() < 0.3,
            "due_at": lambda: self._now + timedelta(seconds=self.random.randint(-60, 600)),
            "draft_id": lambda: self._one_of(list(self._clinic.drafts)),
            "takeaway_id": lambda: self._one_of(list(self._clinic.takeaways)),
        }
        if name in fitting:
            return fitting[name]()
        if name in ("about", "contribution_id", "question_id", "advice_id", "downside_id"):
            return self._one_of([*self._clinic.contributions][-8:])
        return None

    def _one_of(self, ids: list[Id]) -> Id:
        return self.random.choice(ids) if ids and self.random.random() < 0.95 else NEVER

    def _about(self, kind: c.Kind) -> Id | None:
        kinds = REFERS[kind].kinds if kind in REFERS else ()
        found = [contribution.id for contribution in self._clinic.contributions.values() if contribution.kind in kinds]
        return self.random.choice(found) if found else None

    def _step(self) -> str:
        return self._clinic.step or "context"

    def _word(self) -> str:
        """Words that are said once in a session, so that it can be seen where they come up."""
        return f"word{self._serial}x{self.random.randrange(10**9)}"

    def _known(self, command: Command | None) -> Any:
        match command:
            case c.SetVisual():
                return PICTURE
            case c.HandOver():
                return ROLE.get(command.facilitator_id)
            case c.TakeOver():
                return self.random.choice([None, self._now - timedelta(minutes=self.random.randint(0, 10))])
            case _:
                return None
