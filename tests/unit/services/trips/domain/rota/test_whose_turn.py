"""Whose turn it is to host, by the rule alone."""

from datetime import UTC, datetime, timedelta

import pytest

from services.trips.domain.rota.whose_turn import Candidate, Next, Standing, following, hosted, said_of

START = datetime(2026, 1, 10, tzinfo=UTC)
MARCH = datetime(2026, 3, 5, tzinfo=UTC)
JUNE = datetime(2026, 6, 5, tzinfo=UTC)


def one(
    name: str,
    hosted: int = 0,
    last: datetime | None = None,
    *,
    offered: int = 0,
    region: str = "",
    waited: bool = False,
) -> Candidate:
    """A candidate who offered their place so many days after the start."""
    return Candidate(name, region, Standing(hosted, last, START + timedelta(days=offered)), waited)


@pytest.mark.parametrize(
    ("candidates", "first"),
    [
        ([one("ana", 1, MARCH), one("ben", 0, offered=9)], "ben"),
        ([one("ana", 1, JUNE), one("ben", 1, MARCH, offered=9)], "ben"),
        ([one("ana", offered=2), one("ben", offered=1)], "ben"),
        ([one("ben"), one("ana")], "ana"),
        ([one("ana", 3, MARCH), one("ben", 2, JUNE, offered=9)], "ben"),
    ],
    ids=["fewer times", "longer ago", "offered earlier", "else always the same", "times before dates"],
)
def test_who_is_next(candidates: list[Candidate], first: str) -> None:
    assert following(candidates, "") == Next(first, ())


def test_nobody_is_next_where_nobody_can_be_asked() -> None:
    assert following([], "Tuscany") is None


def test_one_region_is_not_visited_twice_in_a_row() -> None:
    line = [one("ana", region=" tuscany "), one("ben", 1, MARCH, region="TUSCANY"), one("cy", 2, JUNE, region="Gent")]
    assert following(line, "Tuscany") == Next("cy", ("ana", "ben"))
    assert following(line, "Gent") == Next("ana", ())


def test_unless_there_is_nobody_elsewhere() -> None:
    assert following([one("ana", region="Gent"), one("ben", 1, MARCH, region="Gent")], "Gent") == Next("ana", ())


def test_whoever_waited_once_for_another_region_does_not_wait_again() -> None:
    line = [one("ana", region="Gent", waited=True), one("ben", 1, MARCH, region="Bari")]
    assert following(line, "Gent") == Next("ana", ())


def test_a_place_online_is_in_no_region() -> None:
    assert following([one("ana", region=""), one("ben", 1, MARCH, region="Bari")], "") == Next("ana", ())


@pytest.mark.parametrize(
    ("times", "last", "said"),
    [
        (0, None, "has not hosted yet"),
        (1, MARCH, "hosted once, in March 2026"),
        (2, JUNE, "hosted twice, last in June 2026"),
        (5, JUNE, "hosted 5 times, last in June 2026"),
    ],
)
def test_how_often_somebody_hosted_is_said_in_words(times: int, last: datetime | None, said: str) -> None:
    assert hosted(Standing(times, last, START)) == said


def test_a_tie_is_explained_by_the_day_of_the_offer() -> None:
    ana, ben, cy = one("ana"), one("ben", offered=3), one("cy", 1, MARCH)
    line = [ana, ben, cy]
    assert said_of(ben, ben.standing, line) == "has not hosted yet; offered this place on 13 January 2026"
    assert said_of(cy, cy.standing, line) == "hosted once, in March 2026"


def test_waiting_declining_and_swapping_are_explained() -> None:
    ana = one("ana", waited=True)
    assert "another one comes first this time" in said_of(ana, ana.standing, [ana], passed=True)
    assert "waited last time" in said_of(ana, ana.standing, [ana])
    assert "asked again in the next round" in said_of(ana, ana.standing, [ana], declined=True)
    assert "stands where the other stood" in said_of(ana, ana.standing, [ana], swapped=True)
