"""Handing over, and taking over from a facilitator who is gone; pure."""

from datetime import timedelta

import pytest

from shared.contracts import clinic as c
from shared.domain import Refusal
from tests.support.clinic.rooms import ANA, CLINIC, FINN, GIL, MEL, TOMORROW, ZOE, Room

TAKE_OVER = c.TakeOver(clinic_id=CLINIC)


def over_to(who: str) -> c.HandOver:
    return c.HandOver(clinic_id=CLINIC, facilitator_id=who)


def advance(room: Room) -> c.AdvanceStep:
    return c.AdvanceStep(clinic_id=CLINIC, from_step=room.clinic.step or "")


def test_the_facilitator_hands_over_to_somebody_who_may_lead() -> None:
    room = Room()
    [event] = room.do(FINN, over_to(MEL), known="facilitator")
    assert isinstance(event, c.FacilitationHandedOver)
    assert (event.from_id, event.facilitator_id, event.by) == (FINN, MEL, FINN)
    assert room.do(MEL, advance(room))
    with pytest.raises(Refusal, match="facilitator leads"):
        room.do(FINN, advance(room))
    assert room.seen_by(MEL).you_may.lead
    assert "facilitator" in room.seen_by(MEL).you_may.parts
    assert not room.seen_by(FINN).you_may.lead


@pytest.mark.parametrize(("to", "role"), [(GIL, "member"), (GIL, "guest"), (GIL, None), (ANA, "facilitator")])
def test_it_is_not_handed_to_somebody_who_may_not_lead_or_presents(to: str, role: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        Room().do(FINN, over_to(to), known=role)
    assert refused.value.extra["errors"][0]["field"] == "facilitator_id"


def test_only_whoever_leads_or_a_convener_hands_over() -> None:
    room = Room()
    for who in (GIL, ANA, MEL):
        with pytest.raises(Refusal) as refused:
            room.do(who, over_to(MEL), known="facilitator")
        assert refused.value.status == 403
    assert room.do(ZOE, over_to(MEL), role="convener", known="facilitator")


def test_handing_over_to_whoever_leads_changes_nothing() -> None:
    assert Room().do(FINN, over_to(FINN), known="facilitator") == []


def test_whoever_led_before_gets_it_back_by_being_handed_it_whatever_their_role() -> None:
    room = Room()
    room.do(FINN, over_to(MEL), known="facilitator")
    assert room.do(MEL, over_to(FINN), known="member")
    assert room.clinic.facilitator_id == FINN
    with pytest.raises(Refusal, match="may not lead"):
        room.do(FINN, over_to(GIL), known="member")


def test_somebody_who_left_the_community_is_not_handed_the_clinic_though_they_led_it() -> None:
    room = Room()
    room.do(FINN, over_to(MEL), known="facilitator")
    with pytest.raises(Refusal, match="may not lead"):
        room.ask(MEL, over_to(FINN), known=None)


def test_a_facilitator_who_is_gone_for_five_minutes_can_be_relieved() -> None:
    room = Room()
    seen = room.later(minutes=3)
    room.later(minutes=4)
    with pytest.raises(Refusal, match="Something was heard of the facilitator at 12:03 UTC") as refused:
        room.do(MEL, TAKE_OVER, known=seen)
    assert refused.value.status == 409
    assert refused.value.extra["free_at"] == (seen + c.GONE_AFTER).isoformat()
    room.later(minutes=1)
    [event] = room.do(MEL, TAKE_OVER, known=seen)
    assert isinstance(event, c.FacilitationTakenOver)
    assert (event.from_id, event.facilitator_id, event.last_sign) == (FINN, MEL, seen)
    assert room.do(MEL, advance(room))


def test_leading_into_a_step_and_saying_something_are_signs_of_life() -> None:
    room = Room()
    room.later(minutes=10)
    room.goes_to("understanding")
    room.later(minutes=4)
    with pytest.raises(Refusal, match="12:10"):
        room.do(MEL, TAKE_OVER)
    room.says(FINN, "question")
    room.later(minutes=4)
    with pytest.raises(Refusal, match="12:14"):
        room.do(MEL, TAKE_OVER)
    room.later(minutes=1)
    assert room.do(MEL, TAKE_OVER)


def test_whoever_took_over_is_not_relieved_at_once_for_not_having_looked() -> None:
    room = Room()
    room.later(minutes=20)
    room.do(MEL, TAKE_OVER)
    room.later(minutes=1)
    with pytest.raises(Refusal, match="was heard"):
        room.do(FINN, TAKE_OVER)
    assert room.do(MEL, over_to(FINN), known="facilitator")


def test_taking_over_is_for_those_who_may_lead_and_do_not_present() -> None:
    room = Room()
    room.later(hours=1)
    for who in (GIL, ZOE):
        with pytest.raises(Refusal, match="role of facilitator or convener"):
            room.do(who, TAKE_OVER)
    with pytest.raises(Refusal, match="You present"):
        room.do(ANA, TAKE_OVER, role="facilitator")
    assert room.do(FINN, TAKE_OVER) == [], "whoever leads leads already"
    with pytest.raises(Refusal) as refused:
        room.do(MEL, TAKE_OVER, role="")
    assert refused.value.status == 404


def test_a_clinic_whose_time_has_come_can_be_taken_over_before_it_began() -> None:
    waiting = Room(started=False)
    waiting.now = TOMORROW.instant - timedelta(hours=1)
    with pytest.raises(Refusal, match="12:00 UTC"):
        waiting.do(MEL, TAKE_OVER)
    waiting.now = TOMORROW.instant + c.GONE_AFTER
    assert waiting.do(MEL, TAKE_OVER)
    assert waiting.do(MEL, c.StartClinic(clinic_id=CLINIC))


def test_nobody_leads_a_clinic_that_is_over() -> None:
    room = Room().closes()
    room.later(hours=1)
    for who, command in ((MEL, TAKE_OVER), (FINN, over_to(MEL))):
        with pytest.raises(Refusal, match="nobody leads it now"):
            room.do(who, command, known="facilitator" if who == FINN else None)
