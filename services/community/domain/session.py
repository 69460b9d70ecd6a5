"""Sessions: begun by the gateway for whoever it let in, ended by their member. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.community.domain.community.state import Community
from services.community.domain.guards import require_in_person
from shared.contracts import community as c
from shared.contracts.base import Event
from shared.contracts.types import Id
from shared.domain import Context, Decider, Evolver, Refusal, forbidden, not_found

LASTS = timedelta(days=30)
"""From signing in, however much it is used: then one signs in again."""


class Session(BaseModel):
    """One device on which a member is signed in."""

    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    member_id: Id
    begun_at: datetime
    expires_at: datetime
    sign_outs: int
    browser: str
    system: str
    ended: bool = False

    def holds(self, community: Community | None) -> bool:
        """Whether nobody ended it. That its time is over, its tokens say themselves."""
        member = community.members.get(self.member_id) if community else None
        return not self.ended and member is not None and member.sign_outs <= self.sign_outs


evolve: Evolver[Session] = Evolver()
decide: Decider[Session] = Decider()


@evolve.on
def session_begun(_: Session | None, event: c.SessionBegun) -> Session:
    return Session(id=event.session_id, **event.model_dump(exclude={"session_id"}))


@evolve.on
def session_ended(session: Session, event: c.SessionEnded) -> Session:
    return session.model_copy(update={"ended": True})


@decide.on
def begin_session(session: Session | None, command: c.BeginSession, context: Context) -> Sequence[Event]:
    if not context.actor.is_service("gateway"):
        raise forbidden("Sign in on the sign-in page; a session begins with it.")
    if session is not None:
        return []
    community: Community | None = context.known
    member = community.members.get(command.member_id) if community else None
    if member is None:
        raise not_found()
    if command.earlier and member.sign_outs:
        raise Refusal(401, "session-over", "This sign-in was ended, or is over. Sign in again.")
    return [
        c.SessionBegun(
            community_id=command.community_id,
            session_id=context.stream,
            member_id=member.id,
            begun_at=context.now,
            expires_at=context.now + LASTS,
            # A sign-out that comes meanwhile is not in here, and ends this session, too.
            sign_outs=member.sign_outs,
            browser=command.browser,
            system=command.system,
        )
    ]


@decide.on
def end_session(session: Session | None, command: c.EndSession, context: Context) -> Sequence[Event]:
    require_in_person(context.actor, "Devices are signed out by people who are signed in, not with an access token.")
    # Others don't learn that there is such a session.
    if session is None or context.actor.kind != "member" or context.actor.id != session.member_id:
        raise not_found()
    if session.ended:
        return []
    return [c.SessionEnded(community_id=session.community_id, session_id=session.id, member_id=session.member_id)]
