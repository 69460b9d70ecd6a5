"""Which texts fit a question best: Okapi BM25, with the weights of a text's parts in its word counts. Pure."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.search.words import LANGUAGES, Asked, Language, begins_with, folded, language_of, stems, words

SATURATION = 1.2
"""k1: how little a word's tenth occurrence adds to its first."""
LENGTH = 0.75
"""b: how much a long text must say a word more often than a short one."""
BEGINNING = 0.5
"""What a word counts that only begins with what was asked for."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text as the index knows it: its language, its stems with their weighted counts, its weighted length."""

    language: Language
    terms: Mapping[str, float]
    length: float

    @classmethod
    def of(cls, parts: Iterable[tuple[str, float]]) -> "Document":
        """From its parts, each with its weight: a word of a title counts for more than one of a long story."""
        parts = list(parts)
        language = language_of(" ".join(text for text, _ in parts))
        terms: Counter[str] = Counter()
        length = 0.0
        for text, weight in parts:
            for word in words(text):
                found = stems(word.text, language)
                for stem in found:
                    terms[stem] += weight  # type: ignore[assignment]
                length += weight if found else 0
        return cls(language, dict(terms), length)


@dataclass(frozen=True, slots=True)
class Found:
    """One that fits, how well, and how many of the words asked for it has in full."""

    key: str
    score: float
    words: int


class Index:
    """Documents by their stems. Adding one costs what is in it, not what is in the others."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._postings: dict[Language, dict[str, dict[str, float]]] = {name: defaultdict(dict) for name in LANGUAGES}
        self._sorted: dict[Language, list[str]] = {}
        self._length = 0.0

    def __len__(self) -> int:
        return len(self._documents)

    def put(self, key: str, document: Document) -> None:
        self.drop(key)
        self._documents[key] = document
        self._length += document.length
        postings = self._postings[document.language]
        for term, count in document.terms.items():
            postings[term][key] = count
        self._sorted.pop(document.language, None)

    def drop(self, key: str) -> None:
        gone = self._documents.pop(key, None)
        if gone is None:
            return
        self._length -= gone.length
        postings = self._postings[gone.language]
        for term in gone.terms:
            del postings[term][key]
            if not postings[term]:
                del postings[term]
        self._sorted.pop(gone.language, None)

    def find(self, asked: Asked) -> list[Found]:
        """Whatever has at least one of the words, the best first; of equals, the one with the smaller key."""
        scores: dict[str, float] = defaultdict(float)
        full: Counter[str] = Counter()
        for word in asked.words:
            counts, whole = self._counts(word, asked)
            rarity = math.log(1 + (len(self) - len(counts) + 0.5) / (len(counts) + 0.5))
            for key, count in counts.items():
                scores[key] += rarity * self._weight(key, count)
            full.update(whole)
        found = [Found(key, score, full[key]) for key, score in scores.items()]
        return sorted(found, key=lambda found: (-found.score, found.key))

    def _counts(self, word: str, asked: Asked) -> tuple[dict[str, float], set[str]]:
        """How often each document has a word, and which have it in full."""
        counts: dict[str, float] = {}
        whole: set[str] = set()
        for language, postings in self._postings.items():
            known = asked.stems(language).get(word)
            if not postings or known is None:
                continue
            for stem in known:
                for key, count in postings.get(stem, {}).items():
                    counts[key] = max(counts.get(key, 0), count)
                    whole.add(key)
            for term in self._beginning(language, word):
                for key, count in postings[term].items():
                    counts[key] = max(counts.get(key, 0), count * BEGINNING)
        return counts, whole

    def _weight(self, key: str, count: float) -> float:
        average = self._length / len(self) or 1
        norm = 1 - LENGTH + LENGTH * self._documents[key].length / average
        return count * (SATURATION + 1) / (count + SATURATION * norm)

    def _beginning(self, language: Language, word: str) -> Iterator[str]:
        if language not in self._sorted:
            self._sorted[language] = sorted(self._postings[language])
        terms = self._sorted[language]
        prefix = folded(word)
        place = bisect_left(terms, prefix)
        while place < len(terms) and begins_with(terms[place], word):
            yield terms[place]
            place += 1
