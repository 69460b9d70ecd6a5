"""Who may see things: whoever belongs to their community. To everybody else they do not exist."""

from typing import Any

from shared.contracts.base import Id
from shared.domain import Actor, not_found
from shared.journal import Read
from shared.runtime.runtime import Runtime


async def require_membership(asker: Actor, community: Id, house: Runtime) -> None:
    """`Refusal` (404) unless whoever asks is a member of this community."""
    if asker.kind != "member" or await house.roster.role(community, asker.id) is None:
        raise not_found()


async def require_shared(asker: Actor, stream: Id, house: Runtime) -> Read[Any]:
    """One of the service's things, for whoever belongs to its community; `Refusal` (404) for others."""
    found = await house.read(stream)
    if found is None:
        raise not_found()
    await require_membership(asker, found.state.community_id, house)
    return found
