import pytest

from tests.support.all_texts import all_texts
from tools.words.sentences import REFUSALS, sentences_of


def said(code: str) -> list[str]:
    return list(sentences_of(code))


def test_a_sentence_is_found_wherever_it_stands() -> None:
    assert said('FREE = "The time is yours."\nif a:\n    b = "You have a seat." if c else None') == [
        "The time is yours.",
        "You have a seat.",
    ]


@pytest.mark.parametrize(
    "code",
    [
        '"""The clock of a clinic."""',
        'x = "clinic-is-over"',
        'x = f"{a} and {b}"',
        'x = "Value error, "',
        'x = f"{a}: {b}."',
    ],
)
def test_what_is_no_sentence_for_people_is_not(code: str) -> None:
    assert said(code) == []


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ('f"This clinic is {clinic.status}; it stays."', "This clinic is {status}; it stays."),
        ('f"There are {len(groups)} groups here."', "There are {groups} groups here."),
        ('f"The {spoken(current.name)} step is over."', "The {name} step is over."),
        ('f"Day {day} has {minutes // 60} hours."', "Day {day} has {minutes} hours."),
        ('f"“{a.title}” is before “{b.title}”."', "“{title}” is before “{title2}”."),
        ('f"Only {MOST_NOTES:,} are kept here."', "Only {most_notes} are kept here."),
        ('"A line " f"with {a}."', "A line with {a}."),
    ],
)
def test_a_sentence_with_values_has_a_named_place_for_each(code: str, form: str) -> None:
    assert said(f"x = {code}") == [form]


def test_where_the_code_chooses_between_words_each_choice_is_a_sentence_of_its_own() -> None:
    code = "x = f\"Try again in {minutes} minute{'' if minutes == 1 else 's'}.\""
    assert said(code) == ["Try again in {minutes} minute.", "Try again in {minutes} minutes."]


def test_a_choice_may_have_values_in_it_too() -> None:
    code = "x = f\"{'One person is' if len(gone) == 1 else f'{len(gone)} people are'} missing.\""
    assert said(code) == ["One person is missing.", "{gone} people are missing."]


def test_examples_that_are_there_in_every_language_need_no_translation() -> None:
    assert said('EXAMPLES = {"en": "How do I say no?", "de": "Wie sage ich nein?"}') == []


def test_where_only_refusals_are_said_to_people_the_rest_is_left_out() -> None:
    code = 'log("It went wrong.")\nraise conflict("over", f"This is {state} now.")\nraise invalid("is empty; send one")'
    assert list(sentences_of(code, REFUSALS)) == ["This is {state} now.", "is empty; send one"]


def test_the_catalogs_know_what_services_protocols_and_pages_say() -> None:
    said = {
        "There is nothing here, or it is not shared with you.",
        "This clinic is {status}; its case stays as it was brought.",
        "Ask to understand; no advice yet. A good question often sheds new light.",
        "related experience",
        "Case clinic",
        "set aside",
        "Skip to the content",
    }
    assert said <= {text.id for text in all_texts()}
