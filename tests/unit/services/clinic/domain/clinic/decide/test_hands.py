"""Raised hands, the floor, and who was heard; pure."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clinic.domain.clinic.records import Share
from services.clinic.domain.clinic.speaking_queue import in_order
from shared.contracts import clinic as c
from shared.domain import Refusal
from tests.support.clinic.rooms import ANA, CLINIC, FINN, GIL, ZOE, Room
from tests.support.world import NOON, member

RAISE, LOWER = c.RaiseHand(clinic_id=CLINIC), c.LowerHand(clinic_id=CLINIC)


def call(who: str) -> c.CallOn:
    return c.CallOn(clinic_id=CLINIC, member_id=who)


def queue(room: Room) -> list[tuple[str, str]]:
    return [(hand.member_id, hand.reason) for hand in room.seen_by(FINN).hands]


def test_those_least_heard_come_first_and_the_queue_says_why() -> None:
    room = Room().goes_to("understanding")
    for who, times in ((GIL, 3), (ZOE, 1), (ANA, 0)):
        for _ in range(times):
            room.says(who, "question")
        room.later(seconds=1)
        room.do(who, RAISE)
    room.later(seconds=1)
    room.do(FINN, RAISE)
    assert queue(room) == [
        (ANA, "Not heard yet"),
        (FINN, "Not heard yet, and raised a hand later than the one before"),
        (ZOE, "Heard once so far"),
        (GIL, "Heard 3 times so far"),
    ]


def test_having_the_floor_counts_as_being_heard_and_lowers_the_hand() -> None:
    room = Room().goes_to("understanding")
    room.do(GIL, RAISE)
    room.later(seconds=1)
    room.do(ZOE, RAISE)
    assert [who for who, _ in queue(room)] == [GIL, ZOE]
    [event] = room.do(FINN, call(GIL))
    assert isinstance(event, c.MemberCalledOn)
    assert [who for who, _ in queue(room)] == [ZOE]
    room.do(GIL, RAISE)
    assert queue(room) == [(ZOE, "Not heard yet"), (GIL, "Heard once so far")]
    assert room.seen_by(ZOE).called_on == GIL


def test_a_hand_is_raised_once_and_lowered_once() -> None:
    room = Room()
    assert room.do(GIL, RAISE)
    assert not room.do(GIL, RAISE)
    assert room.do(GIL, LOWER)
    assert not room.do(GIL, LOWER)
    assert queue(room) == []


def test_hands_and_the_floor_are_free_again_when_the_step_changes() -> None:
    room = Room()
    room.do(GIL, RAISE)
    room.do(ZOE, RAISE)
    room.do(FINN, call(ZOE))
    room.goes_to("understanding")
    seen = room.seen_by(FINN)
    assert (seen.hands, seen.called_on) == ((), None)
    room.do(GIL, RAISE)
    assert [hand.member_id for hand in room.closes().seen_by(FINN).hands] == []


def test_the_facilitator_calls_on_those_who_are_there_also_without_a_hand() -> None:
    room = Room(people=(ANA, GIL))
    assert room.do(FINN, call(GIL))
    with pytest.raises(Refusal, match="nobody said that they are here") as refused:
        room.do(FINN, call(member("nobody")))
    assert refused.value.extra["errors"][0]["field"] == "member_id"
    with pytest.raises(Refusal, match="facilitator leads"):
        room.do(GIL, call(ANA))


def test_whoever_only_listens_gets_no_floor_and_in_silence_nobody_does() -> None:
    room = Room("delayed_response").goes_to("advice")
    with pytest.raises(Refusal, match="You only listen"):
        room.do(ANA, RAISE)
    with pytest.raises(Refusal, match="They only listen"):
        room.do(FINN, call(ANA))
    assert room.do(GIL, RAISE)
    assert not room.seen_by(ANA).you_may.respond
    silent = Room("presencing", people=(ANA, GIL, ZOE, FINN)).goes_to("stillness")
    for who in (ANA, GIL, FINN):
        with pytest.raises(Refusal, match="This step is silent"):
            silent.do(who, RAISE)
        assert not silent.seen_by(who).you_may.respond


def test_everybody_who_is_there_is_shown_and_who_was_not_heard_yet() -> None:
    room = Room(people=(ANA, GIL, ZOE, FINN)).goes_to("understanding")
    room.says(GIL, "question", "Who decides?")
    seen = room.seen_by(ZOE)
    assert [(share.member_id, share.contributions, share.characters) for share in seen.shares] == [
        (ANA, 0, 0), (GIL, 1, 12), (ZOE, 0, 0), (FINN, 0, 0),
    ]  # fmt: skip
    assert seen.not_heard == (ANA, ZOE), "whoever leads has another part"


MEMBERS = [member(str(number)) for number in range(6)]
HANDS = st.dictionaries(st.sampled_from(MEMBERS), st.integers(0, 3).map(lambda s: NOON + timedelta(seconds=s)))
SHARES = st.dictionaries(
    st.sampled_from(MEMBERS), st.builds(Share, contributions=st.integers(0, 3), called_on=st.integers(0, 2))
)


@given(HANDS, SHARES)
def test_nobody_waits_behind_somebody_heard_more_often_or_as_often_and_later(
    hands: dict[str, object], shares: dict[str, Share]
) -> None:
    line = in_order(hands, shares)  # type: ignore[arg-type]
    assert sorted(this_in.member_id for this_in in line) == sorted(hands)
    for before, after in pairwise(line):
        heard = [shares.get(this_in.member_id, Share()).heard for this_in in (before, after)]
        assert heard[0] <= heard[1]
        assert heard[0] < heard[1] or before.at <= after.at
        assert ("later than the one before" in after.reason) == (heard[0] == heard[1])
