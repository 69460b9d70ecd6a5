"""The picture of a programme: where each stop is drawn, how long, and what it says to those who don't see it."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.web.visits.picture import DAY, NARROW, WIDE, Balance, Bar, Picture, Spell, in_words, picture
from tests.support.examples import up_to

STUDY_VISIT = (
    Spell(1, "Lunch", "other", 1, 13 * 60, 60),
    Spell(2, "Session", "room", 1, 14 * 60, 60),
    Spell(3, "Landfill", "practice", 1, 15 * 60, 120),
)


def bars(drawn: Picture) -> list[Bar]:
    return [bar for row in drawn.rows for bar in row.bars]


def test_a_stop_is_as_wide_as_it_is_long_and_where_it_is_in_the_day() -> None:
    drawn = picture(STUDY_VISIT, WIDE)
    assert [(bar.x, bar.width) for bar in bars(drawn)] == [(0, 180), (180, 180), (360, 360)]
    assert [(tick.clock, tick.x) for tick in drawn.ticks][:3] == [("13:00", 0), ("13:30", 90), ("14:00", 180)]


def test_the_practice_and_the_room_are_told_apart() -> None:
    assert [bar.sort for bar in bars(picture(STUDY_VISIT))] == ["other", "room", "practice"]


def test_stops_at_the_same_time_are_below_each_other() -> None:
    drawn = picture((*STUDY_VISIT, Spell(4, "Kiln", "practice", 1, 15 * 60 + 30, 30)))
    landfill, kiln = bars(drawn)[2:]
    assert kiln.y > landfill.y
    assert kiln.x > landfill.x


def test_stops_that_follow_each_other_are_on_one_line() -> None:
    assert len({bar.y for bar in bars(picture(STUDY_VISIT))}) == 1


def test_the_hours_under_the_picture_are_whole_ones() -> None:
    drawn = picture((Spell(1, "Oven", "practice", 1, 18 * 60 + 20, 30),))
    assert [tick.clock for tick in drawn.ticks] == ["18:00", "18:30", "19:00"]
    [oven] = bars(drawn)
    assert (oven.x, oven.width) == (WIDE / 3, WIDE / 2)


def test_every_day_has_a_row_with_the_same_hours_above_each_other() -> None:
    drawn = picture((*STUDY_VISIT, Spell(4, "Market", "practice", 3, 2 * DAY + 14 * 60, 60)))
    assert [row.day for row in drawn.rows] == [1, 3]
    session, market = bars(drawn)[1], bars(drawn)[3]
    assert session.x == market.x
    assert market.y > session.y


def test_a_stop_that_goes_on_after_midnight_stays_in_its_day() -> None:
    drawn = picture((Spell(1, "Night shift", "practice", 1, 23 * 60, 180),))
    assert [row.day for row in drawn.rows] == [1]
    assert [tick.clock for tick in drawn.ticks] == ["23:00", "23:30", "0:00", "0:30", "1:00", "1:30", "2:00"]


def test_what_nobody_timed_follows_what_is_before_it_and_is_drawn_as_not_sure() -> None:
    drawn = picture(
        (*STUDY_VISIT, Spell(4, "Villages", "practice", 1, None, 60), Spell(5, "Coffee", "other", 1, None, 0))
    )
    landfill, villages, coffee = bars(drawn)[2:]
    assert round(villages.x - (landfill.x + landfill.width)) == 0
    assert (landfill.sure, villages.sure, coffee.sure) == (True, False, False)
    assert coffee.width > 0


def test_without_any_clock_only_lengths_are_drawn() -> None:
    drawn = picture((Spell(1, "Oven", "practice", 1, None, 90), Spell(2, "Slides", "room", 1, None, 30)))
    assert drawn.ticks == ()
    assert [(bar.x, bar.width) for bar in bars(drawn)] == [(0, 540), (540, 180)]


def test_a_bar_says_as_much_as_fits_on_it() -> None:
    label = {width: Bar(7, "The oven at work", "practice", 0, 0, width, sure=True).label for width in (10, 30, 90, 300)}
    assert label == {10: "", 30: "7", 90: "7 The ov…", 300: "7 The oven at work"}


def test_the_picture_is_told_in_words() -> None:
    words = in_words(STUDY_VISIT, Balance(120, 60))
    assert words == (
        "2 hrs with practitioners at work, 1 hr in a room. 1. Lunch: 1 hr, other; 2. Session: 1 hr, in a room; "
        "3. Landfill: 2 hrs, with practitioners at work."
    )
    assert "nobody knows how long" in in_words((Spell(1, "Oven", "practice", 1, None, 0),), Balance(0, 0))


def test_the_balance_is_the_share_of_the_practice() -> None:
    assert Balance(90, 30).share == 0.75
    assert Balance(0, 0).share == 0


days = st.integers(1, 4)
programmes = st.lists(
    st.builds(
        lambda day, at, minutes, sort: Spell(0, "x", sort, day, None if at is None else (day - 1) * DAY + at, minutes),
        days,
        st.none() | st.integers(0, DAY - 1),
        st.integers(0, DAY),
        st.sampled_from(["practice", "room", "other"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=up_to(60))
@given(programmes, st.sampled_from([WIDE, NARROW]))
def test_whatever_the_programme_every_stop_is_drawn_within_the_picture_and_over_no_other(
    stops: list[Spell], width: int
) -> None:
    drawn = picture(stops, width)
    assert len(bars(drawn)) == len(stops)
    for bar in bars(drawn):
        assert bar.x >= 0
        assert bar.x + bar.width <= width + 0.2
        assert bar.y + 32 <= drawn.height
    lanes: dict[int, list[Bar]] = {}
    for bar in bars(drawn):
        lanes.setdefault(bar.y, []).append(bar)
    for lane in lanes.values():
        for this_bar, following in pairwise(sorted(lane, key=lambda bar: bar.x)):
            assert this_bar.x + this_bar.width <= following.x + 0.2
    xs = [tick.x for tick in drawn.ticks]
    assert all(later - value >= 20 for value, later in pairwise(xs))
