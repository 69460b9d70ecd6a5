"""What the readiness check says of questions as people bring them."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clinic.domain.readiness import ALWAYS, WORDS_UNREAD, check
from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.vocabulary import WORDINGS
from shared.contracts import clinic as c

QUESTIONS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("questions.toml").read_text())["question"]
READY = {"need": "It happened on Tuesday.", "urgency": "soon", "actual": True}


def draft(one: dict[str, Any]) -> Draft:
    said: dict[str, Any] = {**READY, **{name: one[name] or None for name in READY if name in one}}
    if one.get("actual") == "no":
        said["actual"] = False
    return Draft(question=one["ask"], **said)


def concerns(readiness: c.Readiness) -> list[str]:
    return [one.concern for one in readiness.sharpen]


@pytest.mark.parametrize("one", QUESTIONS, ids=[f"{place} {one['ask'][:40]}" for place, one in enumerate(QUESTIONS)])
def test_the_check_finds_what_somebody_who_knows_clinics_would(one: dict[str, Any]) -> None:
    found = check(draft(one))
    assert (concerns(found), found.language) == (one["finds"], one["language"] or None)


def test_there_are_questions_of_every_concern_and_every_language() -> None:
    assert {concern for one in QUESTIONS for concern in one["finds"]} == set(get_args(c.Concern.__value__))
    for language in WORDINGS:
        of_it = [one for one in QUESTIONS if one["language"] == language]
        assert any(one["finds"] for one in of_it)
        assert sum(not one["finds"] for one in of_it) > 1, f"good ones in {language}, too"


def test_what_only_people_can_tell_is_always_said_and_what_was_not_read_where_it_was_not() -> None:
    assert check(draft(QUESTIONS[0])).not_judged == (ALWAYS,)
    assert check(Draft(question="Hoe gaat het nu verder met ons?")).not_judged == (WORDS_UNREAD, ALWAYS)


def test_everything_that_is_found_says_what_to_do_and_shows_it_in_the_questions_language() -> None:
    for one in QUESTIONS:
        for found in check(draft(one)).sharpen:
            assert found.what and found.how
            if found.field == "question":
                assert found.example
            if found.example and one["language"]:
                read = Draft(question=re.sub(r"[„“”«»:]", " ", found.example))
                assert read.language == one["language"], found.example


@pytest.mark.parametrize("language", list(WORDINGS))
def test_the_examples_of_good_questions_are_good(language: c.Language) -> None:
    """What an example puts in the place of a poor question would not be found wanting itself."""
    examples: dict[str, str] = {}
    for one in QUESTIONS:
        if one["language"] == language:
            examples |= {
                found.concern: found.example for found in check(draft(one)).sharpen if found.field == "question"
            }
    assert examples
    for concern, example in examples.items():
        better = re.split(r"[:：]\s*(?=[“„«])", example)[-1].strip("“”„«» \u202f")
        left = [one for one in concerns(check(Draft(question=better, **READY))) if one != "yours"]  # type: ignore[arg-type]
        assert not left, f"{concern}: {better!r} is found wanting in {left}"


@given(st.text(max_size=200))
def test_no_question_whatever_breaks_the_check(text: str) -> None:
    found = check(Draft(question=text))
    assert len(set(concerns(found))) == len(found.sharpen), "each concern at most once"


@given(st.sampled_from(QUESTIONS), st.sampled_from(["\u2019", "'"]), st.sampled_from(["  ", " ", "\u00a0"]))
def test_how_it_is_typed_makes_no_difference(one: dict[str, Any], apostrophe: str, space: str) -> None:
    typed = one["ask"].replace("\u2019", apostrophe).replace(" ", space)
    assert concerns(check(draft({**one, "ask": typed}))) == one["finds"]
