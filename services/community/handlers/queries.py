"""What others may ask about communities."""

from services.community.adapters.devices import note_use, sessions_of
from services.community.adapters.first_start import first_start
from services.community.adapters.mailboxes import community_of, memberships_of
from services.community.domain.access_token import Token
from services.community.domain.address_change import address_change_view
from services.community.domain.community.state import Community, Member
from services.community.domain.guards import require_in_person
from services.community.domain.session import Session
from services.community.domain.sign_in_link import WayIn
from shared.contracts import community as c
from shared.contracts.base import Id
from shared.domain import Actor, forbidden, not_found
from shared.domain.pages import Place, cut
from shared.runtime.ports import Ports
from shared.runtime.service import Queries
from shared.store.community_index import Listed, placed_states_of

queries = Queries()


@queries.on
async def get_community(query: c.GetCommunity, asker: Actor, ports: Ports) -> c.CommunityView:
    found = await ports.read(query.community_id)
    if found is None or not _belongs(asker, found.state):
        raise not_found()
    community: Community = found.state
    return c.CommunityView(
        id=community.id,
        version=found.version,
        name=community.name,
        purpose=community.purpose,
        zone=community.zone,
        members=tuple(
            c.MemberView(member_id=member.id, name=member.name, role=member.role)
            for member in community.members.values()
        ),
    )


@queries.on
async def get_role(query: c.GetRole, asker: Actor, ports: Ports) -> c.RoleView:
    found = await ports.read(query.community_id)
    community: Community | None = found.state if found else None
    if asker.kind != "service" and (community is None or not _belongs(asker, community)):
        raise not_found()
    return c.RoleView(role=community.role_of(query.member_id) if community else None)


@queries.on
async def get_contacts(query: c.GetContacts, asker: Actor, ports: Ports) -> c.ContactsView:
    community = await _for_notify(query.community_id, asker, ports)
    wanted = query.member_ids or tuple(community.members)
    return c.ContactsView(
        community_name=community.name,
        contacts=tuple(_contact(community, community.members[name]) for name in wanted if name in community.members),
    )


@queries.on
async def get_own_contact(query: c.GetOwnContact, asker: Actor, ports: Ports) -> c.OwnContact:
    # Whoever knows a chat's webhook can post there.
    require_in_person(asker, "How you are reached is for you to see, signed in, not for an access token.")
    member = await _member(query.community_id, asker, ports)
    change = member.change
    if change is None or change.expires_at <= ports.clock.now():
        return c.OwnContact(email=member.email, chat_webhook=member.chat_webhook, zone=member.zone)
    return c.OwnContact(
        email=member.email,
        chat_webhook=member.chat_webhook,
        zone=member.zone,
        proposed_email=change.email,
        proposed_until=change.expires_at,
    )


@queries.on
async def get_address_change(query: c.GetAddressChange, asker: Actor, ports: Ports) -> c.AddressChangeView:
    community = await _for_notify(query.community_id, asker, ports)
    return address_change_view(community, query, ports.clock.now())


@queries.on
async def list_invitations(query: c.ListInvitations, asker: Actor, ports: Ports) -> c.InvitationList:
    if (await _member(query.community_id, asker, ports)).role not in ("convener", "facilitator"):
        raise forbidden("Who is invited is for conveners and facilitators to see.")
    found = await ports.read(query.community_id)
    community: Community = found.state  # type: ignore[union-attr]
    since = await first_start(ports)
    numbered = [
        (number, invitation) for number, invitation in enumerate(community.invitations.values()) if not invitation.used
    ]
    shown = cut(numbered, lambda pair: (-pair[0],), query)
    people = (
        c.InvitedPerson(
            invitation_id=item.id, name=item.name, email=item.email, role=item.role, expires_at=item.ends(since)
        )
        for _, item in shown.items
    )
    return c.InvitationList(invitations=tuple(people), next=shown.next)


@queries.on
async def get_invitation(query: c.GetInvitation, asker: Actor, ports: Ports) -> c.InvitationView:
    community = await _for_notify(query.community_id, asker, ports)
    invitation = community.invitations.get(query.invitation_id)
    if invitation is None:
        raise not_found()
    return c.InvitationView(
        community_name=community.name,
        name=invitation.name,
        email=invitation.email,
        code="" if invitation.used else invitation.code,
        accepted=invitation.used,
    )


