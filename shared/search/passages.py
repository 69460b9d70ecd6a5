"""Where in a text the words stand that were asked for. Pure."""

from typing import NamedTuple

from shared.search.words import Asked, Language, Word, words

AROUND = 70
"""How many characters are shown before and after what was found."""


class Passage(NamedTuple):
    """A piece of a text on one line, and the places in it (from, to) of the words that were asked for."""

    text: str
    marks: tuple[tuple[int, int], ...]


def passage(text: str, asked: Asked, language: Language) -> Passage | None:
    """The piece of a text around the first word that was asked for; None where there is no such word."""
    text = " ".join(text.split())
    found = [word for word in words(text) if asked.matches(word.text, language)]
    if not found:
        return None
    start, end = _piece(text, found[0])
    ahead = "…" if start else ""
    shift = len(ahead) - start
    marks = tuple((word.start + shift, word.end + shift) for word in found if start <= word.start and word.end <= end)
    return Passage(f"{ahead}{text[start:end]}{'…' if end < len(text) else ''}", marks)


def _piece(text: str, first: Word) -> tuple[int, int]:
    """Whole words only, unless one is longer than all that is shown."""
    start = max(0, first.start - AROUND)
    if start and (space := text.find(" ", start, first.start)) >= 0:
        start = space + 1
    end = min(len(text), first.end + AROUND)
    if end < len(text) and (space := text.rfind(" ", first.end, end)) >= 0:
        end = space
    return start, end
