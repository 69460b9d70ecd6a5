"""What the forms of a member's settings stand for."""

from datetime import UTC, datetime, time

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from shared.contracts import community as m
from shared.contracts import notify as n
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import invalid

SCOPES: tuple[m.Scope, ...] = ("read", "clinic:write", "trips:write", "community:write", "notify:write")


def _contact(community: Id, fields: Fields) -> Command:
    said = {name: fields.get(name, "").strip() for name in ("email", "chat_webhook", "zone")}
    return validated(m.SetContact, {"community_id": community, **said})


def _withdraw_address(community: Id, _fields: Fields) -> Command:
    return validated(m.WithdrawAddress, {"community_id": community})


def issue(community: Id, fields: Fields) -> Command:
    scopes = [scope for scope in SCOPES if fields.get(scope) == "yes"]
    if not scopes:
        raise invalid("Choose at least one thing that the token is good for.", "scopes")
    given = {"name": fields.get("name", ""), "days": fields.get("days", ""), "scopes": scopes}
    return validated(m.IssueToken, {"community_id": community, **given})


def _revoke(_community: Id, fields: Fields) -> Command:
    return validated(m.RevokeToken, {"token_id": fields.get("token_id", "")})


def add_hook(community: Id, fields: Fields) -> Command:
    names = fields.get("events", "").replace(",", " ").split()
    return validated(n.AddHook, {"community_id": community, "url": fields.get("url", ""), "events": names})


def renew_secret(_community: Id, fields: Fields) -> Command:
    """At once where somebody else knows the old one, else with a day in which both are good."""
    hours = 0 if fields.get("at_once") == "yes" else 24
    return validated(n.RenewHookSecret, {"hook_id": fields.get("hook_id", ""), "keep_old_hours": hours})


def _remove_hook(_community: Id, fields: Fields) -> Command:
    return validated(n.RemoveHook, {"hook_id": fields.get("hook_id", "")})


def _replay_hook(_community: Id, fields: Fields) -> Command:
    """A form tells a day; it begins at midnight, UTC."""
    try:
        day = datetime.combine(datetime.fromisoformat(fields.get("since", "")).date(), time(), UTC)
    except ValueError:
        raise invalid("Choose a day, such as 2030-01-31.", "since") from None
    return validated(n.ReplayHook, {"hook_id": fields.get("hook_id", ""), "since": day})


ACTIONS: dict[str, FormAction] = {
    "contact": _contact,
    "withdraw-address": _withdraw_address,
    "revoke-token": _revoke,
    "remove-webhook": _remove_hook,
    "replay-webhook": _replay_hook,
}
"""Those that lead back to the settings. Leaving ends the session, letters need a reader first."""
SHOWN_ONCE: dict[str, FormAction] = {"issue-token": issue, "add-webhook": add_hook, "renew-secret": renew_secret}
"""Those that make something which the page that answers them shows, and no other."""
