"""What visitors will try, and when they are asked what came of it."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.world import member
from tests.unit.services.trips.domain.visit.decide.test_memories import ANA, BEGUN, BEN, HANA, VISIT, Album

TRY = c.SayIntention(visit_id=VISIT, text="Rest the dough")
SIX_WEEKS = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
"""Six weeks after the visit at 10:00 in Rome, where summer time has ended by then."""
NOVEMBER = When(local=datetime(2026, 11, 30, 18, 0), zone="Europe/Paris")  # noqa: DTZ001  (wall time)


def told(
    memory: str, done: c.Done = "tried", result: c.Result | None = "helped", story: str | None = None
) -> c.ReportTrying:
    return c.ReportTrying(visit_id=VISIT, memory_id=memory, done=done, result=result, story=story)


def test_people_are_asked_six_weeks_after_the_visit_in_the_morning_at_the_place() -> None:
    album = Album()
    [said] = album.do(ANA, TRY)
    assert isinstance(said, c.IntentionSaid)
    assert (said.due_at, said.asked_at, said.zone) == (SIX_WEEKS, SIX_WEEKS, "Europe/Rome")


def test_or_on_the_day_that_was_chosen() -> None:
    album = Album()
    album.do(HANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER))
    [said] = album.do(ANA, TRY)
    assert said.due_at == NOVEMBER.instant  # type: ignore[attr-defined]


def test_who_says_it_later_is_asked_six_weeks_from_then() -> None:
    album = Album()
    album.now = SIX_WEEKS + timedelta(days=1, hours=5)
    [said] = album.do(ANA, TRY)
    assert said.due_at == datetime(2026, 12, 8, 9, 0, tzinfo=UTC)  # type: ignore[attr-defined]


def test_choosing_another_day_moves_those_who_have_not_told() -> None:
    album = Album()
    album.kept(ANA, TRY)
    album.kept(ANA, TRY)
    album.do(BEN, told(album.kept(BEN, TRY)))
    [chosen] = album.do(HANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER))
    assert isinstance(chosen, c.TryingDayChosen)
    assert chosen.asked == (c.Asked(member_id=ANA, asked_at=NOVEMBER.instant),)
    assert {memory.due_at for memory in album.seen(ANA).memories if memory.member_id == ANA} == {NOVEMBER.instant}
    assert album.do(HANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER)) == []


def test_a_day_lies_ahead_and_is_chosen_by_those_who_look_after_the_visit() -> None:
    album = Album()
    assert album.refused(ANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER)).status == 403
    past = When.of(BEGUN - timedelta(minutes=70), "UTC")
    assert album.refused(HANA, c.ChooseTryingDay(visit_id=VISIT, at=past)).status == 422
    album.now = BEGUN - timedelta(days=9)
    assert album.refused(HANA, c.ChooseTryingDay(visit_id=VISIT, at=past)).status == 422
    assert album.do(member("cora"), c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER))


def test_a_report_is_shown_to_all_and_nobody_asks_again() -> None:
    album = Album()
    [report] = album.do(ANA, told(album.kept(ANA, TRY), "adapted", "helped", "With rye."))
    assert (report.asked_at, report.due_at) == (None, None)  # type: ignore[attr-defined]
    [seen] = album.seen(BEN).memories
    assert (seen.done, seen.result, seen.story, seen.due_at) == ("adapted", "helped", "With rye.", None)


def test_a_report_can_be_said_anew() -> None:
    album = Album()
    memory = album.kept(ANA, TRY)
    album.do(ANA, told(memory, story="Well"))
    assert album.do(ANA, told(memory, story="Well")) == []
    album.do(ANA, told(memory, "not_tried", None))
    assert (album.seen(BEN).memories[0].done, album.seen(BEN).memories[0].story) == ("not_tried", None)


def test_while_something_is_untold_its_day_stays() -> None:
    album = Album()
    first, _ = album.kept(ANA, TRY), album.kept(ANA, TRY)
    [report] = album.do(ANA, told(first))
    assert report.asked_at == SIX_WEEKS  # type: ignore[attr-defined]


def test_of_several_days_the_next_one_counts_and_after_the_last_that_one() -> None:
    album = Album()
    first = album.kept(ANA, TRY)
    album.now = SIX_WEEKS - timedelta(days=1)
    album.do(HANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER))
    album.now = NOVEMBER.instant + timedelta(days=2)
    [late] = album.do(ANA, TRY)
    assert late.asked_at == late.due_at > album.now  # type: ignore[attr-defined]
    [report] = album.do(ANA, told(late.memory_id))  # type: ignore[attr-defined]
    assert report.asked_at == NOVEMBER.instant, "the nudge of what was asked before still stands"  # type: ignore[attr-defined]
    album.do(ANA, told(first))
    assert [memory.due_at for memory in album.seen(ANA).memories] == [None, None]


def test_what_is_too_early_to_tell_is_asked_about_once_more() -> None:
    album = Album()
    memory = album.kept(ANA, TRY)
    album.now = SIX_WEEKS + timedelta(days=1)
    [again] = album.do(ANA, told(memory, "tried", "too_early"))
    assert again.due_at == again.asked_at == datetime(2026, 12, 8, 9, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    [last] = album.do(ANA, told(memory, "not_tried", "too_early"))
    assert (last.due_at, last.asked_at) == (None, None)  # type: ignore[attr-defined]


def test_what_was_not_tried_neither_helped_nor_did_not() -> None:
    album = Album()
    memory = album.kept(ANA, TRY)
    for result in ("helped", "did_not_help"):
        assert album.refused(ANA, told(memory, "not_tried", result)).status == 422
    assert album.do(ANA, told(memory, "not_tried", None))


def test_only_whoever_wanted_to_try_something_reports_on_it() -> None:
    album = Album()
    memory = album.kept(ANA, TRY)
    assert album.refused(BEN, told(memory)).status == 403
    assert album.refused(ANA, told(derived_id("memory", "none"))).status == 404
    note = album.kept(ANA, c.KeepMemory(visit_id=VISIT, what="note", text="x"))
    assert album.refused(ANA, told(note)).slug == "nothing-to-try"


def test_what_is_taken_back_is_not_asked_about() -> None:
    album = Album()
    first, second = album.kept(ANA, TRY), album.kept(ANA, TRY)
    [event] = album.do(ANA, c.RemoveMemory(visit_id=VISIT, memory_id=first))
    assert isinstance(event, c.IntentionRemoved)
    assert event.asked_at == SIX_WEEKS
    [event] = album.do(ANA, c.RemoveMemory(visit_id=VISIT, memory_id=second))
    assert event.asked_at is None  # type: ignore[attr-defined]


def test_who_says_two_things_on_different_days_is_asked_on_the_earlier_one() -> None:
    album = Album()
    album.do(HANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER))
    album.kept(ANA, TRY)
    late = When.of(NOVEMBER.instant + timedelta(days=30), "Europe/Paris")
    album.visit = album.visit.model_copy(update={"trying_day": late})
    [second] = album.do(ANA, TRY)
    assert (second.due_at, second.asked_at) == (late.instant, NOVEMBER.instant)  # type: ignore[attr-defined]


def test_another_day_leaves_alone_what_was_told() -> None:
    album = Album()
    memory = album.kept(ANA, TRY)
    album.do(ANA, told(memory))
    album.kept(BEN, TRY)
    album.do(HANA, c.ChooseTryingDay(visit_id=VISIT, at=NOVEMBER))
    assert {memory.member_id: memory.due_at for memory in album.seen(ANA).memories}[ANA] is None


@pytest.mark.parametrize("viewer", [BEN, HANA])
def test_when_somebody_is_asked_is_their_own_matter(viewer: str) -> None:
    album = Album()
    album.kept(ANA, TRY)
    assert album.seen(viewer).memories[0].due_at is None
    assert album.seen(ANA).memories[0].due_at == SIX_WEEKS
