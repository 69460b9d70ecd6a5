"""Webhooks: added, replayed and removed by conveners; disabled where the other side is gone. Pure."""

import base64
import hashlib
import importlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.contracts import notify as c
from shared.contracts.base import Event
from shared.contracts.types import Id
from shared.domain import Context, Decider, Evolver, Refusal, conflict, forbidden, invalid, not_found

MOST_KEPT = timedelta(days=90)
SECRET = "whsec_"  # noqa: S105 - how every secret begins
_SERVICES = ("community", "clinic", "trips", "scheduler", "notify")


class Hook(BaseModel):
    """Where a community's events are posted to. `since` is where posting begins: when it was added, or is replayed from."""

    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    member_id: Id
    url: str
    events: tuple[str, ...]
    secret: str
    old_secret: str = ""
    old_until: datetime | None = None
    """Until when posts are signed with the old secret, too."""
    since: datetime
    turn: int = 0
    """How often it began anew."""
    state: c.HookState = "active"
    reason: str | None = None

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """What posts are signed with."""
        old = self.old_until is not None and now < self.old_until
        return (self.secret, self.old_secret) if old else (self.secret,)

    def wants(self, event: str) -> bool:
        return not self.events or event in self.events


evolve: Evolver[Hook] = Evolver()
decide: Decider[Hook] = Decider()


@evolve.on
def hook_added(_: Hook | None, event: c.HookAdded) -> Hook:
    return Hook(
        id=event.hook_id,
        community_id=event.community_id,
        member_id=event.member_id,
        url=event.url,
        events=event.events,
        secret=event.secret,
        since=event.at,
    )


@evolve.on
def hook_removed(hook: Hook, event: c.HookRemoved) -> Hook:
    return hook.model_copy(update={"state": "removed", "secret": "", "old_secret": "", "old_until": None})


@evolve.on
def hook_secret_renewed(hook: Hook, event: c.HookSecretRenewed) -> Hook:
    update = {"secret": event.secret, "old_secret": hook.secret, "old_until": event.old_until}
    return hook.model_copy(update=update)


@evolve.on
def hook_taken_over(hook: Hook, event: c.HookTakenOver) -> Hook:
    return hook.model_copy(update={"member_id": event.member_id})


@evolve.on
def hook_replayed(hook: Hook, event: c.HookReplayed) -> Hook:
    return hook.model_copy(update={"since": event.since, "turn": hook.turn + 1, "state": "active", "reason": None})


@evolve.on
def hook_disabled(hook: Hook, event: c.HookDisabled) -> Hook:
    return hook.model_copy(update={"state": "disabled", "reason": event.reason})


@decide.on
def add_hook(hook: Hook | None, command: c.AddHook, context: Context) -> Sequence[Event]:
    _require_convener(context)
    if hook is not None:
        return []
    if unknown := [name for name in command.events if name not in event_names()]:
        raise invalid(f"There is no event {unknown[0]}; the AsyncAPI reference lists them all.", "events")
    if context.known:
        raise invalid(str(context.known), "url")
    return [
        c.HookAdded(
            community_id=command.community_id,
            hook_id=context.stream,
            member_id=context.actor.id,
            at=context.now,
            events=tuple(sorted(set(command.events))),
            url=command.url,
            secret=_new_secret(context),
        )
    ]


@decide.on
def remove_hook(hook: Hook | None, command: c.RemoveHook, context: Context) -> Sequence[Event]:
    hook = _require_hook(hook, context)
    return [] if hook.state == "removed" else [c.HookRemoved(community_id=hook.community_id, hook_id=hook.id)]


@decide.on
def renew_hook_secret(hook: Hook | None, command: c.RenewHookSecret, context: Context) -> Sequence[Event]:
    hook = _require_hook(hook, context)
    if hook.state == "removed":
        raise _removed()
    return [
        c.HookSecretRenewed(
            community_id=hook.community_id,
            hook_id=hook.id,
            old_until=context.now + timedelta(hours=command.keep_old_hours),
            secret=_new_secret(context),
        )
    ]


@decide.on
def replay_hook(hook: Hook | None, command: c.ReplayHook, context: Context) -> Sequence[Event]:
    hook = _require_hook(hook, context)
    if hook.state == "removed":
        raise _removed()
    if command.since.tzinfo is None:
        raise invalid("Name an instant with its offset, such as 2026-09-14T12:00:00Z.", "since")
    if command.since > context.now:
        raise invalid("This lies ahead; a replay goes back.", "since")
    if command.since < context.now - MOST_KEPT:
        raise invalid(f"Events are kept for {MOST_KEPT.days} days on the bus; name a later time.", "since")
    replayed = c.HookReplayed(community_id=hook.community_id, hook_id=hook.id, since=command.since)
    if context.actor.id == hook.member_id:
        return [replayed]
    return [
        replayed,
        c.HookTakenOver(community_id=hook.community_id, hook_id=hook.id, member_id=context.actor.id),
    ]


@decide.on
def disable_hook(hook: Hook | None, command: c.DisableHook, context: Context) -> Sequence[Event]:
    if not context.actor.is_service("notify"):
        raise forbidden("Webhooks are disabled by Convene itself; remove this one instead.")
    if hook is None or hook.state != "active":
        return []
    return [
        c.HookDisabled(community_id=hook.community_id, hook_id=hook.id, member_id=hook.member_id, reason=command.reason)
    ]


@cache
def event_names() -> frozenset[str]:
    """Every event there is."""
    modules = [importlib.import_module(f"shared.contracts.{name}") for name in _SERVICES]
    kinds: list[Any] = [var for module in modules for var in vars(module).values() if isinstance(var, type)]
    return frozenset(kind.__name__ for kind in kinds if issubclass(kind, Event))


def _new_secret(context: Context) -> str:
    return SECRET + base64.b64encode(hashlib.sha256(context.secret.encode()).digest()).decode()


def _removed() -> Refusal:
    return conflict("hook-removed", "This webhook was removed. Add it anew.")


def _require_convener(context: Context) -> None:
    if context.role is None:
        raise not_found()
    if context.role != "convener":
        raise forbidden("Webhooks carry a community's events to other systems: a convener sees to them.")


def _require_hook(hook: Hook | None, context: Context) -> Hook:
    _require_convener(context)
    if hook is None:
        raise not_found()
    return hook
