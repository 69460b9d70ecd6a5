"""Sessions: begun by the gateway alone, ended by their member in person, and all at once by signing out everywhere."""

from datetime import timedelta

import pytest

from services.community.domain.community import decide as decisions
from services.community.domain.community import state as model
from services.community.domain.session import decide, evolve
from shared.contracts import community as c
from shared.contracts.base import derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member
from tests.unit.services.community.domain.test_access_token import community

STREAM = derived_id("session", "one")
BEGIN = c.BeginSession(community_id=COMMUNITY, member_id=member("Ana"), browser="Firefox", system="Android")
END = c.EndSession(session_id=STREAM)
EVERYWHERE = c.SignOutEverywhere(community_id=COMMUNITY)
GATEWAY = Actor("service", "gateway")


def context(actor, known=None):
    return Context(now=NOON, actor=actor, stream=STREAM, command_id="1", known=known or community())


def by(name, scopes=None):
    return context(Actor("member", member(name), scopes))


def begun():
    return evolve.fold(None, decide(None, BEGIN, context(GATEWAY)))


def signed_out(name):
    [event] = decisions.decide(name, EVERYWHERE, by("Ana"))
    return model.evolve(name, event)


def test_it_is_for_thirty_days_and_what_it_is_on_stays_private():
    [event] = decide(None, BEGIN, context(GATEWAY))
    assert event.expires_at == NOON + timedelta(days=30)
    assert "Firefox" not in str(event.public())
    assert "Android" not in str(event.public())


@pytest.mark.parametrize(
    "actor", [Actor("member", member("Ana")), Actor("service", "clinic"), Actor("anyone", "anyone")]
)
def test_only_the_gateway_begins_one(actor):
    with pytest.raises(Refusal) as refused:
        decide(None, BEGIN, context(actor))
    assert refused.value.status == 403


def test_none_is_begun_for_whoever_does_not_belong():
    with pytest.raises(Refusal) as refused:
        decide(None, BEGIN.model_copy(update={"member_id": member("Eve")}), context(GATEWAY))
    assert refused.value.status == 404


def test_its_member_ends_it_once():
    session = begun()
    events = decide(session, END, by("Ana"))
    assert [type(event) for event in events] == [c.SessionEnded]
    ended = evolve.fold(session, events)
    assert not ended.holds(community())
    assert decide(ended, END, by("Ana")) == []


@pytest.mark.parametrize("name", ["Cora", "Ben", "Eve"])
def test_nobody_else_ends_it_or_learns_of_it(name):
    with pytest.raises(Refusal) as refused:
        decide(begun(), END, by(name))
    with pytest.raises(Refusal) as unknown:
        decide(None, END, by(name))
    assert refused.value.problem() == unknown.value.problem()


def test_an_access_token_signs_nobody_out():
    for decider, state, command in ((decide, begun(), END), (decisions.decide, community(), EVERYWHERE)):
        with pytest.raises(Refusal, match="not with an access token"):
            decider(state, command, by("Ana", frozenset({"community:write"})))


def test_signing_out_everywhere_ends_all_that_were_begun_before_and_none_after():
    before, name = begun(), community()
    assert before.holds(name)
    name = signed_out(name)
    assert not before.holds(name)
    after = evolve.fold(None, decide(None, BEGIN, context(GATEWAY, name)))
    assert after.holds(name)
    assert not after.holds(signed_out(name))


def test_one_that_begins_while_its_member_signs_out_everywhere_is_over():
    late = evolve.fold(None, decide(None, BEGIN, context(GATEWAY, community())))
    assert not late.holds(signed_out(community()))


def test_a_sign_in_of_an_earlier_version_is_exchanged_until_its_member_signs_out_everywhere():
    earlier = BEGIN.model_copy(update={"earlier": True})
    assert decide(None, earlier, context(GATEWAY))
    with pytest.raises(Refusal) as refused:
        decide(None, earlier, context(GATEWAY, signed_out(community())))
    assert refused.value.status == 401


def test_whoever_left_has_none():
    name = community()
    assert not begun().holds(name.model_copy(update={"members": name.members.drop(member("Ana"))}))
