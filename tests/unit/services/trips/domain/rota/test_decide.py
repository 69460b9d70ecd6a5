"""Hosting in turn, decided without servers."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.trips.app import rota as aggregate
from services.trips.domain.rota.state import Rota
from services.trips.views.rota import hosting_view
from shared.contracts import trips as c
from shared.contracts.base import Command, Event, derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

ANA, BEN, CY = member("ana"), member("ben"), member("cy")
ROTA = c.rota_id(COMMUNITY)
TRIPS = Actor("service", "trips")


class Season:
    """A rota as it goes on, day by day."""

    def __init__(self) -> None:
        self.rota: Rota | None = None
        self.now = NOON
        self.visits = 0

    def do(self, by: str | Actor, command: Command, role: str | None = "member") -> list[Event]:
        self.now += timedelta(days=1)
        actor = by if isinstance(by, Actor) else Actor("member", by)
        context = Context(self.now, actor, ROTA, "a command", role)
        events = list(aggregate.decide(self.rota, command, context))
        self.rota = aggregate.evolve.fold(self.rota, events)
        return events

    def offers(self, who: str, region: str = "", mode: c.Mode = "in_person") -> None:
        region = region or who
        self.do(who, c.OfferPlace(community_id=COMMUNITY, practice="Bread", place="Mill", region=region, mode=mode))

    def asks(self) -> str:
        return self.do(member("anyone"), c.ProposeTurn(community_id=COMMUNITY))[-1].host_id  # type: ignore[attr-defined,no-any-return]

    def takes(self, who: str) -> None:
        self.do(who, c.AcceptTurn(community_id=COMMUNITY))

    def declines(self, who: str) -> list[Event]:
        return self.do(who, c.DeclineTurn(community_id=COMMUNITY))

    def became(self, who: str, became: c.HostingNews, at: datetime | None = None, visit: str = "") -> list[Event]:
        visit = visit or derived_id("visit", str(self.visits))
        news = c.NoteHosting(
            community_id=COMMUNITY, visit_id=visit, host_id=who, became=became, at=at or self.now + timedelta(days=1)
        )
        return self.do(TRIPS, news, None)

    def hosts(self, who: str) -> None:
        """Their turn, from the answer to the visit's end."""
        self.takes(who)
        self.became(who, "proposed")
        self.became(who, "completed")
        self.visits += 1

    def view(self, viewer: str = ANA) -> c.HostingView:
        assert self.rota is not None
        return hosting_view(self.rota, 1, viewer)

    def line(self) -> list[str]:
        return [host.host_id for host in self.view().line]


@pytest.fixture
def season() -> Season:
    """Ana, Ben and Cy offer their places, in this order, each in a region of their own."""
    this_season = Season()
    for who in (ANA, BEN, CY):
        this_season.offers(who)
    return this_season


def refused(season: Season, by: str | Actor, command: Command, role: str | None = "member") -> Refusal:
    with pytest.raises(Refusal) as caught:
        season.do(by, command, role)
    return caught.value


def test_turns_go_round(season: Season) -> None:
    asked = []
    for _ in range(6):
        asked.append(season.asks())
        season.hosts(asked[-1])
    assert asked == [ANA, BEN, CY, ANA, BEN, CY]


def test_saying_an_offer_anew_keeps_its_place_in_line(season: Season) -> None:
    season.offers(ANA, "Elsewhere")
    assert season.line() == [ANA, BEN, CY]
    assert season.view().line[0].region == "Elsewhere"
    offer = c.OfferPlace(community_id=COMMUNITY, practice="Bread", place="Mill", region="Elsewhere")
    assert season.do(ANA, offer) == []


def test_whoever_hosted_without_a_turn_has_hosted_all_the_same(season: Season) -> None:
    season.became(ANA, "completed")
    assert season.line() == [BEN, CY, ANA]
    assert season.view().line[-1].why.startswith("hosted once, in September 2026")


def test_a_visit_counts_once(season: Season) -> None:
    season.became(ANA, "completed")
    assert season.became(ANA, "completed") == []
    assert season.view().line[-1].hosted == 1


def test_hosting_before_offering_a_place_counts(season: Season) -> None:
    fresh = Season()
    fresh.became(ANA, "completed")
    fresh.offers(ANA)
    fresh.offers(BEN)
    assert fresh.line() == [BEN, ANA]


def test_declining_passes_the_turn_on_and_costs_nothing(season: Season) -> None:
    season.asks()
    events = season.declines(ANA)
    assert [type(event) for event in events] == [c.TurnDeclined, c.TurnProposed]
    assert season.line() == [BEN, CY, ANA], "she is asked again in the next round only"
    season.hosts(BEN)
    assert season.asks() == ANA


def test_a_round_in_which_all_decline_is_over_and_the_next_asks_all_again(season: Season) -> None:
    season.asks()
    for who in (ANA, BEN):
        season.declines(who)
    assert [type(decline) for decline in season.declines(CY)] == [c.TurnDeclined]
    assert season.view().asked is None
    assert season.asks() == ANA


