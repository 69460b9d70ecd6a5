"""The picture of a clinic's time."""

import pytest

from services.gateway.web.clinic.timeline import MOST_TICKS, WIDTH, timeline
from tests.support.gateway.recorded import step, telling


def test_steps_are_drawn_one_after_the_other_as_planned_and_where_they_ran() -> None:
    drawn = timeline(telling(step(1, "Context", 10, (0, 15)), step(2, "Advice", 20, (20, 40))))
    minute = WIDTH / 40
    assert [(bar.number, bar.x, bar.width) for bar in drawn.planned] == [
        (1, 0, 10 * minute),
        (2, 10 * minute, 20 * minute),
    ]
    assert [(bar.number, bar.x, bar.width) for bar in drawn.run] == [(1, 0, 15 * minute), (2, 20 * minute, 20 * minute)]
    assert [tick.minute for tick in drawn.ticks] == [0, 5, 10, 15, 20, 25, 30, 35, 40]


def test_a_step_gone_back_to_is_drawn_twice_and_one_that_runs_up_to_now() -> None:
    drawn = timeline(telling(step(1, "Context", 10, (0, 10), (30, None))))
    assert [round(bar.width / WIDTH * 90) for bar in drawn.run] == [10, 60]


def test_the_picture_says_in_words_what_it_shows() -> None:
    told = telling(step(1, "Context", 10, (0, 12)), step(2, "Related", 5, left_out=True), step(3, "Advice", 15))
    words = "Context: planned 10 minutes, ran 12; Related: planned 5 minutes, left out; Advice: planned 15 minutes, not run."
    assert timeline(told).words == words


def test_before_it_begins_only_the_plan_is_drawn_and_without_steps_nothing() -> None:
    assert timeline(telling(step(1, "Context", 10))).run == ()
    assert timeline(telling()).planned == ()


@pytest.mark.parametrize("minutes", [1, 60, 90, 300, 1440, 5000])
def test_however_long_it_takes_its_scale_can_be_read(minutes: int) -> None:
    drawn = timeline(telling(step(1, "Context", 1, (0, minutes))))
    assert 1 <= len(drawn.ticks) <= MOST_TICKS + 1
    assert all(0 <= tick.x <= WIDTH for tick in drawn.ticks)
    assert not drawn.planned[0].readable or minutes < 60
