"""Where the words stand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.search import Asked, passage
from tests.support.examples import up_to

LONG = (
    "We tried many things. " * 20
    + "Then the nurses read the list aloud, and every nurse heard it. "
    + "It went on. " * 20
)


def test_a_passage_shows_whole_words_around_the_first_that_fits_and_marks_all() -> None:
    found = passage(LONG, Asked(["nurse"]), "en")
    assert found is not None
    assert [found.text[start:end] for start, end in found.marks] == ["nurses", "nurse"]
    assert found.text.startswith("…") and found.text.endswith("…")
    assert len(found.text) < 200
    assert all(word in LONG for word in found.text.strip("…").split())


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    found = passage("Die Übergabe\nam Morgen", Asked(["ubergaben"]), "de")
    assert found is not None
    assert found.text == "Die Übergabe am Morgen"
    assert found.marks == ((4, 12),)


def test_where_no_word_fits_there_is_no_passage() -> None:
    assert passage(LONG, Asked(["bakery"]), "en") is None
    assert passage(LONG, Asked(["the"]), "en") is None


@settings(max_examples=up_to(80))
@given(st.text(max_size=300), st.text(max_size=20))
def test_whatever_is_searched_marks_lie_inside_the_passage_in_order(text: str, asked: str) -> None:
    found = passage(text, Asked([asked]), "en")
    if found is None:
        return
    places = [place for mark in found.marks for place in mark]
    assert found.marks
    assert places == sorted(places)
    assert places[0] >= 0 and places[-1] <= len(found.text)
    assert all(start < end for start, end in found.marks)
