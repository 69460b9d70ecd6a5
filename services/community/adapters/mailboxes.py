"""Which communities may have a member with some mail address: a read model, and what is made of it."""

from collections.abc import Sequence

from services.community.domain.community.state import Community, same_mailbox
from shared.contracts import community as c
from shared.contracts.addresses import mailbox, on_the_wire
from shared.journal import Commit
from shared.runtime.ports import Ports
from shared.store.community_index import read_all
from shared.store.writes import set_addition, write

COLLECTION = "mailboxes"


class Mailboxes:
    """One document per address ever given. It only grows, so commits may come in any order, and twice; who has the address
    now, the communities themselves are asked."""

    name = "mailboxes"

    def __init__(self, ports: Ports) -> None:
        self._collection = ports.collection(COLLECTION)

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            set_addition(mailbox(event.email), "communities", event.community_id)
            for commit in commits
            for event in commit.events
            if isinstance(event, c.MemberJoined | c.ContactSet | c.AddressConfirmed)
        ]
        await write(self._collection, changes)


async def memberships_of(email: str, ports: Ports) -> tuple[c.Membership, ...]:
    """Everybody who can be reached at this address, in whichever communities."""
    await ports.journal.shown()
    # Addresses kept before domains with accents had one form are found as they were written then.
    ways = sorted({mailbox(email), email.casefold(), "@".join(on_the_wire(email)).casefold()})
    found = [document async for document in ports.collection(COLLECTION).find({"_id": {"$in": ways}})]
    memberships = []
    ids = dict.fromkeys(name for document in found for name in document.get("communities", ()))
    communities = await read_all(ports, ids)
    for community_id, read in communities.items:
        for member in read.state.members.values():
            if same_mailbox(member.email, email):
                memberships.append(c.Membership(community_id=community_id, member_id=member.id))
    return tuple(memberships)


async def community_of(community_id: str, ports: Ports) -> Community | None:
    found = await ports.read(community_id)
    return found.state if found else None
