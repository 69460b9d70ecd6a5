"""Where a member is signed in, and when each device was last used: a read model, and notes of their own.

A use is no fact of anybody's history, so it is in no journal: noted once an hour at most.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.community.adapters.mailboxes import community_of
from services.community.domain.session import Session
from shared.contracts import community as c
from shared.contracts.types import Id
from shared.journal import Commit
from shared.runtime.ports import Ports
from shared.store.writes import set_addition, write

COLLECTION = "devices"
USES = "session_uses"
NOTED_EVERY = timedelta(hours=1)


class Devices:
    """One document per member with the sessions they began. Commits may come in any order, and twice; whether a session
    still holds, it says itself."""

    name = "devices"

    def __init__(self, ports: Ports) -> None:
        self._collection = ports.collection(COLLECTION)

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            set_addition(event.member_id, "sessions", event.session_id)
            for commit in commits
            for event in commit.events
            if isinstance(event, c.SessionBegun)
        ]
        await write(self._collection, changes)


async def sessions_of(community_id: Id, member: Id, ports: Ports) -> list[tuple[Session, datetime]]:
    """The sessions of a member that hold, each with its last use. Those that are over are forgotten."""
    await ports.journal.shown()
    community, now = await community_of(community_id, ports), ports.clock.now()
    found = await ports.collection(COLLECTION).find_one({"_id": member})
    holding, over = list[Session](), list[Id]()
    for name in found["sessions"] if found else ():
        read = await ports.read(name)
        if read is not None and read.state.holds(community) and read.state.expires_at > now:
            holding.append(read.state)
        else:
            over.append(name)
    if over:
        await ports.collection(COLLECTION).update_one({"_id": member}, {"$pull": {"sessions": {"$in": over}}})
    uses = await _uses([session.id for session in holding], ports)
    return [(session, uses.get(session.id, session.begun_at)) for session in holding]


async def note_use(session: Session, ports: Ports) -> None:
    now = ports.clock.now()
    known = (await _uses([session.id], ports)).get(session.id, session.begun_at)
    if now - known >= NOTED_EVERY:
        note = {"$max": {"at": now.isoformat()}}
        await ports.collection(USES).update_one({"_id": session.id}, note, upsert=True)


async def _uses(sessions: Sequence[Id], ports: Ports) -> dict[Id, datetime]:
    found = ports.collection(USES).find({"_id": {"$in": list(sessions)}})
    return {document["_id"]: datetime.fromisoformat(document["at"]) async for document in found}
