"""A clinic as one person sees it: what the templates show, worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from shared.contracts.types import Id

FOLLOW_UP_AFTER = timedelta(weeks=6)
"""What a clinic's closing proposes: time enough to try something."""

type Part = Literal["presenter", "group", "all"]


@dataclass(frozen=True)
class Saying:
    """The form for one kind of contribution."""

    kind: c.Kind
    part: Part
    label: str
    send: str
    about: c.Kind | None = None
    about_label: str = ""
    about_needed: bool = True


SAYINGS: tuple[Saying, ...] = (
    Saying("context", "presenter", "What should the group know?", "Give context"),
    Saying("question", "group", "Your question", "Ask"),
    Saying("answer", "presenter", "Your answer", "Answer", "question", "To which question?"),
    Saying("experience", "group", "Your own experience", "Share"),
    Saying("advice", "group", "Your advice, best as a story", "Give advice"),
    Saying("comment", "all", "Your comment", "Comment", "advice", "On which advice?"),
    Saying(
        "takeaway", "presenter", "What do you take away?", "Note", "advice", "From which advice?", about_needed=False
    ),
)


class Room:
    """One clinic for one visitor."""

    def __init__(self, clinic: c.ClinicView, me: Id, role: Role | None, members: Sequence[MemberView]) -> None:
        self._clinic = clinic
        self._me = me
        self._members = members
        self._names = {one.member_id: one.name for one in members}
        self.presents = me == clinic.presenter_id
        self.leads = me == clinic.facilitator_id or role == "convener"
        self.may_plan = self.may_close = self.leads or self.presents or role == "facilitator"

    def name(self, member: Id | None) -> str:
        if member is None:
            return ""
        if member == self._me:
            return "You"
        return self._names.get(member, "A member")

    @property
    def facilitators(self) -> list[MemberView]:
        """Who could facilitate, those with the role for it first: everybody but the presenter and guests."""
        able = [one for one in self._members if one.member_id != self._clinic.presenter_id and one.role != "guest"]
        return sorted(able, key=lambda one: (one.role != "facilitator", one.role != "convener", one.name.casefold()))

    @property
    def usual_follow_up(self) -> date:
        return (self._clinic.now + FOLLOW_UP_AFTER).date()

    @cached_property
    def current(self) -> c.StepView | None:
        return next((step for step in self._clinic.steps if step.name == self._clinic.step), None)

    @property
    def following(self) -> c.StepView | None:
        if self.current is None:
            return None
        return next((step for step in self._clinic.steps if step.number == self.current.number + 1), None)

    @property
    def sayings(self) -> list[Saying]:
        """The forms for what this visitor may contribute now. What needs a question or advice waits for one."""
        if self._clinic.status != "running" or self.current is None:
            return []
        mine = {"all", "presenter" if self.presents else "group"}
        return [
            one
            for one in SAYINGS
            if one.kind in self.current.takes and one.part in mine and (not one.about_needed or self._has(one.about))
        ]

    def choices(self, saying: Saying) -> list[c.ContributionView]:
        """What a contribution can be about, newest first: that is mostly the one meant."""
        return [one for one in reversed(self._clinic.contributions) if one.kind == saying.about]

    @property
    def said(self) -> list[tuple[c.StepView, list[c.ContributionView]]]:
        """Contributions by step, newest step first, without those shown under another one."""
        shelves = []
        for step in reversed(self._clinic.steps):
            found = [one for one in self._clinic.contributions if one.step == step.name and not self._is_reply(one)]
            if found:
                shelves.append((step, found))
        return shelves

    def replies(self, contribution: c.ContributionView) -> list[c.ContributionView]:
        return [one for one in self._clinic.contributions if one.about == contribution.id and self._is_reply(one)]

    def source(self, contribution: c.ContributionView) -> c.ContributionView | None:
        """The advice a takeaway comes from."""
        if contribution.kind != "takeaway" or contribution.about is None:
            return None
        return next((one for one in self._clinic.contributions if one.id == contribution.about), None)

    @staticmethod
    def _is_reply(one: c.ContributionView) -> bool:
        return one.kind in ("answer", "comment")

    def _has(self, kind: c.Kind | None) -> bool:
        return kind is None or any(one.kind == kind for one in self._clinic.contributions)
