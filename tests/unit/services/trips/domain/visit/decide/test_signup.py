"""Signing up for a visit, without servers."""

from datetime import timedelta

import pytest

from services.trips.domain.visit.visit_plan import visit_plan
from services.trips.domain.visit.waiting_list import ordinal, why
from shared.contracts import trips as c
from shared.contracts.base import Command
from shared.domain import Refusal
from tests.support.trips.signing import HANA, STARTS, TRIPS, VISIT, Signing, ids
from tests.support.world import COMMUNITY, NOON, member


def refused(signing: Signing, who: str, command: Command, role: str | None = "member") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        signing.ask(who, command, role)
    return refusal.value


def test_a_visit_without_a_guide_is_not_opened_for_sign_up() -> None:
    signing = Signing(starts=None)
    assert signing.visit is not None
    signing.visit = signing.visit.model_copy(update={"guide": None})
    refusal = refused(signing, "hana", c.OpenSignUp(visit_id=VISIT, seats=5))
    assert (refusal.slug, "guide" in refusal.detail) == ("no-guide", True)


def test_whoever_asks_first_gets_a_seat_and_the_others_wait() -> None:
    signing = Signing().opened(2).signs_up("ana", "ben", "cem", "dia")
    assert signing.of("seated") == set(ids("ana", "ben"))
    assert signing.queue() == ids("cem", "dia")


def test_whoever_was_on_fewer_visits_comes_first_on_the_waiting_list() -> None:
    signing = Signing(cem=2, dia=1).opened(1).signs_up("ana", "cem", "dia", "eli", "fay")
    assert signing.queue() == ids("eli", "fay", "dia", "cem")


def test_why_somebody_waits_is_told_in_words() -> None:
    signing = Signing(cem=1, dia=1).opened(1).signs_up("ana", "cem", "dia", "eli").signing
    assert why(signing, member("ana")) == "You have a seat."
    assert why(signing, member("eli")) == (
        "You are 1st on the waiting list: the next seat that becomes free is offered to you."
    )
    assert why(signing, member("cem")) == (
        "You are 2nd on the waiting list: 1 who waits was on fewer visits than you (1), which goes first."
    )
    assert why(signing, member("dia")) == (
        "You are 3rd on the waiting list: 1 who waits was on fewer visits than you (1), which goes first; "
        "1 who waits was on as many, and signed up earlier."
    )


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (23, "23rd"), (111, "111th")],
)
def test_a_place_is_told_as_people_say_it(number: int, told: str) -> None:
    assert ordinal(number) == told


def test_a_seat_that_is_given_up_is_offered_to_whoever_is_next_in_one_step() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    off, offer = signing.do("ana", c.SignOff(visit_id=VISIT))
    assert isinstance(off, c.MemberSignedOff)
    assert (off.was, off.by) == ("seated", "self")
    assert isinstance(offer, c.SeatOffered)
    assert (offer.member_id, offer.until) == (member("ben"), NOON + timedelta(hours=24))
    [taken] = signing.do("ben", c.TakeSeat(visit_id=VISIT))
    assert isinstance(taken, c.SeatTaken)
    assert signing.of("seated") == {member("ben")}


def test_a_seat_that_is_kept_for_somebody_is_not_free_for_others() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    signing.do("ana", c.SignOff(visit_id=VISIT))
    signing.signs_up("cem")
    assert signing.queue() == ids("cem")


def test_an_offer_that_is_declined_goes_to_the_next() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben", "cem")
    signing.do("ana", c.SignOff(visit_id=VISIT))
    off, offer = signing.do("ben", c.SignOff(visit_id=VISIT))
    assert isinstance(off, c.MemberSignedOff)
    assert off.was == "offered"
    assert isinstance(offer, c.SeatOffered)
    assert offer.member_id == member("cem")


def test_an_offer_whose_time_is_over_goes_to_the_next_and_can_no_longer_be_taken() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben", "cem")
    signing.do("ana", c.SignOff(visit_id=VISIT))
    offer = signing.signing.people[member("ben")]
    assert signing.ask(TRIPS, c.PassSeatOn(visit_id=VISIT, offer_id=offer.offer_id)) == []
    signing.comes(offer.until)
    assert refused(signing, "ben", c.TakeSeat(visit_id=VISIT)).slug == "offer-over"
    off, following = signing.offers_end()
    assert isinstance(off, c.MemberSignedOff)
    assert (off.member_id, off.by) == (member("ben"), "time")
    assert isinstance(following, c.SeatOffered)
    assert following.member_id == member("cem")
    assert signing.ask(TRIPS, c.PassSeatOn(visit_id=VISIT, offer_id=offer.offer_id)) == []


