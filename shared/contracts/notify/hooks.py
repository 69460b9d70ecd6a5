"""Webhooks: what happens in a community, posted to another system as it happens, signed.

As [Standard Webhooks](https://www.standardwebhooks.com) have it: `webhook-id` is the event's id, the same at every attempt and
replay; `webhook-timestamp` and `webhook-signature` prove who sent it. The body is the event as it is on the bus.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from shared.contracts.base import Command, Event, Query
from shared.contracts.paging import Piece, Pieces
from shared.contracts.types import Id, Private, Value

EventName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{2,60}$")]
"""The name of an event, such as `AdviceGiven`."""
HookUrl = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
type HookState = Literal["active", "disabled", "removed"]


class HookCommand(Command):
    service: ClassVar[str] = "notify"
    kind: ClassVar[str] = "hook"


class AddHook(HookCommand):
    """A convener wants events posted to another system, from now on. Whoever asks for the list finds the secret there."""

    creates: ClassVar[bool] = True
    community_id: Id
    url: HookUrl
    events: tuple[EventName, ...] = Field((), max_length=100)
    """Which events; all of them where none is named."""


class RemoveHook(HookCommand):
    hook_id: Id


class ReplayHook(HookCommand):
    """Post again what happened since then, in order, and go on from there; also brings a disabled one back."""

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
    member_id: Id
    at: datetime
    events: tuple[EventName, ...]
    url: Private[str]
    secret: Private[str]


class HookRemoved(HookEvent):
    pass


class HookReplayed(HookEvent):
    since: datetime


class HookDisabled(HookEvent):
    """Nothing more is posted until somebody replays it."""

    member_id: Id
    """Whoever added it, and is told."""
    reason: Private[str]


class ListHooks(Pieces, Query):
    """The webhooks of a community, newest first, with their secrets; for its conveners."""

    service: ClassVar[str] = "notify"
    community_id: Id


class HookView(Value):
    id: Id
    url: str
    events: tuple[EventName, ...]
    secret: str
    """What signatures are made with: `whsec_...`."""
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
