"""What services say in English, said in another language.

Services know no languages. A sentence of theirs with values in it, such as "This clinic is running; its case stays as it was
brought.", is recognised by its form, "This clinic is {status}; its case stays as it was brought."
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

FORM = "Said by a service; {...} stands for what it puts in, which is looked up by itself."
"""The remark that marks the form of a sentence with values in a catalog."""
LONGEST = 1000
"""Characters of what is looked at. What services say is shorter; a longer text is somebody's own."""
MOST_SENTENCES = 10
"""What services say has fewer; of a text with more, no part is looked at by itself."""
REMEMBERED = 4096

_PLACE = re.compile(r"\{(\w+)\}")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!:]) |(?<=[.?!:]”) ")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_NUMBERED = re.compile(r"(.+) (\d+)", re.DOTALL)


class Formats(Protocol):
    """How the language writes lists and days."""

    def all(self, several: Iterable[str]) -> str: ...

    def any(self, several: Iterable[str]) -> str: ...

    def reread(self, text: str) -> str: ...


class Form(NamedTuple):
    """A sentence with places for values: how to recognise it, and what it is in the other language."""

    fixed: tuple[str, ...]
    """What stands between the places: quicker to look for than the whole."""
    pattern: re.Pattern[str]
    quoted: frozenset[str]
    """Places in quotes: what stands there is somebody's own word, and stays."""
    translation: str


class Phrases:
    """The words of one language for what services say."""

    def __init__(self, known: Mapping[str, str], forms: Iterable[tuple[str, str]], formats: Formats) -> None:
        """`known` sentences and words, and `forms`, each with what they are in the language."""
        self._known = known
        closest_first = sorted(forms, key=lambda form: -len(_PLACE.sub("", form[0])))
        self._forms = [_form(text, translation) for text, translation in closest_first]
        self._formats = formats
        self.told = lru_cache(REMEMBERED)(self._told)
        # A text made up to look like sentences within sentences would have each part looked at again and again.
        self._whole = lru_cache(REMEMBERED)(self._one)

    def _told(self, text: str) -> str:
        """The text in this language, whole or sentence by sentence; as it is where it is not known."""
        return text if len(text) > LONGEST else self._sentences(text) or text

    def _sentences(self, text: str) -> str | None:
        ends = [found.end() for found in _SENTENCE_ENDS.finditer(text)]
        if len(ends) >= MOST_SENTENCES:
            ends = []

        @cache
        def after(start: int) -> str | None:
            """What is said from one of the sentences on; None where a part of it is not known."""
            if known := self._known.get(text[start:]):
                return known
            for end in reversed(ends):
                if end > start and (said := self._whole(text[start : end - 1])) and (rest := after(end)):
                    return f"{said} {rest}"
            return self._joined(text[start:]) or self._whole(text[start:])

        return after(0)

    def _one(self, text: str) -> str | None:
        return self._known.get(text) or self._formed(text)

    def _formed(self, text: str) -> str | None:
        for form in self._forms:
            if all(piece in text for piece in form.fixed) and (found := form.pattern.fullmatch(text)):
                return self._filled(form, found.groupdict())
        return None

    def _joined(self, text: str) -> str | None:
        """Several reasons, with "; " between them."""
        reasons = text.split("; ")
        said = [self._whole(reason) for reason in reasons] if len(reasons) > 1 else [None]
        return "; ".join(filter(None, said)) if all(said) else None

    def _filled(self, form: Form, values: Mapping[str, str]) -> str:
        told = {name: value if name in form.quoted else self._value(value) for name, value in values.items()}
        return _PLACE.sub(lambda place: told.get(place[1], ""), form.translation)

    def _value(self, value: str) -> str:
        """What a sentence was filled with: words of ours, several of them, a place in a row, a day, or what somebody wrote."""
        if said := self._sentences(value):
            return said
        if value.endswith((".", "?", "!")):
            return value  # somebody's own sentence: its "and" and "or" list nothing
        if found := _ORDINAL.fullmatch(value):
            return found[1]
        if found := _NUMBERED.fullmatch(value):
            return f"{self._told(found[1])} {found[2]}" if found[1] in self._known else self._formats.reread(value)
        for joint, listed in ((" and ", self._formats.all), (" or ", self._formats.any)):
            start, _, last = value.rpartition(joint)
            if start:
                return listed(self._told(name) for name in (*start.split(", "), last))
        return self._formats.reread(value)


def _form(text: str, translation: str) -> Form:
    pieces = _PLACE.split(text)
    places = list(zip(pieces[::2], pieces[1::2], strict=False))
    quoted = {name for before, name in places if before.endswith(("“", "'"))}
    pattern = "".join(re.escape(before) + _value_of(name, text, quoted) for before, name in places) + re.escape(
        pieces[-1]
    )
    return Form(tuple(filter(None, pieces[::2])), re.compile(pattern, re.DOTALL), frozenset(quoted), translation)


def _value_of(name: str, text: str, quoted: set[str]) -> str:
    """What may stand in a place: anything between quotes or at the end, elsewhere nothing that goes on to another sentence."""
    anything = name in quoted or text.endswith("{" + name + "}")
    return f"(?P<{name}>.*?)" if anything else f"(?P<{name}>(?:(?![.?!] ).)*?)"