def test_what_was_declined_in_one_round_is_asked_in_the_next_also_by_somebody_who_declines_there(
    season: Season,
) -> None:
    season.asks()
    season.declines(ANA)
    season.declines(BEN)
    season.hosts(CY)
    assert season.asks() == ANA
    season.declines(ANA)
    assert season.view().asked == BEN


def test_whoever_has_a_visit_to_come_is_not_asked(season: Season) -> None:
    season.takes(season.asks())
    assert season.line() == [BEN, CY]
    assert season.asks() == BEN
    assert [host.host_id for host in season.view().hosting] == [ANA]


def test_a_turn_can_be_given_back_until_its_visit_is_proposed(season: Season) -> None:
    season.takes(season.asks())
    assert [type(decline) for decline in season.declines(ANA)] == [c.TurnDeclined, c.TurnProposed]
    assert season.view().asked == BEN
    season.takes(BEN)
    season.became(BEN, "proposed")
    assert refused(season, BEN, c.DeclineTurn(community_id=COMMUNITY)).slug == "visit-is-proposed"


def test_giving_a_turn_back_disturbs_nobody_who_is_being_asked(season: Season) -> None:
    season.takes(season.asks())
    season.asks()
    assert [type(decline) for decline in season.declines(ANA)] == [c.TurnDeclined]
    assert season.view().asked == BEN


def test_a_cancelled_visit_puts_its_host_in_line_again(season: Season) -> None:
    season.takes(season.asks())
    season.became(ANA, "proposed")
    season.became(ANA, "cancelled")
    assert season.line() == [ANA, BEN, CY]


def test_another_visit_of_a_host_leaves_the_turn_as_it_is(season: Season) -> None:
    season.takes(season.asks())
    season.became(ANA, "proposed")
    assert season.became(ANA, "cancelled", visit=derived_id("visit", "other")) == []
    assert season.became(BEN, "proposed", visit=derived_id("visit", "other")) == []


def test_a_turn_that_was_taken_gives_what_the_visit_begins_with(season: Season) -> None:
    season.takes(season.asks())
    draft = c.VisitDraft(title="Bread", place="Mill", mode="in_person", address=None)
    assert (season.view(ANA).draft, season.view(BEN).draft) == (draft, None)
    season.became(ANA, "proposed")
    assert season.view(ANA).draft is None


def test_the_same_region_is_not_visited_twice_in_a_row() -> None:
    season = Season()
    for who, region in ((ANA, "Gent"), (BEN, "gent "), (CY, "Bari")):
        season.offers(who, region)
    season.hosts(season.asks())
    [turn] = season.do(ANA, c.ProposeTurn(community_id=COMMUNITY))
    assert (turn.host_id, turn.passed) == (CY, (BEN,))  # type: ignore[attr-defined]
    assert "another one comes first this time" in season.view().line[1].why
    season.hosts(CY)
    assert season.asks() == BEN


def test_whoever_was_passed_over_is_not_passed_over_again_although_the_visit_between_fell_through() -> None:
    season = Season()
    for who, region in ((ANA, "Gent"), (BEN, "Gent"), (CY, "Bari")):
        season.offers(who, region)
    season.hosts(season.asks())
    season.takes(season.asks())
    season.became(CY, "proposed")
    season.became(CY, "cancelled")
    assert season.asks() == BEN


def test_a_visit_to_come_counts_as_the_last_one() -> None:
    season = Season()
    for who, region in ((ANA, "Gent"), (BEN, "Gent"), (CY, "Bari")):
        season.offers(who, region)
    season.takes(season.asks())
    assert season.asks() == CY


def test_whoever_was_asked_since_may_be_passed_over_again() -> None:
    season = Season()
    for who, region in ((ANA, "Gent"), (BEN, "Gent"), (CY, "Bari")):
        season.offers(who, region)
    for _ in range(2):
        season.hosts(season.asks())
    assert season.asks() == BEN
    season.declines(BEN)
    season.hosts(ANA)
    [turn] = season.do(ANA, c.ProposeTurn(community_id=COMMUNITY))
    assert (turn.host_id, turn.passed) == (CY, (BEN,))  # type: ignore[attr-defined]


def test_visits_online_do_not_wait_for_another_region() -> None:
    season = Season()
    for who in (ANA, BEN, CY):
        season.offers(who, "Gent", "online" if who == BEN else "in_person")
    season.hosts(season.asks())
    assert season.asks() == BEN


def swap(season: Season, take: bool = True) -> list[Event]:
    season.do(ANA, c.OfferSwap(community_id=COMMUNITY, with_id=CY))
    return season.do(CY, c.AnswerSwap(community_id=COMMUNITY, take=take))


def test_two_hosts_swap_and_each_stands_where_the_other_stood(season: Season) -> None:
    season.asks()
    [swapped] = swap(season)
    assert (swapped.host_id, swapped.with_id) == (CY, ANA)  # type: ignore[attr-defined]
    season.became(CY, "proposed")
    season.became(CY, "completed")
    asked = []
    for _ in range(4):
        asked.append(season.asks())
        season.visits += 1
        season.hosts(asked[-1])
    assert asked == [BEN, ANA, CY, BEN], "Ana has Cy's turn, and then all is as before"


