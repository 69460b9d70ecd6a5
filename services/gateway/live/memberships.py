"""Which communities a person belongs to: what the home page begins with. Follows the community service's events."""

from collections.abc import Sequence
from typing import Any

from shared.bus.cloudevents import Meta
from shared.contracts.base import Command
from shared.contracts.community import MemberJoined, MemberLeft
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions
from shared.store.driver import Document

reactions = Reactions()

COLLECTION = "memberships"


@reactions.on
async def joined_or_left(event: MemberJoined | MemberLeft, meta: Meta, ports: Ports) -> Sequence[Command]:
    """What the community service tells of who belongs."""
    await note(event.community_id, event.member_id, meta.order, isinstance(event, MemberJoined), ports)
    return ()


async def note(community: str, member: str, version: int, belongs: bool, ports: Ports) -> None:
    """One document per person; of each community the newest word counts, however late another one comes."""
    collection = ports.collection(COLLECTION)
    found = await collection.find_one({"_id": member})
    known = _words(found).get(community)
    if known is None or known["version"] < version:
        word = {"version": version, "belongs": belongs}
        if found is not None and not isinstance(found.get("communities"), dict):
            await collection.delete_one({"_id": member})
        await collection.update_one({"_id": member}, {"$set": {f"communities.{community}": word}}, upsert=True)


async def communities_of(member: str, ports: Ports) -> list[str]:
    """The ids of the communities somebody belongs to."""
    found = await ports.collection(COLLECTION).find_one({"_id": member})
    return sorted(community for community, word in _words(found).items() if word["belongs"])


def _words(found: Document | None) -> dict[str, Any]:
    """What is known of each community. What cannot be read says nothing: the next event of the same person writes it anew."""
    communities = (found or {}).get("communities")
    words = communities.items() if isinstance(communities, dict) else ()
    return {name: word for name, word in words if isinstance(word, dict) and {"version", "belongs"} <= word.keys()}
