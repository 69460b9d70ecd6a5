"""Ways in: offered by the gateway alone, used once, within an hour, by whoever still belongs."""

from datetime import timedelta

import pytest

from services.community.domain.sign_in_link import OPEN_FOR, decide, evolve
from shared.contracts import community as c
from shared.contracts.base import derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

STREAM = derived_id("wayin", "one")
OFFER = c.OfferWayIn(community_id=COMMUNITY, member_id=member("Nina"))
GATEWAY = Actor("service", "gateway")
ANYONE = Actor("anyone", "anyone")


def context(actor=ANYONE, later=timedelta(0), belongs=True):
    return Context(now=NOON + later, actor=actor, stream=STREAM, command_id="1", secret="secret-code", known=belongs)


def offered():
    return evolve.fold(None, decide(None, OFFER, context(GATEWAY)))


def use(code="secret-code"):
    return c.UseWayIn(wayin_id=STREAM, code=code)


def test_it_lets_one_member_in_for_an_hour():
    [used] = decide(offered(), use(), context(later=OPEN_FOR - timedelta(seconds=1)))
    assert used == c.WayInUsed(community_id=COMMUNITY, wayin_id=STREAM, member_id=member("Nina"))


@pytest.mark.parametrize("actor", [ANYONE, Actor("member", member("Nina")), Actor("service", "notify")])
def test_only_the_gateway_offers_one(actor):
    with pytest.raises(Refusal) as refused:
        decide(None, OFFER, context(actor))
    assert refused.value.status == 403


def test_none_is_offered_to_whoever_does_not_belong():
    with pytest.raises(Refusal) as refused:
        decide(None, OFFER, context(GATEWAY, belongs=False))
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("command", "when", "status"),
    [
        (use("guessed"), context(), 404),
        (use(), context(later=OPEN_FOR), 410),
        (use(), context(belongs=False), 410),
    ],
)
def test_a_wrong_code_a_late_one_and_one_of_a_former_member_open_nothing(command, when, status):
    with pytest.raises(Refusal) as refused:
        decide(offered(), command, when)
    assert refused.value.status == status


def test_it_is_used_once_and_its_code_is_forgotten():
    way_in = evolve.fold(offered(), decide(offered(), use(), context()))
    assert way_in is not None
    assert way_in.code == ""
    for code in ("secret-code", "x"):
        with pytest.raises(Refusal, match="used already"):
            decide(way_in, use(code), context())


def test_what_opens_the_door_never_goes_on_the_bus():
    [event] = decide(None, OFFER, context(GATEWAY))
    assert "secret-code" not in str(event.public())
