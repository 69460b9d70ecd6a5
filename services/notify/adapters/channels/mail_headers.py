"""The headers of a mail, folded so that every reader finds the very text that was put in.

Python's own folding reads `=?...?=` in a text as encoded already, and makes encoded words longer than the 75 characters that
RFC 2047 allows, of which some programs lose the rest.
"""

from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import Address, Group, HeaderRegistry, UniqueAddressHeader, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from textwrap import wrap
from typing import Any

_LINE = 76
"""Characters of a line that holds an encoded word; a word itself has one less."""
_AROUND = len("=?utf-8?b??=")
_USUAL_LINE = 78
_LONGEST_WORD = 60
_LONGEST_NAME = 60


def encoded_words(text: str, room: int = _LINE) -> list[str]:
    """The text as encoded words (RFC 2047), the first no longer than `room`, none cutting a character in two."""
    return [f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(text, room)]


def is_plain(text: str) -> bool:
    """Whether a text arrives as it is: ASCII alone, and nothing in it that reads as encoded or would be folded away."""
    longest = max(map(len, text.split()), default=0)
    return text.isascii() and "=?" not in text and "  " not in text and longest <= _LONGEST_WORD


def phrase(name: str, room: int = _LINE) -> list[str]:
    """A name before an address: nothing, one quoted text, or encoded words."""
    if is_plain(name) and not set(name) & set('"\\'):
        return [f'"{name}"'] if name else []
    return encoded_words(name, room)


def _pieces(text: str, room: int) -> Iterator[bytes]:
    piece, most = b"", _bytes_in(room)
    for character in text:
        more = character.encode()
        if piece and len(piece) + len(more) > most:
            yield piece
            piece, most = b"", _bytes_in(_LINE - 1)
        piece += more
    if piece:
        yield piece


def _bytes_in(room: int) -> int:
    return (min(room, _LINE - 1) - _AROUND) // 4 * 3


class _AsGiven(UniqueUnstructuredHeader):
    """A header whose text is the text that was given, whatever encoded words it seems to hold."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        super().parse(value, kwds)
        kwds["decoded"] = value


class _WholeHeader(_AsGiven):
    """A header kept on one line as given: folding would turn long ids and links into encoded words nobody follows."""

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # the registry adds `name`


class _SubjectHeader(_AsGiven):
    """A subject that begins on its own line: left to itself a long one begins on the next, after a space of its own."""

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        text = str(self)
        if is_plain(text):
            lines = wrap(
                text,
                _USUAL_LINE,
                initial_indent="Subject: ",
                subsequent_indent=" ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            lines = _indented("Subject:", encoded_words(text, _LINE - len("Subject: ")))
        return policy.linesep.join(lines or ["Subject: "]) + policy.linesep


class _PersonHeader(UniqueAddressHeader):
    """One person: their name, and their address, which is never folded or encoded."""

    @classmethod
    def parse(cls, value: Any, kwds: dict[str, Any]) -> None:
        assert isinstance(value, Address)
        kwds["groups"] = [Group(None, [value])]
        kwds["decoded"] = str(value)
        kwds["parse_tree"] = None

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        person = self.addresses[0]
        label = f"{self.name}:"  # type: ignore[attr-defined]  # the registry adds `name`
        name = phrase(person.display_name, _LINE - len(label) - 1)
        address = f"<{person.addr_spec}>" if name else person.addr_spec
        if len(name) == 1 and len(name[0]) + len(address) <= _LONGEST_NAME:
            name, address = [], f"{name[0]} {address}"
        return policy.linesep.join(_indented(label, [*name, address])) + policy.linesep


def _indented(label: str, parts: list[str]) -> list[str]:
    return [f"{label} {parts[0]}", *(f" {part}" for part in parts[1:])]


def policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe"):
        registry.map_to_type(name, _WholeHeader)  # type: ignore[arg-type]  # the registry adds the base class
    for name in ("from", "to"):
        registry.map_to_type(name, _PersonHeader)  # type: ignore[arg-type]  # the registry adds the base class
    registry.map_to_type("subject", _SubjectHeader)  # type: ignore[arg-type]  # the registry adds the base class
    return SMTP.clone(header_factory=registry, cte_type="7bit")
