import pytest
from babel.messages.catalog import Catalog

from tools.words.catalogs import catalog_of, faults, written
from tools.words.text import Text

SEATS = ("one seat for %(name)s", "%(count)s seats for %(name)s")


def german(**translations: str) -> Catalog:
    catalog = Catalog(locale="de")
    for text, translation in translations.items():
        catalog.add(text.replace("_", " "), translation)
    return catalog


def test_a_catalog_keeps_its_translations_when_texts_come_and_go() -> None:
    old = german(Good_day="Guten Tag", Farewell="Auf Wiedersehen")
    new = catalog_of("de", [Text("Good day", "a.html"), Text("Welcome", "a.html")], old)
    assert {message.id: message.string or "" for message in new if message.id} == {
        "Good day": "Guten Tag",
        "Welcome": "",
    }


def test_a_catalog_that_is_up_to_date_is_written_as_it_was() -> None:
    every = [Text("Good day", "a.html"), Text("Welcome", "b.html", "On the door.")]
    first = written(catalog_of("de", every))
    assert written(catalog_of("de", every, catalog_of("de", every))) == first
    assert b"POT-Creation-Date" not in first


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Good day", "Guten Tag", ""),
        ("Good day", "", "is not translated: Good day"),
        ("%(name)s presents", "%(name)s stellt vor", ""),
        ("%(name)s presents", "%(nom)s stellt vor", "has other places"),
        ("It is {status} now.", "Nun ist es so.", "has other places"),
        (SEATS, ("ein Platz für %(name)s", "%(count)s Plätze für %(name)s"), ""),
        (SEATS, ("%(count)s Platz für %(name)s", "%(count)s Plätze für %(name)s"), ""),
        (SEATS, ("ein Platz", "%(count)s Plätze"), "has other places"),
        (SEATS, ("ein Platz für %(name)s", "viele Plätze für %(name)s"), "has other places"),
        (SEATS, ("ein Platz für %(name)s", ""), "is not translated"),
    ],
)
def test_a_translation_that_is_missing_or_fills_other_places_is_a_fault(
    text: str | tuple[str, str], translation: str | tuple[str, str], fault: str
) -> None:
    every = [Text(text, "a.html")]
    catalog = catalog_of("de", every)
    catalog[text].string = translation
    found = list(faults(catalog, every))
    assert [name for name in found if not name.startswith(fault)] == [] if fault else found == []
    assert bool(found) is bool(fault)


def test_a_translation_that_somebody_doubts_counts_as_none() -> None:
    every = [Text("Good day", "a.html")]
    catalog = catalog_of("de", every)
    catalog["Good day"].string = "Guten Abend"
    catalog["Good day"].flags.add("fuzzy")
    assert list(faults(catalog, every)) == ["is not translated: Good day"]
