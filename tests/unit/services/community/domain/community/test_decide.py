"""What a community decides, without servers."""

import pytest

from services.community.app import community as aggregate
from shared.contracts import community as c
from shared.contracts.base import Event, derived_id
from shared.domain import Actor, Refusal
from tests.support.given import Given
from tests.support.world import member

HERE = derived_id("community", "decisions")
OPERATOR = Actor("operator", "operator")
ANYONE = Actor("anyone", "anyone")
CORA, FINN, ANA, GUS, ZOE = (member(name) for name in ("cora", "finn", "ana", "gus", "zoe"))

CREATED = c.CommunityCreated(community_id=HERE, name="Nurses", purpose="Learning", zone="Europe/Paris")


def joined(who: str, role: c.Role, name: str) -> c.MemberJoined:
    return c.MemberJoined(community_id=HERE, member_id=who, role=role, name=name, email=f"{name.lower()}@example.org")


def invited(name: str, code: str, role: c.Role = "member") -> c.MemberInvited:
    return c.MemberInvited(
        community_id=HERE,
        invitation_id=derived_id("invitation", name, code),
        role=role,
        name=name,
        email=f"{name.lower()}@example.org",
        code=code,
    )


def community(*more: Event) -> Given:
    """Cora convenes, Finn facilitates, Ana is a member, Gus a guest."""
    return Given(
        aggregate,
        HERE,
        CREATED,
        joined(CORA, "convener", "Cora"),
        joined(FINN, "facilitator", "Finn"),
        joined(ANA, "member", "Ana"),
        joined(GUS, "guest", "Gus"),
        *more,
    )


CREATE = c.CreateCommunity(name="Nurses", convener_name="Cora", convener_email="cora@example.org")


def invite(name: str = "Ivo", role: c.Role = "member") -> c.InviteMember:
    return c.InviteMember(community_id=HERE, name=name, email=f"{name.lower()}@example.org", role=role)


def test_an_operator_begins_a_community_with_its_first_convener() -> None:
    begun, convener = Given(aggregate, HERE).when(CREATE, by=OPERATOR)
    assert isinstance(begun, c.CommunityCreated)
    assert convener == c.MemberJoined(
        community_id=HERE,
        member_id=derived_id("member", HERE),
        role="convener",
        name="Cora",
        email="cora@example.org",
    )


