"""A case as its presenter has it so far, and how its question is read."""

import re
from dataclasses import dataclass
from functools import cached_property

from services.clinic.domain.readiness.vocabulary import WORDINGS, Wording
from shared.contracts import clinic as c

_MARKS = re.compile(r"[?!？؟]*[?？؟][?!？؟]*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*'?")
_ELIDED = re.compile(r"^([cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(.+)$")


@dataclass(frozen=True)
class Draft:
    """What there is of a case."""

    question: str
    need: str | None = None
    urgency: c.Urgency | None = None
    actual: bool | None = None

    @cached_property
    def plain(self) -> str:
        """The question in small letters, with one kind of apostrophe and single spaces."""
        return re.sub(r"\s+", " ", self.question.replace("’", "'").casefold()).strip()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words in order. What French runs together is parted: `qu'est-ce` is `qu'` and `est-ce`."""
        return tuple(part for word in _WORD.findall(self.plain) for part in _parted(word))

    @cached_property
    def marks(self) -> int:
        """How many questions end in a mark; `?!` is one."""
        return len(_MARKS.findall(self.plain))

    @cached_property
    def language(self) -> c.Language | None:
        """The language that knows most of its words; None where none does better than the others."""
        known = {name: sum(word in wording.telling for word in self.words) for name, wording in WORDINGS.items()}
        if "¿" in self.question:
            return "es"
        best = max(known.values())
        leaders = [name for name, count in known.items() if count == best]
        return leaders[0] if best and len(leaders) == 1 else None

    @property
    def wording(self) -> Wording | None:
        return WORDINGS[self.language] if self.language else None

    @cached_property
    def opens_with(self) -> str | None:
        """The word that makes it a question, at its beginning or behind what may stand there; else its first word."""
        wording = self.wording
        if wording is None or not self.words:
            return None
        first = next((word for word in self.words if word not in wording.before), self.words[0])
        return first


def _parted(word: str) -> tuple[str, ...]:
    found = _ELIDED.match(word)
    return (f"{found[1]}'", *_parted(found[2])) if found else (word,)
