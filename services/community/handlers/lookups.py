"""What decisions about ways in and access tokens must know of the community they are for."""

from datetime import datetime

from services.community.adapters.first_start import first_start
from services.community.adapters.mailboxes import community_of
from services.community.domain.community.state import Community
from shared.access.url_policy import AddressRefused, Allowed, require_allowed_url
from shared.contracts import community as c
from shared.contracts.types import Id
from shared.domain import Actor, invalid
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups

lookups = Lookups()


@lookups.on
async def still_belongs(command: c.OfferWayIn | c.UseWayIn, stream: Id, _: Actor, ports: Ports) -> bool:
    """Whether the member whom a way in is for belongs to its community."""
    if isinstance(command, c.OfferWayIn):
        community_id, member_id = command.community_id, command.member_id
    else:
        found = await ports.read(stream)
        if found is None:
            return False
        community_id, member_id = found.state.community_id, found.state.member_id
    community = await community_of(community_id, ports)
    return community is not None and member_id in community.members


@lookups.on
async def invitations_run_since(_command: c.JoinCommunity, _stream: Id, _: Actor, ports: Ports) -> datetime:
    """When invitations began to run out."""
    return await first_start(ports)


@lookups.on
async def community_around(
    command: c.IssueToken | c.RevokeToken | c.BeginSession | c.GiveWayIn, stream: Id, _: Actor, ports: Ports
) -> Community | None:
    """The community whose member has, or wants, an access token, a session or a way in."""
    if isinstance(command, c.IssueToken | c.BeginSession | c.GiveWayIn):
        return await community_of(command.community_id, ports)
    found = await ports.read(stream)
    return await community_of(found.state.community_id, ports) if found else None


@lookups.on
async def require_public_chat(command: c.SetContact, stream: Id, _: Actor, ports: Ports) -> None:
    """`Refusal` (422) where nothing would ever be posted to the chat address; where DNS leads is looked at with each post."""
    if not command.chat_webhook:
        return
    try:
        require_allowed_url(command.chat_webhook, Allowed.parse(ports.settings.webhook_allow))
    except AddressRefused as error:
        raise invalid(str(error), "chat_webhook") from None
