"""Who may see things: whoever belongs to their community. To everybody else they do not exist."""

from typing import Any

from shared.contracts.base import Id
from shared.domain import Actor, not_found
from shared.journal import Read
from shared.runtime.ports import Ports


async def require_membership(asker: Actor, community: Id, ports: Ports) -> None:
    """`Refusal` (404) unless whoever asks is a member of this community."""
    if asker.kind != "member" or await ports.roles.role(community, asker.id) is None:
        raise not_found()


async def require_shared(asker: Actor, stream: Id, ports: Ports) -> Read[Any]:
    """One of the service's things, for whoever belongs to its community; `Refusal` (404) for others."""
    found = await ports.read(stream)
    if found is None:
        raise not_found()
    await require_membership(asker, found.state.community_id, ports)
    return found
