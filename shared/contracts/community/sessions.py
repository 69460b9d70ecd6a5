"""Sessions: one device on which one member is signed in, until they sign out there, or everywhere, or its time is over."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import StringConstraints

from shared.contracts.base import Command
from shared.contracts.community.members import CommunityCommand, CommunityEvent, CommunityQuery
from shared.contracts.pages import Piece, Pieces
from shared.contracts.types import Id, Private, Value

__all__ = [
    "BeginSession",
    "EndSession",
    "GetSessionState",
    "ListSessions",
    "SessionBegun",
    "SessionCommand",
    "SessionEnded",
    "SessionList",
    "SessionState",
    "SessionView",
    "SignOutEverywhere",
    "SignedOutEverywhere",
]

Name = Annotated[str, StringConstraints(max_length=40, pattern=r"^[\w .-]*$")]
"""What a browser, or the system it runs on, is called; empty where nobody can tell."""


class SessionCommand(Command):
    service: ClassVar[str] = "community"
    kind: ClassVar[str] = "session"


class BeginSession(SessionCommand):
    """A member has come in on a device. For the gateway alone, which saw that they may."""

    creates: ClassVar[bool] = True
    community_id: Id
    member_id: Id
    browser: Name = ""
    system: Name = ""
    earlier: bool = False
    """In exchange for a sign-in of a version that had no sessions."""


class EndSession(SessionCommand):
    """Sign out on one device of one's own: this one or another."""

    session_id: Id


class SignOutEverywhere(CommunityCommand):
    """Sign whoever asks out on all their devices. Their access tokens go on; each is revoked by itself."""

    community_id: Id


class SessionBegun(CommunityEvent):
    session_id: Id
    member_id: Id
    begun_at: datetime
    expires_at: datetime
    sign_outs: int
    """How often the member had signed out everywhere before: what has a lower number than theirs is over."""
    browser: Private[str]
    system: Private[str]


class SessionEnded(CommunityEvent):
    session_id: Id
    member_id: Id


class SignedOutEverywhere(CommunityEvent):
    """All sessions that the member had are over."""

    member_id: Id


class GetSessionState(CommunityQuery):
    """Whether a session still holds; for services. `used`: its member is there, which is noted now and then."""

    session_id: Id
    used: bool = False


class SessionState(Value):
    holds: bool


class ListSessions(Pieces, CommunityQuery):
    """Where whoever asks is signed in, the latest used first."""

    community_id: Id


class SessionView(Value):
    id: Id
    browser: str
    system: str
    begun_at: datetime
    used_at: datetime
    """Roughly: to within an hour."""
    expires_at: datetime
    here: bool
    """Whether it is the one that asks."""


class SessionList(Piece):
    sessions: tuple[SessionView, ...]
