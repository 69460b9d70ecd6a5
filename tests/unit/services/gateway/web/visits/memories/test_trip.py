"""A trip as it is told: its time, what is kept by stop, what became of what somebody wanted to try."""

from datetime import timedelta
from typing import Any

import pytest

from services.gateway.web.visits.memories.trip import Trip, outcome
from shared.contracts import trips as t
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.gateway.seen_visit import HANA, STARTS, VISIT, stop_id
from tests.support.world import COMMUNITY, NOON, member

ANA = member("ana")


def trip_stop(name: str, begins: When | None = None, minutes: int = 0) -> t.TripStop:
    return t.TripStop(stop_id=stop_id(name), title=name, kind=None, sort="other", begins=begins, minutes=minutes)


def memory(name: str, stop: str | None = None, **more: Any) -> t.MemoryView:
    usual: dict[str, Any] = {"what": "saw", "member_id": ANA, "text": name}
    return t.MemoryView(
        id=derived_id("memory", name), stop_id=stop_id(stop) if stop else None, at=NOON, **{**usual, **more}
    )


def trip(*stops: t.TripStop, memories: tuple[t.MemoryView, ...] = (), starts: When | None = STARTS) -> Trip:
    view = t.TripView(
        visit_id=VISIT, community_id=COMMUNITY, version=1, status="completed", title="Bread", place="Mill", host_id=HANA,
        starts=starts, learning=None, stops=stops, practice_minutes=90, room_minutes=30, memories=memories, may_keep=True,
        looks_after=False, trying_day=None,
    )  # fmt: skip
    return Trip(view, {ANA: "Ana"}, ANA)


def test_stops_are_drawn_on_the_day_and_at_the_hour_they_were() -> None:
    told = trip(
        trip_stop("oven", STARTS, 60),
        trip_stop("market", When.of(STARTS.instant + timedelta(days=1, hours=-9), "Europe/London")),
        trip_stop("walk"),
    )
    assert [(spell.day, spell.into) for spell in told.spells] == [(1, 14 * 60), (2, (24 + 5) * 60), (1, None)]
    assert [spell.into for spell in trip(trip_stop("oven", STARTS), starts=None).spells] == [None]


def test_what_is_kept_is_told_by_stop_and_the_rest_at_the_end() -> None:
    told = trip(trip_stop("oven"), trip_stop("tea"), memories=(memory("a"), memory("b", "tea"), memory("c", "gone")))
    assert [(kept.number, [each.text for each in kept.memories]) for kept in told.kept] == [
        (1, []),
        (2, ["b"]),
        (0, ["a", "c"]),
    ]


def test_people_are_called_by_their_names_oneself_you_and_who_has_left_is_not_forgotten() -> None:
    told = trip()
    assert [told.name(name) for name in (ANA, HANA)] == ["You", "A former member"]
    assert told.to_keep.name(ANA) == "Ana", "others read a keepsake, too"


def test_a_keepsake_has_no_photo_that_waits_for_consent() -> None:
    told = trip(memories=(memory("a"), memory("b", what="photo", shown=False)))
    assert [this_memory.text for this_memory in told.to_keep.view.memories] == ["a"]


def test_what_i_said_i_will_try_is_mine_alone() -> None:
    told = trip(memories=(memory("a"), memory("b", what="trying"), memory("c", what="trying", member_id=HANA)))
    assert [this_memory.text for this_memory in told.mine_to_try] == ["b"]


@pytest.mark.parametrize(
    ("done", "result", "words"),
    [
        (None, None, ""),
        ("tried", "helped", "tried, it helped"),
        ("adapted", "did_not_help", "tried in another way, it did not help"),
        ("not_tried", None, "not tried"),
        ("not_tried", "too_early", "not tried, too early to tell"),
    ],
)
def test_the_outcome_is_told_in_words(done: t.Done | None, result: t.Result | None, words: str) -> None:
    assert outcome(memory("a", what="trying", done=done, result=result)) == words
