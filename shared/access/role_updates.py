"""Changes of who may do what, as they are announced on the bus: every process hears all of them at once, and keeps none."""

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.access.access_tokens import AccessTokens
from shared.access.role_cache import RoleCache
from shared.bus import cloudevents
from shared.bus.cloudevents import Unreadable
from shared.bus.subjects import Subjects
from shared.contracts.base import Event
from shared.contracts.community import (
    MemberJoined,
    MemberLeft,
    RoleChanged,
    SessionEnded,
    SignedOutEverywhere,
    TokenRevoked,
)

log = structlog.get_logger(__name__)

NEWS: dict[str, type[Event]] = {
    event.__name__: event
    for event in (MemberJoined, RoleChanged, MemberLeft, TokenRevoked, SessionEnded, SignedOutEverywhere)
}


async def subscribe_to_role_updates(
    connection: Client, subjects: Subjects, roles: RoleCache, access: AccessTokens
) -> None:
    """Tell those who remember of every change, until the connection closes.

    A plain subscription, no durable consumer: what was missed while this process was away costs nothing, for it then knows
    nothing; what was missed while the bus was away is out of date for as long as they trust their memory.
    """

    async def hear(message: Msg) -> None:
        try:
            event, _ = cloudevents.read(message.data, NEWS)
        except Unreadable as reason:
            log.warning("could not read a change of rights", subject=message.subject, reason=reason)
            return
        if isinstance(event, MemberJoined | RoleChanged | MemberLeft):
            roles.hear(event)
        if isinstance(event, TokenRevoked | SessionEnded | SignedOutEverywhere | MemberLeft):
            access.hear(event)

    for event in NEWS.values():
        await connection.subscribe(subjects.events_of(event), cb=hear)
