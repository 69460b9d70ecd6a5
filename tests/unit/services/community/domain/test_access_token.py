"""Access tokens: made and ended by people in person; nobody else learns of them."""

from datetime import timedelta

import pytest

from services.community.domain.access_token import decide, evolve
from services.community.domain.community.state import Community, Member
from shared.contracts import community as c
from shared.contracts.base import derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

STREAM = derived_id("token", "one")
ISSUE = c.IssueToken(community_id=COMMUNITY, name="My calendar", scopes=("read", "clinic:write", "read"), days=30)
REVOKE = c.RevokeToken(token_id=STREAM)


def community():
    this_community = Community(id=COMMUNITY, name="Bakers", purpose="Bread", zone="UTC")
    for name, role in (("Cora", "convener"), ("Ana", "member"), ("Ben", "member")):
        who = Member(id=member(name), role=role, name=name, email=f"{name}@example.org")
        this_community = this_community.model_copy(update={"members": this_community.members.put(who.id, who)})
    return this_community


def by(name, scopes=None):
    actor = Actor("member", member(name), scopes)
    return Context(now=NOON, actor=actor, stream=STREAM, command_id="1", known=community())


def issued():
    return evolve.fold(None, decide(None, ISSUE, by("Ana")))


def test_it_says_for_what_and_until_when():
    [event] = decide(None, ISSUE, by("Ana"))
    assert event.scopes == ("clinic:write", "read"), "each once"
    assert event.expires_at == NOON + timedelta(days=30)
    assert "calendar" not in str(event.public())


@pytest.mark.parametrize("name", ["Ana", "Cora"])
def test_its_owner_and_a_convener_end_it_once(name):
    token = issued()
    events = decide(token, REVOKE, by(name))
    assert [type(event) for event in events] == [c.TokenRevoked]
    assert decide(evolve.fold(token, events), REVOKE, by(name)) == []


@pytest.mark.parametrize("name", ["Ben", "Eve"])
def test_nobody_else_learns_that_there_is_one(name):
    with pytest.raises(Refusal) as refused:
        decide(issued(), REVOKE, by(name))
    with pytest.raises(Refusal) as unknown:
        decide(None, REVOKE, by(name))
    assert refused.value.problem() == unknown.value.problem()
    assert refused.value.status == 404


def test_strangers_make_none():
    with pytest.raises(Refusal) as refused:
        decide(None, ISSUE, by("Eve"))
    assert refused.value.status == 404


@pytest.mark.parametrize("command", [ISSUE, REVOKE])
def test_a_token_neither_makes_nor_ends_tokens(command):
    with pytest.raises(Refusal, match="signed in"):
        decide(issued(), command, by("Ana", frozenset({"read", "community:write"})))