def test_nobody_but_convene_passes_seats_on() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    signing.do("ana", c.SignOff(visit_id=VISIT))
    offer = signing.signing.people[member("ben")]
    signing.comes(offer.until)
    assert refused(signing, "hana", c.PassSeatOn(visit_id=VISIT, offer_id=offer.offer_id), "convener").status == 403


def test_a_seat_is_kept_for_half_the_time_that_is_left_at_most() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    signing.comes(STARTS.instant - timedelta(hours=6))
    _, offer = signing.do("ana", c.SignOff(visit_id=VISIT))
    assert isinstance(offer, c.SeatOffered)
    assert offer.until == STARTS.instant - timedelta(hours=3)


def test_where_it_is_too_late_to_ask_a_free_seat_is_given_to_whoever_is_next() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    signing.comes(STARTS.instant - timedelta(hours=1))
    _, taken = signing.do("ana", c.SignOff(visit_id=VISIT))
    assert isinstance(taken, c.SeatTaken)
    assert (taken.member_id, taken.offer_id) == (member("ben"), None)


def test_more_seats_are_offered_to_those_who_wait_in_their_order() -> None:
    signing = Signing(ben=3).opened(1).signs_up("ana", "ben", "cem", "dia")
    events = signing.do("hana", c.ChangeSeats(visit_id=VISIT, seats=3))
    assert [event.member_id for event in events if isinstance(event, c.SeatOffered)] == ids("cem", "dia")
    assert len({event.offer_id for event in events if isinstance(event, c.SeatOffered)}) == 2


def test_fewer_seats_than_are_taken_are_refused_for_nobody_loses_one_unawares() -> None:
    signing = Signing().opened(3).signs_up("ana", "ben")
    refusal = refused(signing, "hana", c.ChangeSeats(visit_id=VISIT, seats=1))
    assert (refusal.slug, refusal.extra["taken"]) == ("seats-are-taken", 2)
    assert signing.do("hana", c.ChangeSeats(visit_id=VISIT, seats=2)) == [
        c.SeatsChanged(community_id=COMMUNITY, visit_id=VISIT, seats=2, before=3)
    ]


def test_a_host_who_signs_somebody_off_says_why() -> None:
    signing = Signing().opened(2).signs_up("ana")
    command = c.SignOff(visit_id=VISIT, member_id=member("ana"))
    assert refused(signing, "hana", command).extra["errors"][0]["field"] == "reason"
    [off] = signing.do("hana", command.model_copy(update={"reason": "The van is smaller."}))
    assert isinstance(off, c.MemberSignedOff)
    assert (off.by, off.reason) == ("host", "The van is smaller.")


def test_members_sign_off_nobody_but_themselves() -> None:
    signing = Signing().opened(2).signs_up("ana", "ben")
    command = c.SignOff(visit_id=VISIT, member_id=member("ana"), reason="I want it")
    assert refused(signing, "ben", command).status == 403


def test_signing_up_twice_keeps_the_place_and_what_was_not_said_again() -> None:
    vegan = c.OwnNeeds(diets=("vegan",))
    signing = Signing().opened(1).signs_up("ana", needs=vegan)
    assert signing.ask("ana", c.SignUp(visit_id=VISIT)) == []
    [event] = signing.ask("ana", c.SignUp(visit_id=VISIT, question="Why rye?"))
    assert isinstance(event, c.QuestionPrepared)


def test_whoever_signs_off_and_up_again_is_behind_those_who_stayed() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben", "cem")
    signing.do("ben", c.SignOff(visit_id=VISIT))
    signing.signs_up("ben")
    assert signing.queue() == ids("cem", "ben")


def test_the_order_is_that_of_the_sign_up_whatever_people_attend_meanwhile() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben", "cem")
    signing._attended[member("ben")] = 5
    assert signing.queue() == ids("ben", "cem")


@pytest.mark.parametrize(
    ("who", "role", "slug"),
    [("hana", "member", "host-comes-anyway"), ("gus", "guest", "not-allowed"), ("eve", None, "not-found")],
)
def test_some_do_not_sign_up(who: str, role: str | None, slug: str) -> None:
    assert refused(Signing().opened(1), who, c.SignUp(visit_id=VISIT), role).slug == slug


def test_nobody_signs_up_before_it_is_open_after_it_is_closed_or_once_the_visit_has_begun() -> None:
    signing, command = Signing(), c.SignUp(visit_id=VISIT)
    assert refused(signing, "ana", command).slug == "sign-up-not-open"
    signing.opened(1)
    signing.do("hana", c.CloseSignUp(visit_id=VISIT))
    assert refused(signing, "ana", command).slug == "sign-up-closed"
    signing.opened(1)
    signing.comes(STARTS.instant)
    assert refused(signing, "ana", command).slug == "visit-has-begun"
    signing.comes(NOON)
    signing.do("hana", c.CancelVisit(visit_id=VISIT, reason="Flood"))
    assert refused(signing, "ana", command).slug == "visit-is-over"


