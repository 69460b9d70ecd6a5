"""What waits for a member in the visits of their community, and what is coming up."""

from datetime import timedelta

import pytest

from services.trips.domain.visit.state import Visit
from services.trips.views.agenda import MOST, agenda
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.trips.signing import HANA, STARTS, VISIT, Signing
from tests.support.world import NOON, member
from tests.unit.services.trips.domain.rota.test_decide import ANA, BEN, Season
from tests.unit.services.trips.domain.visit.decide.test_memories import VISIT as KEPT
from tests.unit.services.trips.domain.visit.decide.test_memories import Album
from tests.unit.services.trips.domain.visit.decide.test_trials import SIX_WEEKS, TRY, told

ZOE = member("zoe")


def reasons(story: Signing | Album, who: str) -> list[str]:
    assert story.visit is not None
    return [visit_waiting.reason for visit_waiting in agenda([story.visit], None, who, story.now).waiting]


def coming(story: Signing, who: str, *, guest: bool = False) -> list[str]:
    assert story.visit is not None
    return [visit.id for visit in agenda([story.visit], None, who, story.now, guest=guest).coming]


def test_a_seat_that_is_kept_for_somebody_waits_for_their_answer_until_its_time_is_over() -> None:
    story = Signing().opened(1).signs_up("zoe", "ben")
    story.do("zoe", c.SignOff(visit_id=VISIT))
    assert story.visit is not None
    [waiting] = agenda([story.visit], None, BEN, story.now).waiting
    own = story.visit.signing.people[BEN]
    assert own.until is not None
    assert (waiting.reason, waiting.at) == ("offered", When.of(own.until, story.visit.zone))
    story.do("ben", c.TakeSeat(visit_id=VISIT))
    assert reasons(story, BEN) == []


def test_a_visit_within_a_day_waits_for_those_who_take_part_and_for_nobody_else() -> None:
    story = Signing().opened(1).signs_up("zoe", "ben")
    story.now = STARTS.instant - timedelta(days=1, seconds=1)
    assert (reasons(story, ZOE), coming(story, ZOE)) == ([], [VISIT])
    story.now = STARTS.instant - timedelta(days=1)
    assert (reasons(story, ZOE), coming(story, ZOE)) == (["soon"], [])
    assert reasons(story, HANA) == ["soon"], "whoever hosts takes part"
    assert (reasons(story, BEN), coming(story, BEN)) == ([], [VISIT]), "whoever waits for a seat has none"


def test_once_its_day_has_begun_it_is_now_and_a_day_after_its_end_its_host_is_to_say_what_was_learned() -> None:
    story = Signing().opened(2).signs_up("zoe")
    story.now = STARTS.instant
    story.do("hana", c.StartVisit(visit_id=VISIT))
    assert (reasons(story, ZOE), reasons(story, HANA)) == (["running"], ["running"])
    story.now = STARTS.instant + timedelta(minutes=60, days=1)
    assert reasons(story, ZOE) == ["running"], "days run late"
    story.now += timedelta(seconds=1)
    assert (reasons(story, ZOE), reasons(story, HANA)) == ([], ["complete"])
    story.do("hana", c.CompleteVisit(visit_id=VISIT, learning="Rest the dough."))
    assert reasons(story, HANA) == []


def test_what_somebody_wanted_to_try_waits_from_its_day_on_until_they_told_of_it() -> None:
    album = Album()
    intention = album.kept(ANA, TRY)
    album.now = SIX_WEEKS - timedelta(seconds=1)
    assert "trying" not in reasons(album, ANA)
    album.now = SIX_WEEKS
    assert reasons(album, ANA) == ["trying"]
    assert reasons(album, BEN) == []
    assert album.visit.id == KEPT
    album.do(ANA, told(intention))
    assert reasons(album, ANA) == []


def test_a_turn_to_host_a_swap_and_a_visit_to_propose_wait_for_those_they_are_about() -> None:
    season = Season()
    for host in (ANA, BEN):
        season.offers(host)
    season.asks()

    def hosting(who: str) -> tuple[str, ...]:
        return agenda([], season.rota, who, NOON).hosting

    assert (hosting(ANA), hosting(BEN)) == (("turn",), ())
    season.do(ANA, c.OfferSwap(community_id=season.rota.community_id, with_id=BEN))  # type: ignore[union-attr]
    assert (hosting(ANA), hosting(BEN)) == (("turn",), ("swap",))
    season.takes(ANA)
    assert (hosting(ANA), hosting(BEN)) == (("propose",), ())
    season.became(ANA, "proposed")
    assert hosting(ANA) == ()
    assert agenda([], None, ANA, NOON).hosting == ()


def test_guests_see_what_they_are_invited_to_alone() -> None:
    story = Signing()
    assert story.visit is not None
    gil, stop = member("gil"), story.visit.stops[0].id
    assert coming(story, gil, guest=True) == []
    story.do("hana", c.InviteGuest(visit_id=VISIT, guest_id=gil, stops=(stop,)), "member")
    assert coming(story, gil, guest=True) == [VISIT]


def test_it_is_said_for_which_visits_one_could_still_sign_up() -> None:
    story = Signing().opened(3).signs_up("zoe")

    def open_to(who: str, *, guest: bool = False) -> tuple[str, ...]:
        assert story.visit is not None
        return agenda([story.visit], None, who, NOON, guest=guest).sign_up_open

    assert open_to(BEN) == (VISIT,)
    assert (open_to(ZOE), open_to(HANA)) == ((), ()), "one has a place, the other hosts"
    assert open_to(BEN, guest=True) == ()
    story.do("hana", c.CloseSignUp(visit_id=VISIT))
    assert open_to(BEN) == ()


@pytest.mark.parametrize("status", ["cancelled", "completed"])
def test_what_is_over_is_not_coming_up(status: c.VisitStatus) -> None:
    story = Signing()
    assert story.visit is not None
    found = agenda([story.visit.model_copy(update={"status": status})], None, ZOE, NOON)
    assert (found.waiting, found.coming, found.visits) == ((), (), 0 if status == "cancelled" else 1)


def test_the_soonest_comes_first_and_what_has_no_time_last() -> None:
    story = Signing()
    assert story.visit is not None

    def on_day(days: int | None) -> Visit:
        starts = When.of(NOON + timedelta(days=days), "UTC") if days is not None else None
        return story.visit.model_copy(update={"id": derived_id("visit", str(days)), "starts": starts})  # type: ignore[union-attr]

    found = agenda([on_day(days) for days in (None, 9, 2, 5)], None, ZOE, NOON)
    assert [visit.id for visit in found.coming] == [derived_id("visit", str(days)) for days in (2, 5, 9, None)]
    many = agenda([on_day(days) for days in range(2, 12)], None, ZOE, NOON).coming
    assert [visit.id for visit in many] == [derived_id("visit", str(days)) for days in range(2, 2 + MOST)]
