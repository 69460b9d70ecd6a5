"""What became of somebody's advice, in words."""

from typing import Any

import pytest

from services.notify.domain.messages.outcome_text import advice_told
from shared.contracts.clinic import AdviceTold, OutcomeView, TakeawayView


def takeaway(text: str = "Go there.", **changed: Any) -> TakeawayView:
    parts = {
        "id": "said-" + "a" * 26,
        "member_id": "member-" + "a" * 26,
        "choice": "taken",
        "advice_ids": (),
        "text": text,
        "why": "",
        "outcome": None,
    }
    return TakeawayView.model_validate(parts | changed)


def advice(*takeaways: TakeawayView, text: str = "I went there.") -> AdviceTold:
    return AdviceTold(presenter_id="member-" + "a" * 26, advice=text, takeaways=takeaways)


def outcome(done: str, result: str | None, story: str = "") -> OutcomeView:
    return OutcomeView.model_validate({"done": done, "result": result, "story": story, "at": None})


def test_advice_comes_with_what_was_made_of_it_and_how_it_went() -> None:
    happened = outcome("tried", "helped", "Nine came.")
    words = advice_told(
        [advice(takeaway(outcome=happened)), advice(takeaway("Call.", choice="adapted"), text="Write.")], "Ann"
    )
    assert words.splitlines() == [
        "You advised: I went there.",
        "Ann took it along: Go there.",
        "Tried, and it helped.",
        "Nine came.",
        "",
        "You advised: Write.",
        "Ann adapted it: Call.",
    ]


def test_what_was_set_aside_comes_with_its_reason() -> None:
    words = advice_told([advice(takeaway(text="", choice="set_aside", why="Too far."))], "Ann")
    assert words.splitlines()[1:] == ["Ann set it aside: Too far."]


def test_advice_taken_as_it_is_is_not_said_twice() -> None:
    assert advice_told([advice(takeaway("I went there."))], "Ann").splitlines()[1:] == ["Ann took it along."]


@pytest.mark.parametrize(
    ("done", "result", "words"),
    [
        ("tried", "did_not_help", "Tried, and it did not help."),
        ("adapted", "helped", "Tried in another form, and it helped."),
        ("tried", "too_early", "Tried; too early to tell."),
        ("not_tried", None, "Not tried."),
        ("not_tried", "too_early", "Not tried yet."),
    ],
)
def test_every_outcome_has_its_words(done: str, result: str | None, words: str) -> None:
    assert advice_told([advice(takeaway(outcome=outcome(done, result)))], "Ann").splitlines()[-1] == words


def test_who_heard_nothing_about_their_advice_is_told_nothing() -> None:
    assert advice_told([], "Ann") == ""
