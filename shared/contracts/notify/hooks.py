"""Webhooks: what happens in a community, posted to another system as it happens, signed.

As [Standard Webhooks](https://www.standardwebhooks.com) have it: `webhook-id` is the event's id, the same at every attempt and
replay; `webhook-timestamp` and `webhook-signature` prove who sent it. The body is the event as it is on the bus.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from shared.contracts.base import Command, Event, Query
from shared.contracts.pages import Piece, Pieces
from shared.contracts.types import Id, Private, Value

EventName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{2,60}$")]
"""The name of an event, such as `AdviceGiven`."""
HookUrl = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
type HookState = Literal["active", "disabled", "removed"]


class HookCommand(Command):
    service: ClassVar[str] = "notify"
    kind: ClassVar[str] = "hook"


class AddHook(HookCommand):
    """A convener wants events posted to another system, from now on. The answer shows the secret that signs them, this once.

    When they are convener no more, nothing is posted until another convener takes it over by `ReplayHook`.
    """

    creates: ClassVar[bool] = True
    community_id: Id
    url: HookUrl
    events: tuple[EventName, ...] = Field((), max_length=100)
    """Which events; all of them where none is named."""


class RemoveHook(HookCommand):
    hook_id: Id


class RenewHookSecret(HookCommand):
    """Make a new secret; the answer shows it, this once. Until the other side knows it, posts carry both signatures."""

    hook_id: Id
    keep_old_hours: int = Field(24, ge=0, le=168)
    """How long the old one is good beside it; 0 where somebody else knows it."""


class ReplayHook(HookCommand):
    """Post again what happened since then, in order, and go on from there; also brings a disabled one back. Whoever does so
    answers for it from then on."""

    hook_id: Id
    since: datetime
    """An instant with its offset. The bus keeps events for 90 days."""


class DisableHook(HookCommand):
    """The other side is gone, or has not taken anything for days. Notify's own command."""

    hook_id: Id
    reason: str


class HookEvent(Event):
    service: ClassVar[str] = "notify"
    community_id: Id
    hook_id: Id


class HookAdded(HookEvent):
    answered: ClassVar[tuple[str, ...]] = ("secret",)
    member_id: Id
    at: datetime
    events: tuple[EventName, ...]
    url: Private[str]
    secret: Private[str]


class HookSecretRenewed(HookEvent):
    answered: ClassVar[tuple[str, ...]] = ("secret",)
    old_until: datetime
    """Until then posts are signed with the old one, too."""
    secret: Private[str]


class HookTakenOver(HookEvent):
    member_id: Id
    """The convener who answers for it now."""


class HookRemoved(HookEvent):
    pass


class HookReplayed(HookEvent):
    since: datetime


class HookDisabled(HookEvent):
    """Nothing more is posted until somebody replays it."""

    member_id: Id
    """Whoever answers for it, and is told; all conveners are where that is none of them any more."""
    reason: Private[str]


class ListHooks(Pieces, Query):
    """The webhooks of a community, newest first, without their secrets; for its conveners."""

    service: ClassVar[str] = "notify"
    community_id: Id


class HookView(Value):
    id: Id
    url: str
    events: tuple[EventName, ...]
    member_id: Id
    """The convener who answers for it: who added it, or took it over."""
    state: HookState
    reason: str | None
    """Why it was disabled."""
    last_posted: str | None
    """The id of the last event that the other side took."""
    failing_since: datetime | None
    """Since when nothing gets through; then what waits is tried again, in order."""
    trouble: str | None


class HookList(Piece):
    hooks: tuple[HookView, ...]
