"""What the readiness check says of questions as people bring them."""

import re
import tomllib
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clinic.domain.readiness import ALWAYS, WORDS_UNREAD, check
from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.vocabulary import WORDINGS
from shared.contracts import clinic as c
from tests.support import ROOT

QUESTIONS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/support/clinic/questions.toml").read_text())["question"]
READY = {"need": "It happened on Tuesday.", "urgency": "soon", "actual": True}


def draft(document: dict[str, Any]) -> Draft:
    said: dict[str, Any] = {**READY, **{name: document[name] or None for name in READY if name in document}}
    if document.get("actual") == "no":
        said["actual"] = False
    return Draft(question=document["ask"], **said)


def concerns(readiness: c.Readiness) -> list[str]:
    return [sharpening.concern for sharpening in readiness.sharpen]


@pytest.mark.parametrize(
    "document", QUESTIONS, ids=[f"{place} {this_document['ask'][:40]}" for place, this_document in enumerate(QUESTIONS)]
)
def test_the_check_finds_what_somebody_who_knows_clinics_would(document: dict[str, Any]) -> None:
    found = check(draft(document))
    assert (concerns(found), found.language) == (document["finds"], document["language"] or None)


def test_there_are_questions_of_every_concern_and_every_language() -> None:
    assert {concern for document in QUESTIONS for concern in document["finds"]} == set(get_args(c.Concern.__value__))
    for language in WORDINGS:
        of_it = [document for document in QUESTIONS if document["language"] == language]
        assert any(document["finds"] for document in of_it)
        assert sum(not document["finds"] for document in of_it) > 1, f"good ones in {language}, too"


def test_what_only_people_can_tell_is_always_said_and_what_was_not_read_where_it_was_not() -> None:
    assert check(draft(QUESTIONS[0])).not_judged == (ALWAYS,)
    assert check(Draft(question="Hoe gaat het nu verder met ons?")).not_judged == (WORDS_UNREAD, ALWAYS)


def test_everything_that_is_found_says_what_to_do_and_shows_it_in_the_questions_language() -> None:
    for document in QUESTIONS:
        for found in check(draft(document)).sharpen:
            assert found.what and found.how
            if found.field == "question":
                assert found.example
            if found.example and document["language"]:
                read = Draft(question=re.sub(r"[„“”«»:]", " ", found.example))
                assert read.language == document["language"], found.example


@pytest.mark.parametrize("language", list(WORDINGS))
def test_the_examples_of_good_questions_are_good(language: c.Language) -> None:
    """What an example puts in the place of a poor question would not be found wanting itself."""
    examples: dict[str, str] = {}
    for document in QUESTIONS:
        if document["language"] == language:
            examples |= {
                found.concern: found.example for found in check(draft(document)).sharpen if found.field == "question"
            }
    assert examples
    for concern, example in examples.items():
        better = re.split(r"[:：]\s*(?=[“„«])", example)[-1].strip("“”„«» \u202f")
        left = [concern for concern in concerns(check(Draft(question=better, **READY))) if concern != "yours"]  # type: ignore[arg-type]
        assert not left, f"{concern}: {better!r} is found wanting in {left}"


@given(st.text(max_size=200))
def test_no_question_whatever_breaks_the_check(text: str) -> None:
    found = check(Draft(question=text))
    assert len(set(concerns(found))) == len(found.sharpen), "each concern at most once"


@given(st.sampled_from(QUESTIONS), st.sampled_from(["\u2019", "'"]), st.sampled_from(["  ", " ", "\u00a0"]))
def test_how_it_is_typed_makes_no_difference(document: dict[str, Any], apostrophe: str, space: str) -> None:
    typed = document["ask"].replace("\u2019", apostrophe).replace(" ", space)
    assert concerns(check(draft({**document, "ask": typed}))) == document["finds"]
