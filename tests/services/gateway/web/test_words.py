import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.web.rendering import page_text
from services.gateway.web.words import LANGUAGES, gettext, language, speaking, understood


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        ("", "", "en"),
        ("", "fr", "fr"),
        ("", "de-AT,de;q=0.8,en;q=0.5", "de"),
        ("", "en;q=0.4, es-MX;q=0.9", "es"),
        ("", "fr;q=0, de;q=0.1", "de"),
        ("", "ja, ko;q=0.5", "en"),
        ("", "*", "en"),
        ("de", "fr", "de"),
        ("tlh", "fr", "fr"),
        ("", "fr;q=much, de", "de"),
    ],
)
def test_the_chosen_language_comes_before_what_the_browser_accepts(chosen: str, accepted: str, spoken: str) -> None:
    assert understood(chosen, accepted) == spoken


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_browser_sends_is_answered_in_a_language_there_is(chosen: str, accepted: str) -> None:
    assert understood(chosen, accepted) in LANGUAGES


def test_a_text_without_a_translation_is_shown_as_it_was_written() -> None:
    with speaking("fr"):
        assert gettext("No catalog will ever hold this.") == "No catalog will ever hold this."


def test_an_empty_text_stays_empty() -> None:
    with speaking("fr"):
        assert gettext("") == ""


def test_a_page_says_in_which_language_it_is() -> None:
    with speaking("de"):
        assert '<html lang="de" dir="ltr">' in page_text("no_member.html", email="anna@example.org")


def test_the_language_holds_for_its_block_alone() -> None:
    with speaking("es"):
        assert language() == "es"
    assert language() == "en"
