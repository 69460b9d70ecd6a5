"""Lengths, times and names, in English and as other languages have them; and a word for everything a page can name."""

from typing import get_args

import pytest

from services.gateway.web.visits import naming, saying
from services.gateway.web.words import speaking
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.services.gateway.web.visits.seen import STARTS


def test_lengths_are_told_in_hours_and_minutes() -> None:
    assert [saying.lasting(minutes) for minutes in (0, 45, 60, 90)] == ["0 mins", "45 mins", "1 hr", "1 hr 30 mins"]
    with speaking("de"):
        assert saying.lasting(90) == "1 Std. 30 Min."
    with speaking("es"):
        assert [saying.lasting(minutes) for minutes in (60, 120)] == ["1 h", "2 h"]


def test_times_are_told_from_to() -> None:
    assert saying.until(STARTS, STARTS.later(minutes=90)) == "14:00–15:30"
    assert saying.until(STARTS, None) == "14:00"
    assert saying.until(None, None) == ""
    assert saying.until(STARTS, STARTS.later(hours=26)).endswith(f"{saying.on_day(STARTS.later(hours=26))}, 16:00")


def test_before_there_is_a_day_times_are_those_of_the_clock_on_the_wall() -> None:
    assert saying.planned(23 * 60, 120) == "23:00–01:00"
    assert saying.planned(24 * 60 + 5 * 60, 0) == "05:00"


def test_other_clocks_are_named() -> None:
    assert saying.elsewhere(STARTS, "Europe/Rome") == ""
    assert saying.elsewhere(When.of(STARTS.instant, "Asia/Tokyo"), "Europe/Rome") == "Asia/Tokyo"
    assert saying.elsewhere(None, "Europe/Rome") == ""


def test_names_are_listed_as_in_a_sentence() -> None:
    assert saying.listed(["Ana", "Ben", "Cem"]) == "Ana, Ben and Cem"
    assert saying.listed([]) == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (t.VisitKind, naming.VISIT_KINDS),
        (t.Mode, naming.MODES),
        (t.VisitStatus, naming.STATUSES),
        (t.StopKind, naming.STOP_KINDS),
        (t.Sort, naming.SORTS),
        (t.Concern, naming.CONCERNS),
        (t.SeatState, naming.SEATS),
        (t.Presence, naming.PRESENCES),
        (t.MemoryKind, naming.MEMORIES),
        (t.Done, naming.DONE),
        (t.Result, naming.RESULTS),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_there_is_a_word_for_everything_a_page_can_name(kind: object, words: dict[str, str]) -> None:
    assert set(get_args(kind.__value__)) == set(words)  # type: ignore[attr-defined]
    assert len(set(words.values())) == len(words)
