"""What became of advice, as bars and in words."""

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.web.memory.charts import WIDTH, advice_words, bars, figures, outcome_bar
from shared.contracts import clinic as c

COUNTS = c.AdviceCounts(
    given=10,
    taken=4,
    adapted=1,
    set_aside=2,
    unsaid=3,
    outcomes=c.OutcomeCounts(total=5, tried=2, adapted=1, not_tried=1, unanswered=1, helped=2, did_not_help=1),
)


def test_the_bars_say_in_words_what_they_show() -> None:
    given, along = bars(COUNTS)
    assert given.words == "Advice given: 10. 4 taken as it was, 1 adapted, 2 set aside, 3 not spoken of."
    assert along.words == (
        "Taken along: 5. 2 tried, and it helped, 1 tried, and it did not help, 1 not tried, 1 still unanswered."
    )
    assert bars(c.AdviceCounts())[0].words == "Advice given: none yet."


def test_a_line_about_one_case_says_what_its_numbers_are_out_of() -> None:
    assert advice_words(COUNTS).startswith("Of 10 pieces of advice 5 taken along: 2 tried, and it helped,")
    assert advice_words(c.AdviceCounts(given=1, unsaid=1)) == "Of 1 piece of advice 0 taken along."
    assert advice_words(c.AdviceCounts()) == "No advice was given."


numbers = st.integers(0, 500)


@given(helped=numbers, did_not=numbers, early=numbers, not_tried=numbers, unanswered=numbers)
def test_the_parts_of_a_bar_lie_side_by_side_and_fill_it(
    helped: int, did_not: int, early: int, not_tried: int, unanswered: int
) -> None:
    total = helped + did_not + early + not_tried + unanswered
    counts = c.OutcomeCounts(
        total=total, helped=helped, did_not_help=did_not, too_early=early, not_tried=not_tried, unanswered=unanswered
    )
    parts = outcome_bar("Any", counts).parts
    place = 0.0
    for part in parts:
        assert abs(part.x - place) < 0.2
        place = part.x + part.width
        assert (part.width > 0) <= (part.count > 0)
    assert abs(place - (WIDTH if total else 0)) < 0.2


def test_the_way_of_advice_is_told_in_four_numbers_each_out_of_all_that_was_given() -> None:
    assert [(figure.label, figure.count, figure.share) for figure in figures(COUNTS)] == [
        ("given", 10, 100),
        ("taken along", 5, 50),
        ("tried", 3, 30),
        ("helped", 2, 20),
    ]
    assert {figure.share for figure in figures(c.AdviceCounts())} == {0}