@pytest.mark.parametrize("actor", [ANYONE, Actor("member", ANA), Actor("service", "gateway")])
def test_nobody_but_an_operator_begins_a_community(actor: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        Given(aggregate, HERE).when(CREATE, by=actor)
    assert refused.value.status == 403


def test_a_convener_invites_with_a_code_that_nobody_can_guess() -> None:
    [event] = community().when(invite(role="facilitator"), by=CORA, secret="unguessable")
    assert isinstance(event, c.MemberInvited)
    assert (event.role, event.code, event.email) == ("facilitator", "unguessable", "ivo@example.org")
    assert "unguessable" not in str(event.public())


@pytest.mark.parametrize("role", ["member", "guest"])
def test_a_facilitator_invites_members_and_guests(role: c.Role) -> None:
    assert len(community().when(invite(role=role), by=FINN)) == 1


@pytest.mark.parametrize("role", ["convener", "facilitator"])
def test_a_facilitator_invites_nobody_to_lead(role: c.Role) -> None:
    with pytest.raises(Refusal, match="a convener can invite"):
        community().when(invite(role=role), by=FINN)


@pytest.mark.parametrize("who", [ANA, GUS])
def test_members_and_guests_do_not_invite(who: str) -> None:
    with pytest.raises(Refusal) as refused:
        community().when(invite(), by=who)
    assert refused.value.status == 403


def test_whoever_belongs_is_not_invited_again_however_their_address_is_written() -> None:
    with pytest.raises(Refusal) as refused:
        community().when(c.InviteMember(community_id=HERE, name="Ana", email="ANA@Example.org"), by=CORA)
    assert refused.value.slug == "already-belongs"


def test_whoever_has_the_code_joins_in_the_role_of_the_invitation() -> None:
    invitation = invited("Ivo", "right", "guest")
    [event] = community(invitation).when(c.JoinCommunity(community_id=HERE, code=" right "), by=ANYONE)
    assert event == c.MemberJoined(
        community_id=HERE,
        member_id=derived_id("member", invitation.invitation_id),
        role="guest",
        invitation_id=invitation.invitation_id,
        name="Ivo",
        email="ivo@example.org",
    )


@pytest.mark.parametrize("code", ["wrong", "righ", "right2", "ríght"])
def test_with_a_wrong_code_the_community_does_not_exist(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        community(invited("Ivo", "right")).when(c.JoinCommunity(community_id=HERE, code=code), by=ANYONE)
    assert refused.value.status == 404


@pytest.mark.parametrize("code", ["first", "second"])
def test_an_invitation_lets_in_once_and_so_does_a_second_one_to_the_same_person(code: str) -> None:
    given = community(invited("Ivo", "first"), invited("Ivo", "second"))
    in_now = given.when(c.JoinCommunity(community_id=HERE, code="first"), by=ANYONE)
    with pytest.raises(Refusal) as refused:
        aggregate_after = community(invited("Ivo", "first"), invited("Ivo", "second"), *in_now)
        aggregate_after.when(c.JoinCommunity(community_id=HERE, code=code), by=ANYONE)
    assert refused.value.status == 410
    assert "ask a convener" in refused.value.detail


def test_of_a_used_invitation_neither_name_nor_address_is_kept() -> None:
    given = community(invited("Ivo", "right"))
    state = given.then(given.when(c.JoinCommunity(community_id=HERE, code="right"), by=ANYONE))
    [invitation] = state.invitations.values()
    assert (invitation.used, invitation.name, invitation.email) == (True, "", "")


def test_of_a_member_who_left_nothing_is_kept_in_the_state() -> None:
    given = community()
    state = given.then(given.when(c.LeaveCommunity(community_id=HERE, member_id=ANA), by=ANA))
    assert "ana@example.org" not in state.model_dump_json()


def test_a_convener_changes_a_role() -> None:
    events = community().when(c.ChangeRole(community_id=HERE, member_id=ANA, role="facilitator"), by=CORA)
    assert events == [c.RoleChanged(community_id=HERE, member_id=ANA, role="facilitator")]


def test_the_role_that_somebody_has_already_changes_nothing() -> None:
    assert community().when(c.ChangeRole(community_id=HERE, member_id=ANA, role="member"), by=CORA) == []


@pytest.mark.parametrize("who", [FINN, ANA, GUS])
def test_nobody_but_a_convener_changes_roles_not_even_their_own(who: str) -> None:
    with pytest.raises(Refusal) as refused:
        community().when(c.ChangeRole(community_id=HERE, member_id=who, role="convener"), by=who)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    "command",
    [
        c.ChangeRole(community_id=HERE, member_id=CORA, role="member"),
        c.LeaveCommunity(community_id=HERE, member_id=CORA),
    ],
)
def test_the_last_convener_stays_and_is_told_what_to_do(command: c.CommunityCommand) -> None:
    with pytest.raises(Refusal, match="Make somebody else convener first") as refused:
        community().when(command, by=CORA)
    assert refused.value.slug == "last-convener"


def test_with_a_second_convener_the_first_may_leave() -> None:
    second = c.RoleChanged(community_id=HERE, member_id=ANA, role="convener")
    events = community(second).when(c.LeaveCommunity(community_id=HERE, member_id=CORA), by=CORA)
    assert events == [c.MemberLeft(community_id=HERE, member_id=CORA)]


def test_a_convener_lets_somebody_go() -> None:
    events = community().when(c.LeaveCommunity(community_id=HERE, member_id=GUS), by=CORA)
    assert events == [c.MemberLeft(community_id=HERE, member_id=GUS)]


def test_nobody_else_lets_somebody_go() -> None:
    with pytest.raises(Refusal) as refused:
        community().when(c.LeaveCommunity(community_id=HERE, member_id=GUS), by=FINN)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    "command",
    [
        invite(),
        c.ChangeRole(community_id=HERE, member_id=GUS, role="member"),
        c.LeaveCommunity(community_id=HERE, member_id=GUS),
        c.SetContact(community_id=HERE, email="zoe@example.org"),
    ],
)
@pytest.mark.parametrize(
    "actor", [Actor("member", ZOE), OPERATOR, Actor("service", "clinic"), Actor("service", CORA), ANYONE]
)
def test_to_whoever_does_not_belong_the_community_does_not_exist(command: c.CommunityCommand, actor: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        community().when(command, by=actor)
    assert refused.value.status == 404


def test_whoever_left_does_not_exist_for_the_community_any_more() -> None:
    with pytest.raises(Refusal) as refused:
        community(c.MemberLeft(community_id=HERE, member_id=FINN)).when(invite(), by=FINN)
    assert refused.value.status == 404


def test_a_member_says_how_they_want_to_be_reached() -> None:
    command = c.SetContact(
        community_id=HERE, email="ana@example.org", chat_webhook="https://chat.example.org/x", zone="Asia/Tokyo"
    )
    given = community()
    events = given.when(command, by=ANA)
    assert [type(event) for event in events] == [c.ContactSet]
    reached = given.then(events).members[ANA]
    assert (reached.email, reached.chat_webhook, reached.zone) == (
        "ana@example.org",
        "https://chat.example.org/x",
        "Asia/Tokyo",
    )


def test_the_same_contact_again_changes_nothing() -> None:
    assert community().when(c.SetContact(community_id=HERE, email="ana@example.org"), by=ANA) == []


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        c.SetContact(community_id=HERE, email="ana@example.org", zone="Mars/Olympus")
    with pytest.raises(ValueError, match="is not a time zone"):
        c.CreateCommunity(name="N", convener_name="C", convener_email="c@example.org", zone="../../etc/passwd")


@pytest.mark.parametrize(
    ("webhook", "why"),
    [
        ("http://chat.example.org/x", "must begin with https"),
        ("ftp://chat.example.org:21/x", "must begin with https"),
        ("https:///x", "not a web address"),
        ("https://chat.example.org:port/x", "not a web address"),
        ("https://chat.example.org/a b", "not a web address"),
        ("https://chat.example.org/a\r\nHost: other", "not a web address"),
        ("https://user:word@chat.example.org/x", "user name or password"),
        ("javascript:alert(1)", "not a web address"),
    ],
)
def test_what_is_no_chat_address_is_refused(webhook: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        c.SetContact(community_id=HERE, email="ana@example.org", chat_webhook=webhook)


@pytest.mark.parametrize("webhook", ["", "https://chat.example.org/x", "http://127.0.0.1:8065/hooks/x"])
def test_a_chat_address_may_be_https_or_a_server_that_an_operator_names_with_its_port(webhook: str) -> None:
    assert c.SetContact(community_id=HERE, email="a@example.org", chat_webhook=webhook).chat_webhook == webhook


def take_back(of: c.MemberInvited) -> c.TakeBackInvitation:
    return c.TakeBackInvitation(community_id=HERE, invitation_id=of.invitation_id)


def test_an_invitation_is_taken_back_by_those_who_may_invite_so_and_its_code_opens_nothing_then() -> None:
    ivo, zoe = invited("Ivo", "code of Ivo"), invited("Zoe", "code of Zoe", "convener")
    here = community(ivo, zoe)
    taken = [c.InvitationTakenBack(community_id=HERE, invitation_id=ivo.invitation_id)]
    assert here.when(take_back(ivo), by=CORA) == taken
    assert here.when(take_back(ivo), by=FINN) == taken
    after = community(ivo, zoe, *taken)
    with pytest.raises(Refusal) as refused:
        after.when(c.JoinCommunity(community_id=HERE, code="code of Ivo"), by=ANYONE)
    assert refused.value.status == 404
    assert after.when(take_back(ivo), by=CORA) == []
    assert after.when(c.JoinCommunity(community_id=HERE, code="code of Zoe"), by=ANYONE)
    for who in (ANA, GUS):
        with pytest.raises(Refusal) as refused:
            here.when(take_back(ivo), by=who)
        assert refused.value.status == 403
    with pytest.raises(Refusal, match="A convener can take back the invitation of a convener"):
        here.when(take_back(zoe), by=FINN)


def test_whoever_has_joined_is_no_longer_only_invited() -> None:
    ivo = invited("Ivo", "code of Ivo")
    came = c.MemberJoined(
        community_id=HERE,
        member_id=member("ivo"),
        role="member",
        invitation_id=ivo.invitation_id,
        name="Ivo",
        email="ivo@example.org",
    )
    with pytest.raises(Refusal, match="They have joined already"):
        community(ivo, came).when(take_back(ivo), by=CORA)
