"""The one rule for whatever people write."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.contracts.text import cleaned, cleaned_line
from shared.contracts.types import Line, Paragraphs, Text

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
        assert not {one for one in taken if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")} - kept
        assert kind.validate_python(taken) == taken
        assert cleaned(taken) == taken


@given(ANYTHING)
def test_anything_that_was_ever_kept_can_be_cleaned(kept: str) -> None:
    assert not {one for one in cleaned(kept) if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")} - {"\n", "\t"}
    assert not {one for one in cleaned_line(kept) if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")}
