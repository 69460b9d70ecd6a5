"""Who could facilitate a clinic, who is invited, and who is coming, as one person's page shows it before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from shared.contracts.types import Id


@dataclass(frozen=True)
class Before:
    """A clinic that has not begun, for one visitor."""

    clinic: c.ClinicView
    me: Id
    role: Role | None
    members: Sequence[MemberView]

    @property
    def may_offer(self) -> bool:
        """Whether to offer to lead it: everybody but guests, its presenter, and who leads or offered already."""
        taken = (self.clinic.presenter_id, self.clinic.facilitator_id, *self.clinic.would_facilitate)
        return self.role not in (None, "guest") and self.me not in taken

    @property
    def offered(self) -> bool:
        return self.me in self.clinic.would_facilitate

    @property
    def my_answer(self) -> c.Answer | None:
        """What this visitor said to their invitation; None without one."""
        return next((invited.answer for invited in self.clinic.invited if invited.member_id == self.me), None)

    @property
    def to_invite(self) -> list[MemberView]:
        """Who could still be invited."""
        known = {self.clinic.presenter_id, *(invited.member_id for invited in self.clinic.invited)}
        return [member for member in self.members if member.member_id not in known]
