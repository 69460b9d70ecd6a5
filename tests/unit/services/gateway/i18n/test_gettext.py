from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.i18n import gettext as words
from services.gateway.i18n.gettext import LANGUAGES, gettext, in_language, language, negotiated_language, ngettext, told
from services.gateway.i18n.service_messages import FORM
from services.gateway.web.renderer import page_text


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
    assert negotiated_language(chosen, accepted) == spoken


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_browser_sends_is_answered_in_a_language_there_is(chosen: str, accepted: str) -> None:
    assert negotiated_language(chosen, accepted) in LANGUAGES


def test_a_text_without_a_translation_is_shown_as_it_was_written() -> None:
    with in_language("fr"):
        assert gettext("No catalog will ever hold this.") == "No catalog will ever hold this."


def test_an_empty_text_stays_empty() -> None:
    with in_language("fr"):
        assert gettext("") == ""


def test_a_page_says_in_which_language_it_is() -> None:
    with in_language("de"):
        assert '<html lang="de" dir="ltr">' in page_text("auth/no_member.html", email="anna@example.org")


def test_the_language_holds_for_its_block_alone() -> None:
    with in_language("es"):
        assert language() == "es"
    assert language() == "en"


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German with a few texts: one of a page with a place in it, a form of a service, and one that is doubted."""
    catalog = Catalog(locale="de")
    catalog.add("{name} presents", "{name} stellt vor")
    catalog.add("{title} has begun.", "{title} hat begonnen.", auto_comments=[FORM])
    catalog.add("Good day", "Guten Abend", flags=["fuzzy"])
    catalog.add(("{count} seat", "{count} seats"), ("{count} Platz", "{count} Plätze"))
    with (tmp_path / "de.po").open("wb") as file:
        write_po(file, catalog, width=110)
    monkeypatch.setattr(words, "CATALOGS", tmp_path)
    words.forget_catalogs()
    with in_language("de"):
        yield
    words.forget_catalogs()


@pytest.mark.usefixtures("german")
def test_only_what_services_say_is_recognised_by_its_form() -> None:
    assert told("Ana has begun.") == "Ana hat begonnen."
    assert told("Ana presents") == "Ana presents"
    assert gettext("{name} presents") == "{name} stellt vor"


@pytest.mark.usefixtures("german")
def test_a_translation_that_somebody_doubts_is_not_shown() -> None:
    assert gettext("Good day") == told("Good day") == "Good day"


@pytest.mark.usefixtures("german")
def test_a_number_chooses_its_form() -> None:
    assert [ngettext("{count} seat", "{count} seats", count) for count in (1, 2)] == ["{count} Platz", "{count} Plätze"]
