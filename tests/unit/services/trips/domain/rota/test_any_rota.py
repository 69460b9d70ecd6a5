"""Whatever hosts do, in whatever order: turns are fair by their own rule."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.trips.domain.rota.whose_turn import in_line, same_region
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.domain import Refusal
from tests.support.examples import up_to
from tests.support.world import COMMUNITY, member
from tests.unit.services.trips.domain.rota.test_decide import Season

HOSTS = [member(name) for name in ("ana", "ben", "cy", "dee", "eli")]
REGIONS = ["Gent", "Bari", "Oslo"]

host = st.sampled_from(HOSTS)
offer = st.tuples(st.just("offer"), host, st.sampled_from(REGIONS))
step = st.one_of(
    st.tuples(st.sampled_from(["ask", "ask", "take", "take", "decline", "complete", "cancel"]), host),
    st.tuples(st.sampled_from(["withdraw", "swap"]), host),
    offer,
)


def play(season: Season, what: str, who: str, region: str = "") -> list:
    """One thing that happens, if it can."""
    rota = season.rota
    asked = rota.asked if rota else None
    try:
        match what:
            case "offer":
                season.offers(who, region)
            case "ask":
                return season.do(who, c.ProposeTurn(community_id=COMMUNITY))
            case "take" if asked:
                season.takes(asked)
                season.visits += 1
                season.became(asked, "proposed")
            case "decline" if asked:
                return season.declines(asked)
            case "withdraw":
                return season.do(who, c.WithdrawPlace(community_id=COMMUNITY))
            case "swap" if asked:
                season.do(asked, c.OfferSwap(community_id=COMMUNITY, with_id=who))
                season.do(who, c.AnswerSwap(community_id=COMMUNITY, take=True))
                season.visits += 1
                season.became(who, "proposed")
            case "complete" | "cancel" if rota and who in rota.taken:
                became = "completed" if what == "complete" else "cancelled"
                season.became(who, became, visit=rota.taken[who].visit_id or derived_id("visit", "none"))
    except Refusal:
        pass
    return []


@settings(max_examples=up_to(150))
@given(st.lists(offer, min_size=2, max_size=5), st.lists(step, max_size=40))
def test_whoever_is_asked_was_next_and_nobody_waits_twice_in_a_row(offers: list, steps: list) -> None:
    season = Season()
    waiting: dict[str, int] = {}
    for what, *rest in [*offers, *steps]:
        before = season.rota
        for turn in play(season, what, *rest):
            if not isinstance(turn, c.TurnProposed) or before is None:
                continue
            declined = before.declined if turn.round == before.round else frozenset()
            gone = {before.asked or "", rest[0] if what == "withdraw" else ""}
            free = in_line(before.candidates(turn.round, declined | gone))
            place = [candidate.id for candidate in free].index(turn.host_id)
            ahead = free[:place]
            assert [candidate.id for candidate in ahead] == list(turn.passed), (
                "all who stand before them were passed over, and only they"
            )
            assert all(same_region(candidate.region, before.last_region) for candidate in ahead)
            for candidate in ahead:
                assert waiting.get(candidate.id, turn.round) == turn.round, (
                    "passed over in two rounds, without being asked"
                )
                waiting.setdefault(candidate.id, turn.round)
            waiting.pop(turn.host_id, None)
        if what == "withdraw":
            waiting.pop(rest[0], None)


@settings(max_examples=up_to(60))
@given(st.lists(st.sampled_from(REGIONS), min_size=2, max_size=5), st.integers(5, 25))
def test_where_all_take_their_turns_nobody_hosts_twice_more_than_anybody_else(regions: list[str], rounds: int) -> None:
    season = Season()
    for who, region in zip(HOSTS, regions, strict=False):
        season.offers(who, region)
    times = dict.fromkeys(HOSTS[: len(regions)], 0)
    for _ in range(rounds):
        who = season.asks()
        season.hosts(who)
        times[who] += 1
        assert max(times.values()) - min(times.values()) <= 2


@settings(max_examples=up_to(60))
@given(st.lists(offer, min_size=1, max_size=5), st.lists(step, max_size=30))
def test_asking_again_without_an_answer_between_would_ask_the_same(offers: list, steps: list) -> None:
    season = Season()
    for what, *rest in [*offers, *steps]:
        play(season, what, *rest)
    assert season.rota is not None
    if season.rota.asked is None:
        first = season.rota.following(season.rota.round + 1)
        shuffled = season.rota.model_copy(
            update={"places": type(season.rota.places).of(dict(reversed(list(season.rota.places.items()))))}
        )
        assert shuffled.following(season.rota.round + 1) == first
        assert (season.view().line[0].host_id if season.view().line else None) == (first.id if first else None)