def test_a_swap_that_is_not_taken_changes_nothing(season: Season) -> None:
    season.asks()
    swap(season, take=False)
    assert season.view().swap_with is None
    season.takes(ANA)
    assert [host.host_id for host in season.view().hosting] == [ANA]


def test_a_swap_is_offered_by_whoever_is_asked_to_somebody_who_can_take_it(season: Season) -> None:
    for by, with_id, slug in (
        (BEN, CY, "not-asked"),
        (ANA, ANA, "invalid-input"),
        (ANA, member("zoe"), "invalid-input"),
    ):
        if season.rota is not None and season.rota.asked is None:
            season.asks()
        assert refused(season, by, c.OfferSwap(community_id=COMMUNITY, with_id=with_id)).slug == slug
    season.takes(ANA)
    assert season.asks() == BEN
    assert refused(season, BEN, c.OfferSwap(community_id=COMMUNITY, with_id=ANA)).slug == "invalid-input"
    assert refused(season, CY, c.AnswerSwap(community_id=COMMUNITY, take=True)).slug == "no-swap"


def test_an_offer_to_swap_ends_when_the_turn_is_taken_or_declined(season: Season) -> None:
    season.asks()
    season.do(ANA, c.OfferSwap(community_id=COMMUNITY, with_id=CY))
    season.declines(ANA)
    assert refused(season, CY, c.AnswerSwap(community_id=COMMUNITY, take=True)).slug == "no-swap"


def test_where_the_last_one_declines_no_swap_is_left_open(season: Season) -> None:
    season.asks()
    season.declines(ANA)
    season.declines(BEN)
    season.do(CY, c.OfferSwap(community_id=COMMUNITY, with_id=ANA))
    season.declines(CY)
    assert (season.view().asked, season.view().swap_with) == (None, None)


def test_withdrawing_a_place_passes_its_turn_on(season: Season) -> None:
    season.asks()
    events = season.do(ANA, c.WithdrawPlace(community_id=COMMUNITY))
    assert [type(event) for event in events] == [c.PlaceWithdrawn, c.TurnProposed]
    assert season.line() == [BEN, CY]
    assert season.do(ANA, c.WithdrawPlace(community_id=COMMUNITY)) == []


def test_whoever_left_offers_no_place_any_more(season: Season) -> None:
    season.do(TRIPS, c.WithdrawPlace(community_id=COMMUNITY, host_id=ANA), None)
    assert season.line() == [BEN, CY]


def test_a_turn_that_nobody_answers_is_passed_on_by_a_facilitator(season: Season) -> None:
    season.asks()
    decline = c.DeclineTurn(community_id=COMMUNITY, host_id=ANA)
    assert refused(season, BEN, decline).status == 403
    season.do(BEN, decline, "facilitator")
    assert season.view().asked == BEN


def test_only_one_is_asked_at_a_time(season: Season) -> None:
    season.asks()
    assert refused(season, BEN, c.ProposeTurn(community_id=COMMUNITY)).slug == "turn-is-open"
    assert refused(season, BEN, c.AcceptTurn(community_id=COMMUNITY)).slug == "not-asked"


def test_without_a_place_there_is_nobody_to_ask() -> None:
    assert refused(Season(), ANA, c.ProposeTurn(community_id=COMMUNITY)).slug == "nobody-to-ask"


@pytest.mark.parametrize(
    "command",
    [
        c.OfferPlace(community_id=COMMUNITY, practice="Bread", place="Mill", region="Gent"),
        c.WithdrawPlace(community_id=COMMUNITY),
        c.ProposeTurn(community_id=COMMUNITY),
        c.AcceptTurn(community_id=COMMUNITY),
        c.DeclineTurn(community_id=COMMUNITY),
        c.OfferSwap(community_id=COMMUNITY, with_id=BEN),
        c.AnswerSwap(community_id=COMMUNITY, take=True),
    ],
    ids=lambda command: type(command).__name__,
)
def test_to_strangers_there_is_no_rota(season: Season, command: Any) -> None:
    assert refused(season, member("eve"), command, None).status == 404
    if not isinstance(command, c.WithdrawPlace | c.DeclineTurn):
        assert refused(season, member("gil"), command, "guest").status == 403


def test_what_became_of_visits_nobody_says_by_hand(season: Season) -> None:
    news = c.NoteHosting(
        community_id=COMMUNITY, visit_id=derived_id("visit", "x"), host_id=ANA, became="completed", at=NOON
    )
    assert refused(season, ANA, news, "convener").status == 403


def test_nobody_withdraws_the_place_of_somebody_else(season: Season) -> None:
    assert refused(season, BEN, c.WithdrawPlace(community_id=COMMUNITY, host_id=ANA), "convener").status == 403


def test_an_address_is_shown_to_whoever_offers_it_alone(season: Season) -> None:
    season.do(
        ANA, c.OfferPlace(community_id=COMMUNITY, practice="Bread", place="Mill", region="Gent", address="Mill Lane 3")
    )
    assert [host.address for host in season.view(ANA).line] == ["Mill Lane 3", None, None]
    assert [host.address for host in season.view(BEN).line] == [None, None, None]
