import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.i18n.formats import formats_of
from services.gateway.i18n.service_messages import LONGEST, Phrases

KNOWN = {
    "running": "läuft",
    "advice": "Rat",
    "question": "Frage",
    "answer": "Antwort",
    "Case clinic": "Fallberatung",
    "Share a story.": "Erzählt eine Geschichte.",
    "Choose another.": "Wählt eine andere.",
}
FORMS = [
    ("This clinic is {status}; it stays.", "Stand der Beratung: {status}; sie bleibt."),
    ("You only listen. {hint}", "Hört nur zu. {hint}"),
    ("The {name} step is over.", "Der Schritt {name} ist vorbei."),
    ("{begun}{title} needs its {step} step.", "{begun}{title} braucht den Schritt {step}."),
    ("“{title}” has begun.", "„{title}“ hat begonnen."),
    ("Say to which {kinds} it belongs.", "Sagt, zu welcher {kinds} es gehört."),
    ("You are {place} in line.", "Sie sind auf Platz {place}."),
    ("hosted once, in {month}", "einmal gastgebend, {month}"),
    ("has not hosted yet", "noch nie gastgebend"),
    ("{title} has no place for {kind}.", "{title} hat keinen Platz für {kind}."),
    ("It begins on {day}.", "Es beginnt am {day}."),
    ("{who} would be late.", "{who} kämen zu spät."),
    ("Only {granted} can be added. {words}", "Nur {granted} mehr. {words}"),
    ("{name} would have {after} instead of {before}.", "{name} hätte {after} statt {before}."),
]
GERMAN = Phrases(KNOWN, FORMS, formats_of("de"))


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("running", "läuft"),
        ("This clinic is running; it stays.", "Stand der Beratung: läuft; sie bleibt."),
        ("You only listen. Share a story.", "Hört nur zu. Erzählt eine Geschichte."),
        ("You only listen. Do as we do.", "Hört nur zu. Do as we do."),
        ("Choose another. Share a story.", "Wählt eine andere. Erzählt eine Geschichte."),
        ("The advice step is over. Choose another.", "Der Schritt Rat ist vorbei. Wählt eine andere."),
        ("The advice 2 step is over.", "Der Schritt Rat 2 ist vorbei."),
        ("Only 3 can be added. advice would have 12 instead of 15.", "Nur 3 mehr. Rat hätte 12 statt 15."),
        ("“So. Or so.” has begun.", "„So. Or so.“ hat begonnen."),
        ("Case clinic needs its advice step.", "Fallberatung braucht den Schritt Rat."),
        ("Case clinic has no place for advice.", "Fallberatung hat keinen Platz für Rat."),
        ("Say to which question or answer it belongs.", "Sagt, zu welcher Frage oder Antwort es gehört."),
        ("Ana, Ben and Cora would be late.", "Ana, Ben und Cora kämen zu spät."),
        ("You are 23rd in line.", "Sie sind auf Platz 23."),
        ("hosted once, in March 2026", "einmal gastgebend, März 2026"),
        ("has not hosted yet; hosted once, in May 2025", "noch nie gastgebend; einmal gastgebend, Mai 2025"),
        ("hosted once, in May 2025; has not hosted yet", "einmal gastgebend, Mai 2025; noch nie gastgebend"),
        ("It begins on 2026-03-02 at 14:05.", "Es beginnt am 2. März 2026, 14:05."),
        ("It begins on 2 March 2026.", "Es beginnt am 2. März 2026."),
    ],
)
def test_what_a_service_says_is_said_in_the_language(english: str, german: str) -> None:
    assert GERMAN.told(english) == german


def test_what_somebody_wrote_between_quotes_stays_theirs() -> None:
    assert GERMAN.told("“running” has begun.") == "„running“ hat begonnen."


@pytest.mark.parametrize(
    "text", ["", "Nobody taught me this.", "Choose another. Nobody taught me this.", "has not hosted yet; or so"]
)
def test_what_is_not_known_in_every_part_stays_as_it_is(text: str) -> None:
    assert GERMAN.told(text) == text


def test_of_two_forms_the_closer_one_counts() -> None:
    loose, close = ("It is {what}.", "Es ist {what}."), ("It is {what} already.", "Es ist schon {what}.")
    for forms in ([loose, close], [close, loose]):
        assert Phrases({}, forms, formats_of("de")).told("It is late already.") == "Es ist schon late."


def test_a_long_text_is_somebodys_own() -> None:
    text = "This clinic is " + "x" * LONGEST + "; it stays."
    assert GERMAN.told(text) == text


def test_a_place_that_a_translation_leaves_out_is_left_out() -> None:
    assert Phrases({}, [("Group {here} goes.", "Eine geht.")], formats_of("de")).told("Group 7 goes.") == "Eine geht."


@given(st.text(max_size=60))
def test_a_value_comes_through_whatever_it_is(value: str) -> None:
    assert GERMAN.told(f"“{value}” has begun.").startswith("„")
    assert value in GERMAN.told(f"“{value}” has begun.")


def test_a_text_of_very_many_sentences_is_not_taken_apart() -> None:
    text = " ".join(["Share a story."] * 60)
    assert GERMAN.told(text) == text


def test_sentences_within_sentences_are_each_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    formed = Phrases._formed

    def noted(self: Phrases, text: str) -> str | None:
        looked.append(text)
        return formed(self, text)

    monkeypatch.setattr(Phrases, "_formed", noted)
    forms = [("This is the {name} step: {kind} {more}", "Schritt {name}: {kind} {more}")]
    Phrases({}, forms, formats_of("de")).told("This is the first step: a " * 9)
    assert 0 < len(looked) == len(set(looked))
