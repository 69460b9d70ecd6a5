"""Several cases in one clinic, as one person's page shows them: whose, which one now, and who is in which group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.gateway.i18n.gettext import _, told
from services.gateway.web.clinic.room.whereabouts import Way, turning, way_of
from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from shared.contracts.types import Id


@dataclass(frozen=True)
class Row:
    """A round: for each group who presents to it."""

    number: int
    runs: bool
    presenters: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A group for the wall: who is with it, and who comes next."""

    number: int
    now: str
    then: str


class Groups:
    """What the templates show of the cases and the groups of one clinic."""

    def __init__(
        self,
        clinic: c.ClinicView,
        me: Id,
        role: Role | None,
        name: Callable[[Id | None], str],
        called: Callable[[Id], str],
    ) -> None:
        self._clinic = clinic
        self._me = me
        self._name = name
        self._called = called
        self.rotation = clinic.rotation
        self.you = clinic.rotation.you if clinic.rotation else None
        self._may_bring = role not in (None, "guest")
        self.leads = me == clinic.facilitator_id or role in ("convener", "facilitator")

    @property
    def way(self) -> Way | None:
        """Where this visitor is, and goes next."""
        return way_of(self._clinic, self._name)

    @property
    def turning(self) -> bool:
        return turning(self._clinic)

    @property
    def cases(self) -> tuple[c.CaseView, ...]:
        """Those of a clinic in which several people may present; none in any other."""
        return self._clinic.cases

    @cached_property
    def mine(self) -> c.CaseView | None:
        return next((case for case in self.cases if case.presenter_id == self._me), None)

    @property
    def may_add(self) -> bool:
        """Whether to offer the form for a case of one's own."""
        if not self.cases or not self._may_bring or self._me == self._clinic.presenter_id:
            return False
        if self._clinic.status in ("proposed", "scheduled"):
            return True
        return self._clinic.status == "running" and self.mine is not None and not self.mine.title

    @property
    def may_withdraw(self) -> bool:
        before = self._clinic.status in ("proposed", "scheduled")
        return before and self.mine is not None and self._me != self._clinic.presenter_id

    @property
    def case_of(self) -> Id | None:
        """Whose case this visitor works on now."""
        if self._clinic.status != "running":
            return None
        turn = next((step.turn_of for step in self._clinic.steps if step.name == self._clinic.step), None)
        return turn or (self.you.presenter_id if self.you else None)

    @property
    def case(self) -> c.CaseView | None:
        """The same case, where it has a question of its own."""
        return next((case for case in self.cases if case.presenter_id == self.case_of and case.question), None)

    def belongs(self, contribution_view: c.ContributionView) -> bool:
        """Whether what somebody says now may be about this contribution."""
        return self.case_of is None or contribution_view.case_of in (None, self.case_of)

    @property
    def rounds_go_on(self) -> bool:
        return self._clinic.status == "running" and self.rotation is not None and not self.rotation.over

    @property
    def may_join(self) -> bool:
        """Whoever is in no group yet; a presenter who left."""
        if not self.rounds_go_on or self._me == self._clinic.facilitator_id:
            return False
        return self.you is None or (self.mine is not None and self.mine.left)

    @property
    def may_leave(self) -> bool:
        return self.rounds_go_on and self.you is not None and not self.may_join

    @property
    def rows(self) -> list[Row]:
        if self.rotation is None:
            return []
        return [
            Row(number, number == self.rotation.round, tuple(self._name(name) if name else _("nobody") for name in way))
            for number, way in enumerate(self.rotation.ways, 1)
        ]

    @property
    def everyone(self) -> list[tuple[Id, str]]:
        """Who is in a group or presents, and their names: those who can leave."""
        groups = self.rotation.groups if self.rotation else ()
        here = [
            *(case.presenter_id for case in self.cases if not case.left),
            *(who for group in groups for who in group.members),
        ]
        return [(name, self._name(name)) for name in here]

    @property
    def listeners(self) -> list[tuple[Id, str]]:
        """Those who can be moved to another group."""
        groups = self.rotation.groups if self.rotation else ()
        return [
            (who, _("{name} (group {number})").format(name=self._name(who), number=group.number))
            for group in groups
            for who in group.members
        ]

    @property
    def tables(self) -> list[Table]:
        """For the wall: by name, since more people look than the visitor."""
        if self.rotation is None:
            return []
        here, ways = self.rotation.round, self.rotation.ways
        now = ways[here - 1] if here else (None,) * len(ways)
        then = ways[here] if here < len(ways) else (None,) * len(ways)
        return [
            Table(number, self._called(name) if name else "", self._called(other) if other else "")
            for number, (name, other) in enumerate(zip(now, then, strict=True), 1)
        ]

    @property
    def notes(self) -> list[str]:
        """What whoever leads had better know: groups that are empty, or that have become uneven."""
        if self.rotation is None or self.rotation.over:
            return []
        found = [
            _("Group {number}: {note}").format(number=group.number, note=told(group.note))
            for group in self.rotation.groups
            if group.note
        ]
        return [*found, *([told(self.rotation.note)] if self.rotation.note else [])]

    def usually_here(self, members: Sequence[MemberView]) -> list[MemberView]:
        """Who may be ticked as being there: everybody but whoever leads and those who present."""
        not_asked = {self._clinic.facilitator_id, *(case.presenter_id for case in self.cases)}
        return [member for member in members if member.member_id not in not_asked]
