"""One thing the doctor found."""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """How a finding is to be taken."""

    FINE = "ok  "
    NOTE = "--  "
    BAD = "BAD "


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence and how to take it; `BAD` means that Convene can't do its work without it."""

    mark: Mark
    text: str

    def line(self) -> str:
        return f"{self.mark.value}{self.text}"


def fine(text: str) -> Finding:
    return Finding(Mark.FINE, text)


def note(text: str) -> Finding:
    return Finding(Mark.NOTE, text)


def bad(text: str) -> Finding:
    return Finding(Mark.BAD, text)