@queries.on
async def get_way_in(query: c.GetWayIn, asker: Actor, ports: Ports) -> c.WayInView:
    found = await ports.read(query.wayin_id)
    if found is None or not (asker.is_service("notify") or _gave(asker, found.state)):
        raise not_found()
    way_in: WayIn = found.state
    over = way_in.expires_at <= ports.clock.now()
    return c.WayInView(code="" if over else way_in.code, expires_at=way_in.expires_at)


@queries.on
async def find_memberships(query: c.FindMemberships, asker: Actor, ports: Ports) -> c.MembershipsView:
    if not asker.is_service("gateway"):
        raise not_found()
    return c.MembershipsView(memberships=await memberships_of(query.email, ports))


@queries.on
async def list_tokens(query: c.ListTokens, asker: Actor, ports: Ports) -> c.TokenList:
    found = await ports.read(query.community_id)
    if found is None or not _belongs(asker, found.state):
        raise not_found()
    tokens: Listed[tuple[Place, Token]] = await placed_states_of(ports, "tokens", query.community_id)
    shown = cut([item for item in tokens.items if item[1].member_id == asker.id], lambda item: item[0], query)
    views = tuple(c.TokenView(**item.model_dump(exclude={"community_id", "member_id"})) for _, item in shown.items)
    return c.TokenList(tokens=views, next=shown.next, unreadable=len(tokens.unreadable))


@queries.on
async def get_token_state(query: c.GetTokenState, asker: Actor, ports: Ports) -> c.TokenState:
    """Not its end: the token says that itself."""
    found = await ports.read(query.token_id) if asker.kind == "service" else None
    if found is None:
        raise not_found()
    token: Token = found.state
    community = await community_of(token.community_id, ports)
    return c.TokenState(holds=not token.revoked and community is not None and token.member_id in community.members)


@queries.on
async def get_session_state(query: c.GetSessionState, asker: Actor, ports: Ports) -> c.SessionState:
    found = await ports.read(query.session_id) if asker.kind == "service" else None
    if found is None:
        raise not_found()
    session: Session = found.state
    holds = session.holds(await community_of(session.community_id, ports))
    if holds and query.used and asker.is_service("gateway"):
        await note_use(session, ports)
    return c.SessionState(holds=holds)


@queries.on
async def list_sessions(query: c.ListSessions, asker: Actor, ports: Ports) -> c.SessionList:
    require_in_person(asker, "Where you are signed in is for you to see, signed in, not for an access token.")
    member = await _member(query.community_id, asker, ports)
    found = await sessions_of(query.community_id, member.id, ports)
    shown = cut(found, lambda pair: (-pair[1].timestamp(), pair[0].id), query)
    views = (
        c.SessionView(
            **item.model_dump(include={"id", "browser", "system", "begun_at", "expires_at"}),
            used_at=used_at,
            here=item.id == asker.session_id,
        )
        for item, used_at in shown.items
    )
    return c.SessionList(sessions=tuple(views), next=shown.next)


async def _member(community_id: Id, asker: Actor, ports: Ports) -> Member:
    """Whoever asks, as a member; to others the community does not exist."""
    found = await ports.read(community_id)
    if found is None or not _belongs(asker, found.state):
        raise not_found()
    member: Member = found.state.members[asker.id]
    return member


async def _for_notify(community_id: Id, asker: Actor, ports: Ports) -> Community:
    """The community, for the one service that writes to people."""
    found = await ports.read(community_id) if asker.is_service("notify") else None
    if found is None:
        raise not_found()
    community: Community = found.state
    return community


def _gave(asker: Actor, way_in: WayIn) -> bool:
    """Whether they made this link by hand, and ask themselves and not by a program."""
    return asker.kind == "member" and asker.scopes is None and asker.id == way_in.given_by


def _belongs(asker: Actor, community: Community) -> bool:
    return asker.kind == "member" and asker.id in community.members


def _contact(community: Community, member: Member) -> c.Contact:
    return c.Contact(
        member_id=member.id,
        name=member.name,
        email=member.email,
        chat_webhook=member.chat_webhook,
        zone=member.zone or community.zone,
        role=member.role,
    )
