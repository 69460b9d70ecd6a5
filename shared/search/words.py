"""Words and their stems. Pure.

Stems are made by the rules of the language that a text is in, so that "handing over" and "handover", or "Übergaben" and
"Übergabe", meet. Diacritics are folded, for people leave them out when they search. Which rules a text is stemmed by is told
by its small words, which are then left out: they stand in every text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

import snowballstemmer

type Language = Literal["en", "fr", "de", "es", ""]
"""Empty where it can't be told: then words are taken as they are."""


def _small(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL_WORDS: dict[Language, frozenset[str]] = {
    "en": _small("""
        the a an and or but of to in on at by for with from as is are was were be been it its this that these those we i
        you they he she our your their my us them do does did have has had not no if so what how who which when where
        why there can will would should could about into than then too very just
    """),
    "fr": _small("""
        le la les un une des du de et ou mais à au aux en dans sur par pour avec sans est sont était être ce cet cette
        ces que qui quoi dont où nous vous ils elles il elle je on notre nos votre leur leurs mon ma mes son sa ses ne
        pas plus se si comment quand pourquoi quel quelle y avons avez ont ai a très bien
    """),
    "de": _small("""
        der die das den dem des ein eine einen einem einer eines und oder aber von zu zum zur im in am an auf bei mit
        für aus als ist sind war waren sein es dies diese dieser dieses wir ich ihr sie er uns unser unsere mein ihre
        nicht kein keine wenn so was wie wer wann wo warum haben hat hatte werden wird kann sich nach über vor noch
        auch nur man
    """),
    "es": _small("""
        el la los las un una unos unas y o pero de del a al en con por para sin es son era ser fue este esta estos
        estas ese eso que quien cual cuando donde como cómo qué quién nosotros yo ellos ella él nuestro nuestra su sus
        mi mis no más se si lo le les nos hay han ha he hemos muy también ya
    """),
}
LANGUAGES: tuple[Language, ...] = ("en", "fr", "de", "es", "")
_NAMES = {"en": "english", "fr": "french", "de": "german", "es": "spanish"}
_STEMMERS = {language: snowballstemmer.stemmer(name) for language, name in _NAMES.items()}
_WORD = re.compile(r"[^\W_]+")
_APART = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
ENOUGH = 2
"""How many small words tell a language."""
LONGEST = 40


class Word(NamedTuple):
    """A word where it stands in a text, in small letters."""

    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Words and numbers; single letters, such as those before an apostrophe, are none."""
    for found in _WORD.finditer(text):
        word = found[0]
        if len(word) > 1 or word.isdigit() or ord(word) > 0x2E80:  # noqa: PLR2004 - there one sign is a word
            yield Word(word.casefold()[:LONGEST], found.start(), found.end())


def language_of(text: str) -> Language:
    """The language whose small words stand in a text most often; none where there are too few, or as many of two."""
    counts: dict[Language, int] = dict.fromkeys(SMALL_WORDS, 0)
    for word in words(text):
        for language, small in SMALL_WORDS.items():
            counts[language] += word.text in small
    (first, most), (_, second) = sorted(counts.items(), key=lambda count: -count[1])[:2]
    return first if most >= ENOUGH and most > second else ""


@lru_cache(maxsize=65536)
def stems(word: str, language: Language) -> tuple[str, ...]:
    """What a word is found by; nothing for small words. With and without its diacritics it may have two stems."""
    if word in SMALL_WORDS.get(language, frozenset()):
        return ()
    if language == "":
        return (folded(word),)
    stem = _STEMMERS[language].stemWord
    return tuple(dict.fromkeys((folded(stem(word)), stem(folded(word)))))


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """Without diacritics."""
    apart = unicodedata.normalize("NFKD", word.translate(_APART))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


class Asked:
    """What somebody searches for: its words, by the rules of whichever language a text has."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(word.text for text in texts for word in words(text)))
        self._stems: dict[Language, dict[str, tuple[str, ...]]] = {}

    def stems(self, language: Language) -> dict[str, tuple[str, ...]]:
        """By word; without small words of this language."""
        if language not in self._stems:
            found = {word: stems(word, language) for word in self.words}
            self._stems[language] = {word: known for word, known in found.items() if known}
        return self._stems[language]

    def matches(self, word: str, language: Language) -> bool:
        """Whether a text's word is one of those asked for, or begins with one."""
        mine = stems(word, language)
        return bool(mine) and any(
            not set(mine).isdisjoint(known) or begins_with(folded(word), asked)
            for asked, known in self.stems(language).items()
        )


SHORTEST_BEGINNING = 4


def begins_with(word: str, asked: str) -> bool:
    """Whether a word begins with what was asked for: how a part of a compound is found, or of a word still being typed."""
    return len(asked) >= SHORTEST_BEGINNING and word.startswith(folded(asked))
