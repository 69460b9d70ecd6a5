"""Lengths, times and names, in English and as other languages have them; and a word for everything a page can name."""

from typing import get_args

import pytest

from services.gateway.i18n.gettext import in_language
from services.gateway.web.visits import labels, times
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.gateway.seen_visit import STARTS


def test_lengths_are_told_in_hours_and_minutes() -> None:
    assert [times.lasting(minutes) for minutes in (0, 45, 60, 90)] == ["0 mins", "45 mins", "1 hr", "1 hr 30 mins"]
    with in_language("de"):
        assert times.lasting(90) == "1 Std. 30 Min."
    with in_language("es"):
        assert [times.lasting(minutes) for minutes in (60, 120)] == ["1 h", "2 h"]


def test_times_are_told_from_to() -> None:
    assert times.until(STARTS, STARTS.later(minutes=90)) == "14:00–15:30"
    assert times.until(STARTS, None) == "14:00"
    assert times.until(None, None) == ""
    assert times.until(STARTS, STARTS.later(hours=26)).endswith(f"{times.on_day(STARTS.later(hours=26))}, 16:00")


def test_before_there_is_a_day_times_are_those_of_the_clock_on_the_wall() -> None:
    assert times.planned(23 * 60, 120) == "23:00–01:00"
    assert times.planned(24 * 60 + 5 * 60, 0) == "05:00"


def test_other_clocks_are_named() -> None:
    assert times.elsewhere(STARTS, "Europe/Rome") == ""
    assert times.elsewhere(When.of(STARTS.instant, "Asia/Tokyo"), "Europe/Rome") == "Asia/Tokyo"
    assert times.elsewhere(None, "Europe/Rome") == ""


def test_names_are_listed_as_in_a_sentence() -> None:
    assert times.listed(["Ana", "Ben", "Cem"]) == "Ana, Ben and Cem"
    assert times.listed([]) == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (t.VisitKind, labels.VISIT_KINDS),
        (t.Mode, labels.MODES),
        (t.VisitStatus, labels.STATUSES),
        (t.StopKind, labels.STOP_KINDS),
        (t.Sort, labels.SORTS),
        (t.Concern, labels.CONCERNS),
        (t.SeatState, labels.SEATS),
        (t.Presence, labels.PRESENCES),
        (t.MemoryKind, labels.MEMORIES),
        (t.Done, labels.DONE),
        (t.Result, labels.RESULTS),
    ],
    ids=lambda name: getattr(name, "__name__", ""),
)
def test_there_is_a_word_for_everything_a_page_can_name(kind: object, words: dict[str, str]) -> None:
    assert set(get_args(kind.__value__)) == set(words)  # type: ignore[attr-defined]
    assert len(set(words.values())) == len(words)
