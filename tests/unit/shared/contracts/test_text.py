"""The one rule for whatever people write."""

import inspect
import typing
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, TypeAdapter, ValidationError

from shared.contracts.base import Command
from shared.contracts.community import MemberJoined
from shared.contracts.text import cleaned, cleaned_line
from shared.contracts.trips import Stop
from shared.contracts.types import Line, Paragraphs, Text
from tests.unit.shared.contracts.test_contracts import COMMANDS

LINE, TEXT, PARAGRAPHS = (TypeAdapter[str](kind) for kind in (Line, Text, Paragraphs))
ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=60)
"""Halves of characters, too."""


@pytest.mark.parametrize("kind", [LINE, TEXT, PARAGRAPHS], ids=["line", "text", "paragraphs"])
@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x0b", "\x1b", "\x1f", "\x7f", "\u202a", "\u202e", "\u2066", "\u2069"],
    ids=ascii,
)
def test_what_nobody_can_read_is_refused_with_its_place(kind: TypeAdapter[str], character: str) -> None:
    with pytest.raises(ValidationError, match="at position 1"):
        kind.validate_python(f"a{character}b")


@pytest.mark.parametrize("kind", [LINE, TEXT, PARAGRAPHS], ids=["line", "text", "paragraphs"])
def test_half_of_a_character_is_refused(kind: TypeAdapter[str]) -> None:
    with pytest.raises(ValidationError, match="valid string"):
        kind.validate_python("a\ud800b")


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"], ids=ascii)
def test_the_line_ends_of_other_programs_are_line_ends_and_in_a_title_spaces(separator: str) -> None:
    assert TEXT.validate_python(f"one{separator}two") == "one\ntwo"
    assert LINE.validate_python(f"one{separator}two") == "one two"


def test_what_windows_keeps_among_the_controls_is_what_it_meant() -> None:
    assert LINE.validate_python("\x91so\x92 \x96 and \x80") == "‘so’ – and €"
    assert TEXT.validate_python("\x81") == "\ufffd", "what it did not use is seen to be missing"


def test_a_title_is_one_line_and_a_tab_in_it_a_space() -> None:
    assert LINE.validate_python("one\ttwo") == "one two"
    with pytest.raises(ValidationError, match="must be a single line"):
        LINE.validate_python("one\ntwo")


def test_what_looks_like_mail_encoding_is_a_title_like_any_other() -> None:
    assert LINE.validate_python("=?utf-8?q?x?=") == "=?utf-8?q?x?="


@given(ANYTHING)
def test_whatever_is_accepted_can_be_mailed_and_is_accepted_again_as_it_is(written: str) -> None:
    for kind, kept in ((LINE, set()), (TEXT, {"\n", "\t"})):
        try:
            taken = kind.validate_python(written)
        except ValidationError:
            continue
        assert not {name for name in taken if unicodedata.category(name) in ("Cc", "Cs", "Zl", "Zp")} - kept
        assert kind.validate_python(taken) == taken
        assert cleaned(taken) == taken


@given(ANYTHING)
def test_anything_that_was_ever_kept_can_be_cleaned(kept: str) -> None:
    assert not {name for name in cleaned(kept) if unicodedata.category(name) in ("Cc", "Cs", "Zl", "Zp")} - {"\n", "\t"}
    assert not {name for name in cleaned_line(kept) if unicodedata.category(name) in ("Cc", "Cs", "Zl", "Zp")}


OWN = {
    "BeginAttempt",
    "DisableChannel",
    "DisableHook",
    "DropMessage",
    "EndAttempt",
    "QueueMessage",
    "RingTimer",
    "SetTimers",
}
"""Commands that services give themselves: what stands in them nobody typed."""
CHECKED_ELSEWHERE = {"AddHook.url"}


def free_texts(annotation: Any, metadata: tuple[Any, ...] = ()) -> bool:
    """Whether something in it is a text that no rule looks at."""
    while isinstance(annotation, typing.TypeAliasType):
        annotation = annotation.__value__
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *more = typing.get_args(annotation)
        return free_texts(inner, (*metadata, *more))
    if annotation is str:
        return not any(isinstance(name, AfterValidator) or getattr(name, "pattern", None) for name in metadata)
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return any(
            free_texts(model_field.annotation, tuple(model_field.metadata))
            for model_field in annotation.model_fields.values()
        )
    if typing.get_origin(annotation) is typing.Literal:
        return False
    return any(free_texts(get_arg) for get_arg in typing.get_args(annotation))


@pytest.mark.parametrize(
    "command", [name for name in COMMANDS if name.__name__ not in OWN], ids=lambda name: name.__name__
)
def test_every_text_in_a_command_follows_a_rule(command: type[Command]) -> None:
    free = {
        f"{command.__name__}.{name}"
        for name, model_field in command.model_fields.items()
        if name != "code" and free_texts(model_field.annotation, tuple(model_field.metadata))
    }
    assert free <= CHECKED_ELSEWHERE


def test_what_was_kept_before_there_was_the_rule_is_still_read() -> None:
    """Within events there are values that have rules of their own."""
    kept = {"title": "Mill\u2028at \x91noon\x92", "at": "Gate\x85two", "minutes": 30}
    stop = Stop.model_validate(kept)
    assert (stop.title, stop.at) == ("Mill at ‘noon’", "Gate two")
    joined = MemberJoined(
        community_id=f"community-{'a' * 26}",
        member_id=f"member-{'a' * 26}",
        role="member",
        name="Zo\x91e\u2028",
        email="a(b)..c@d",
    )
    assert (joined.name, joined.email) == ("Zo\x91e\u2028", "a(b)..c@d"), "facts stay as they are"
