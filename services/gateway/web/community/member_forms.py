"""Who belongs: the forms of a community's own page that invite, change a role, and let somebody go."""

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from shared.contracts import community as m
from shared.contracts.base import Command
from shared.contracts.types import Id


def _invite(community: Id, fields: Fields) -> Command:
    return validated(m.InviteMember, {"community_id": community, **_given(fields, "name", "email", "role")})


def _change_role(community: Id, fields: Fields) -> Command:
    return validated(m.ChangeRole, {"community_id": community, **_given(fields, "member_id", "role")})


def _let_go(community: Id, fields: Fields) -> Command:
    return validated(m.LeaveCommunity, {"community_id": community, **_given(fields, "member_id")})


def _renew(community: Id, fields: Fields) -> Command:
    return validated(m.RenewInvitation, {"community_id": community, **_given(fields, "invitation_id")})


def _given(fields: Fields, *names: str) -> Fields:
    return {name: fields.get(name, "") for name in names}


def _take_back(community: Id, fields: Fields) -> Command:
    return validated(m.TakeBackInvitation, {"community_id": community, **_given(fields, "invitation_id")})


ACTIONS: dict[str, FormAction] = {
    "invite": _invite,
    "take-back": _take_back,
    "renew-invitation": _renew,
    "change-role": _change_role,
    "let-go": _let_go,
}