def test_after_closing_seats_are_kept_and_free_ones_still_go_to_those_who_wait() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    signing.do("hana", c.CloseSignUp(visit_id=VISIT))
    _, offer = signing.do("ana", c.SignOff(visit_id=VISIT))
    assert isinstance(offer, c.SeatOffered)


@pytest.mark.parametrize(
    "command",
    [
        c.OpenSignUp(visit_id=VISIT, seats=3),
        c.CloseSignUp(visit_id=VISIT),
        c.ChangeSeats(visit_id=VISIT, seats=9),
        c.ShareQuestions(visit_id=VISIT),
    ],
)
def test_sign_up_is_looked_after_by_those_who_look_after_the_visit(command: Command) -> None:
    signing = Signing().opened(5)
    assert refused(signing, "ana", command).status == 403
    signing.ask("finn", command, "facilitator")


def test_whoever_leaves_the_community_gives_up_their_seat_even_once_the_visit_runs() -> None:
    signing = Signing().opened(1).signs_up("ana", "ben")
    off, offer = signing.ask(TRIPS, c.SignOff(visit_id=VISIT, member_id=member("ana")))
    assert isinstance(off, c.MemberSignedOff)
    assert off.by == "leaving"
    assert isinstance(offer, c.SeatOffered)
    signing.comes(STARTS.instant)
    assert len(signing.ask(TRIPS, c.SignOff(visit_id=VISIT, member_id=member("ana")))) == 1


def test_needs_that_people_tell_are_what_the_check_measures_stops_against() -> None:
    signing = Signing().opened(2)
    signing.do("hana", c.ExpectVisitors(visit_id=VISIT, count=40, needs=c.Needs(diets=("Vegan",))))
    signing.signs_up("ana", needs=c.OwnNeeds(step_free=True, diets=("vegan", "halal")))
    signing.signs_up("ben", needs=c.OwnNeeds(step_free=True, languages=("Italian",)))
    signing.signs_up("cem", needs=c.OwnNeeds(languages=("Thai",)))  # waits
    assert signing.visit is not None
    plan = visit_plan(signing.visit, STARTS.local.date())
    assert plan.needs == c.Needs(step_free=2, languages=("Italian",), diets=("Vegan", "halal"))
    assert plan.visitors == 2


def test_while_people_sign_up_every_seat_counts_and_afterwards_those_that_are_taken() -> None:
    signing = Signing().opened(20).signs_up("ana", "ben")
    assert signing.visit is not None
    assert signing.visit.headcount == 20
    signing.do("hana", c.CloseSignUp(visit_id=VISIT))
    assert signing.visit.headcount == 2


def test_whoever_has_a_seat_when_the_visit_is_completed_has_attended_it() -> None:
    signing = Signing().opened(2).signs_up("ana", "ben", "cem")
    signing.comes(STARTS.instant)
    completed, attended = signing.do("hana", c.CompleteVisit(visit_id=VISIT, learning="Salt."))
    assert isinstance(completed, c.VisitCompleted)
    assert isinstance(attended, c.VisitAttended)
    assert list(attended.members) == ids("ana", "ben")


def test_nothing_that_people_need_or_ask_is_public() -> None:
    signing = Signing().opened(2)
    signing.signs_up("ana", needs=c.OwnNeeds(diets=("vegan-kept",), other="knee-kept"), question="rye-kept?")
    signing.do("ana", c.TellNeeds(visit_id=VISIT, needs=c.OwnNeeds(languages=("italian-kept",))))
    signing.do("ana", c.PrepareQuestion(visit_id=VISIT, question="oat-kept?"))
    signing.do("hana", c.SignOff(visit_id=VISIT, member_id=member("ana"), reason="van-kept"))
    assert "-kept" in str(signing.history)
    assert "-kept" not in str([event.public() for event in signing.history])
    assert HANA not in str([event.public() for event in signing.history[2:]])


def test_why_somebody_was_signed_off_is_forgotten_once_they_sign_up_again() -> None:
    signing = Signing().opened(1).signs_up("ana")
    signing.do("hana", c.SignOff(visit_id=VISIT, member_id=member("ana"), reason="The van is smaller."))
    assert dict(signing.signing.let_go) == {member("ana"): "The van is smaller."}
    assert dict(signing.signs_up("ana").signing.let_go) == {}
