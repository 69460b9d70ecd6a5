"""Which texts are found, and in which order: expectations written by hand, in four languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.search import Asked, Document, Index
from tests.support.examples import up_to

CASES = {
    "handover": (
        "Handover between two teams",
        "How do we hand over one product without losing what we know?",
        "We wrote a list together. The nurses of the night shift read it aloud to the day shift.",
    ),
    "evening": (
        "Evening hours that nobody uses",
        "How do we get people who work all day to use our evening hours?",
        "I took the appointment book to the bakery. The team at the bakery was kind.",
    ),
    "budget": (
        "The budget was cut",
        "What do we stop doing when a third of the budget is gone?",
        "We asked the team what nobody would miss.",
    ),
    "relève": (
        "La relève de nuit",
        "Comment transmettre les informations à l'équipe du matin ?",
        "Nous avons écrit une liste avec les infirmières, et les malades étaient mieux suivis.",
    ),
    "Übergabe": (
        "Die Übergabe am Morgen",
        "Wie übergeben wir die Schicht, ohne dass etwas verloren geht?",
        "Das Übergabeprotokoll hängt an der Tür. Die Schwestern lesen es laut vor.",
    ),
    "traspaso": (
        "El traspaso de la guardia",
        "¿Cómo pasamos la información al equipo de la mañana?",
        "Escribimos una lista con las enfermeras y la leemos en las reuniones.",
    ),
    "note": ("Kanban", "Kanban?", "Kanban 2030"),
}
WEIGHTS = (3.0, 2.5, 1.0)


@pytest.fixture(scope="module")
def index() -> Index:
    this_index = Index()
    for key, parts in CASES.items():
        this_index.put(key, Document.of(zip(parts, WEIGHTS, strict=True)))
    return this_index


def found(index: Index, text: str) -> list[str]:
    return [this_found.key for this_found in index.find(Asked([text]))]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("handovers", ["handover"]),
        ("handing over a product", ["handover"]),
        ("bakeries", ["evening"]),
        ("team", ["handover", "budget", "evening"]),
        ("nurse", ["handover"]),
        ("budgets", ["budget"]),
        ("infirmière", ["relève"]),
        ("infirmieres", ["relève"]),
        ("releve", ["relève"]),
        ("information", ["relève"]),
        ("información", ["traspaso"]),
        ("ubergabe", ["Übergabe"]),
        ("Übergaben", ["Übergabe"]),
        ("Protokoll", []),
        ("Schwester", ["Übergabe"]),
        ("reunion", ["traspaso"]),
        ("enfermera", ["traspaso"]),
        ("guardias", ["traspaso"]),
        ("kanban", ["note"]),
        ("nothing like that anywhere", []),
        ("the", []),
        ("", []),
    ],
)
def test_what_is_found_best_first(index: Index, text: str, keys: list[str]) -> None:
    assert found(index, text) == keys


def test_a_word_in_the_title_weighs_more_than_one_in_a_long_story(index: Index) -> None:
    assert found(index, "team")[0] == "handover"
    assert found(index, "handover bakery")[0] in ("handover", "evening")
    assert set(found(index, "handover bakery")) == {"handover", "evening"}


def test_a_rare_word_says_more_than_one_that_stands_everywhere(index: Index) -> None:
    assert found(index, "team bakery")[0] == "evening"


def test_a_word_that_only_begins_so_counts_but_less_than_the_word_itself() -> None:
    index = Index()
    index.put("whole", Document.of([("Der Umbau ist laut und die Nacht kurz", 1.0)]))
    index.put("begins", Document.of([("Die Umbaupläne sind alt und die Nacht ist kurz", 1.0)]))
    whole, begins = index.find(Asked(["Umbau"]))
    assert (whole.key, whole.words, begins.key, begins.words) == ("whole", 1, "begins", 0)
    assert whole.score > begins.score > 0


def test_a_case_that_was_dropped_or_put_anew_is_found_by_what_it_says_now() -> None:
    index = Index()
    index.put("one", Document.of([("We sold bread", 1.0)]))
    index.put("one", Document.of([("We sold cake", 1.0)]))
    assert found(index, "bread") == []
    assert found(index, "cake") == ["one"]
    index.drop("one")
    assert found(index, "cake") == []
    assert len(index) == 0


WORDS = ("bread", "cake", "team", "nurse", "night", "shift", "list", "door", "the", "and", "we")
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@settings(max_examples=up_to(60))
@given(st.lists(st.tuples(st.sampled_from("abcde"), texts | st.none()), max_size=12), texts)
def test_an_index_that_was_changed_finds_what_one_made_at_once_finds(
    changes: list[tuple[str, str | None]], asked: str
) -> None:
    """Whatever was put, put anew and dropped: the same, in the same order, with the same scores."""
    index, now = Index(), dict[str, str]()
    for key, text in changes:
        if text is None:
            index.drop(key)
            now.pop(key, None)
        else:
            index.put(key, Document.of([(text, 1.0)]))
            now[key] = text
    fresh = Index()
    for key, text in now.items():
        fresh.put(key, Document.of([(text, 1.0)]))
    changed, made = index.find(Asked([asked])), fresh.find(Asked([asked]))
    assert [(this_found.key, this_found.words, round(this_found.score, 9)) for this_found in changed] == [
        (this_found.key, this_found.words, round(this_found.score, 9)) for this_found in made
    ]
    assert all(this_found.score > 0 for this_found in changed)
