"""Invitations run out, after thirty days unless said otherwise, and can be renewed; those of earlier versions run, too."""

from datetime import timedelta

import pytest

from services.community.app import service as community_service
from services.community.domain.community.decide import decide
from services.community.domain.community.state import INVITED_FOR, evolve
from shared.clock import StoppedClock
from shared.contracts import community as c
from shared.contracts.base import derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.belonging import People
from tests.support.world import COMMUNITY, NOON, World, member
from tests.unit.services.community.domain.test_access_token import community

INVITATION = derived_id("invitation", "nina")
OLD = c.MemberInvited(
    community_id=COMMUNITY,
    invitation_id=INVITATION,
    role="member",
    name="Nina",
    email="nina@example.org",
    code="secret",
)
INVITE = c.InviteMember(community_id=COMMUNITY, name="Nina", email="nina@example.org")
JOIN = c.JoinCommunity(community_id=COMMUNITY, code="secret")
RENEW = c.RenewInvitation(community_id=COMMUNITY, invitation_id=INVITATION, days=7)


def by(name, later=timedelta(0), known=None):
    actor = Actor("member", member(name)) if name else Actor("anyone", "anyone")
    return Context(now=NOON + later, actor=actor, stream=COMMUNITY, command_id="1", secret="secret", known=known)


@pytest.mark.parametrize(("given", "days"), [({}, 30), ({"days": 3}, 3)])
def test_an_invitation_lets_in_until_it_runs_out(given, days):
    this_community = community()
    [event] = decide(this_community, INVITE.model_copy(update=given), by("Cora"))
    this_community = evolve(this_community, event)
    assert decide(this_community, JOIN, by("", timedelta(days=days) - timedelta(seconds=1)))
    with pytest.raises(Refusal) as refused:
        decide(this_community, JOIN, by("", timedelta(days=days)))
    assert (refused.value.status, refused.value.slug) == (410, "invitation-over")


def test_a_renewed_one_lets_in_again():
    this_community = evolve(community(), OLD.model_copy(update={"expires_at": NOON}))
    [event] = decide(this_community, RENEW, by("Cora", timedelta(days=1)))
    assert event.expires_at == NOON + timedelta(days=8)
    assert decide(evolve(this_community, event), JOIN, by("", timedelta(days=7)))


def test_one_that_names_no_end_runs_from_the_first_start():
    this_community = evolve(community(), OLD)
    assert decide(this_community, JOIN, by("", INVITED_FOR - timedelta(seconds=1), known=NOON))
    with pytest.raises(Refusal, match="has run out"):
        decide(this_community, JOIN, by("", INVITED_FOR, known=NOON))


@pytest.mark.parametrize(("name", "status"), [("Ana", 403), ("Eve", 404)])
def test_who_may_not_invite_may_not_renew(name, status):
    with pytest.raises(Refusal) as refused:
        decide(evolve(community(), OLD), RENEW, by(name))
    assert refused.value.status == status


async def test_the_first_start_is_noted_once(world: World) -> None:
    assert isinstance(world.clock, StoppedClock)
    await world.open(community_service)
    people = People(world)
    await people.begin()
    code = await people.invites("Nina")
    world.clock.moment = NOON + timedelta(days=31)
    with pytest.raises(Refusal, match="has run out"):
        await people.enter(code)
    listed = await people.ask("Cora", c.ListInvitations(community_id=people.community), c.InvitationList)
    [invited_person] = listed.invitations
    assert invited_person.expires_at == NOON + timedelta(days=30)
    await people.send(
        "Cora", c.RenewInvitation(community_id=people.community, invitation_id=invited_person.invitation_id)
    )
    assert await people.enter(code, "again")
