from datetime import date, datetime

import pytest

from services.gateway.i18n.formats import formats_of

DAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "Saturday 14 March 2026"),
        ("de", "Samstag, 14. März 2026"),
        ("es", "sábado, 14 de marzo de 2026"),
        ("fr", "samedi 14 mars 2026"),
    ],
)
def test_a_day_is_written_as_the_language_does(language: str, day: str) -> None:
    assert formats_of(language).day(DAY) == day


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_hours_are_counted_to_24(language: str) -> None:
    assert formats_of(language).clock(datetime(2026, 3, 14, 9, 5)) == "09:05"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "both", "either"),
    [
        ("en", "Ana, Ben and Cora", "Ana, Ben or Cora"),
        ("de", "Ana, Ben und Cora", "Ana, Ben oder Cora"),
        ("es", "Ana, Ben y Cora", "Ana, Ben o Cora"),
        ("fr", "Ana, Ben et Cora", "Ana, Ben ou Cora"),
    ],
)
def test_names_are_listed_as_the_language_does(language: str, both: str, either: str) -> None:
    writing = formats_of(language)
    assert (writing.all(["Ana", "Ben", "Cora"]), writing.any(["Ana", "Ben", "Cora"])) == (both, either)


def test_a_list_of_nobody_is_empty() -> None:
    assert formats_of("fr").all([]) == ""


@pytest.mark.parametrize(
    ("language", "number"), [("en", "12,345.5"), ("de", "12.345,5"), ("es", "12.345,5"), ("fr", "12\u202f345,5")]
)
def test_numbers_have_the_languages_marks(language: str, number: str) -> None:
    assert formats_of(language).number(12345.5) == number


@pytest.mark.parametrize(
    ("written", "reread"),
    [
        ("2 March 2026", "2 mars 2026"),
        ("March 2026", "mars 2026"),
        ("2026-03-02 at 14:00", "2 mars 2026, 14:00"),
        ("2026-03-02", "2 mars 2026"),
        ("31 February 2026", "31 February 2026"),
        ("soon", "soon"),
    ],
)
def test_a_day_that_a_service_wrote_is_written_again(written: str, reread: str) -> None:
    assert formats_of("fr").reread(written) == reread
