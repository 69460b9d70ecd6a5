"""Who may lead a clinic: those to choose from when it is planned, handed over, or left alone."""

from collections.abc import Sequence

from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from shared.contracts.types import Id

LEADS: tuple[Role, ...] = ("facilitator", "convener")


def facilitators(clinic: c.ClinicView, members: Sequence[MemberView]) -> list[MemberView]:
    """Who could facilitate, those first who offered, then those with the role: not the presenter, nor guests."""
    able = [member for member in members if member.member_id != clinic.presenter_id and member.role != "guest"]
    return sorted(
        able,
        key=lambda member: (
            member.member_id not in clinic.would_facilitate,
            member.role != "facilitator",
            member.role != "convener",
            member.name.casefold(),
        ),
    )


def may_lead_next(clinic: c.ClinicView, members: Sequence[MemberView]) -> list[MemberView]:
    """Those whom a clinic that runs can be handed over to."""
    not_asked = {clinic.presenter_id, *clinic.presenters, clinic.facilitator_id}
    return [member for member in members if member.role in LEADS and member.member_id not in not_asked]


def may_take_over(clinic: c.ClinicView, me: Id, role: Role | None) -> bool:
    """Whether to offer it; if the facilitator is there after all, the service says so."""
    presents = me in (clinic.presenters or (clinic.presenter_id,))
    return role in LEADS and clinic.facilitator_id not in (None, me) and not presents
