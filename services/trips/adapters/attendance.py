"""On which visits of a community somebody has been: a read model of this service's own journal.

It is asked once for every sign-up, so there is one document for each member, found by its id.
"""

from collections.abc import Sequence

from shared.contracts import trips as c
from shared.contracts.types import Id
from shared.domain import Actor
from shared.journal import Commit
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups
from shared.store.writes import set_addition, write

COLLECTION = "attendance"

lookups = Lookups()


class Attendance:
    """Follows the journal: who took part in what. The same event twice changes nothing."""

    name = COLLECTION

    def __init__(self, ports: Ports) -> None:
        self._collection = ports.collection(COLLECTION)

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            set_addition(_key(event.community_id, member), "visits", event.visit_id)
            for commit in commits
            for event in commit.events
            if isinstance(event, c.VisitAttended)
            for member in event.members
        ]
        await write(self._collection, changes)


@lookups.on
async def attended(_: c.SignUp, stream: Id, actor: Actor, ports: Ports) -> int:
    """On how many visits of this one's community whoever signs up was before."""
    state = ports.journal.peek(stream)
    if state is None:
        found = await ports.read(stream)
        if found is None:
            return 0
        state = found.state
    document = await ports.collection(COLLECTION).find_one({"_id": _key(state.community_id, actor.id)})
    return len(document["visits"]) if document else 0


def _key(community_id: Id, member: Id) -> str:
    return f"{community_id}/{member}"
