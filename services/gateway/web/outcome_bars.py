"""What became of advice, as two bars: of all that was given, and of all that was taken along. And the same in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.contracts import clinic as c

WIDTH = 600.0
"""Of a bar, in the units of its picture."""
READABLE = 24.0
"""How wide a part must be for its number to fit in."""


@dataclass(frozen=True)
class Part:
    """One part of a bar."""

    name: str
    label: str
    count: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def readable(self) -> bool:
        return self.width >= READABLE


@dataclass(frozen=True)
class Bar:
    """A whole and its parts; those of nothing have no width."""

    title: str
    total: int
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """The picture for those who do not see it."""
        told = ", ".join(f"{part.count} {part.label}" for part in self.parts if part.count)
        return f"{self.title}: {self.total}. {told}." if self.total else f"{self.title}: none yet."


def bars(counts: c.AdviceCounts) -> tuple[Bar, Bar]:
    given = (
        ("taken", "taken as it was", counts.taken),
        ("adapted", "adapted", counts.adapted),
        ("set_aside", "set aside", counts.set_aside),
        ("unsaid", "not spoken of", counts.unsaid),
    )
    return _bar("Advice given", counts.given, given), outcome_bar("Taken along", counts.outcomes)


def outcome_bar(title: str, counts: c.OutcomeCounts) -> Bar:
    return _bar(
        title,
        counts.total,
        (
            ("helped", "tried, and it helped", counts.helped),
            ("did_not_help", "tried, and it did not help", counts.did_not_help),
            ("too_early", "tried, too early to tell", counts.too_early),
            ("not_tried", "not tried", counts.not_tried),
            ("unanswered", "still unanswered", counts.unanswered),
        ),
    )


def _bar(title: str, total: int, numbers: Sequence[tuple[str, str, int]]) -> Bar:
    return Bar(title, total, tuple(_parts(total, numbers)))


def _parts(total: int, numbers: Sequence[tuple[str, str, int]]) -> Iterator[Part]:
    before = 0
    for name, label, count in numbers:
        start, end = (round(WIDTH * n / total, 1) if total else 0.0 for n in (before, before + count))
        yield Part(name, label, count, start, round(end - start, 1))
        before += count


def outcomes_in_words(counts: c.AdviceCounts) -> str:
    """One case's advice in a line, with what the numbers are out of."""
    along = counts.outcomes.total
    if not counts.given:
        return "No advice was given."
    first = f"Of {counts.given} {'piece' if counts.given == 1 else 'pieces'} of advice {along} taken along"
    told = [(part.count, part.label) for part in outcome_bar("", counts.outcomes).parts if part.count]
    return f"{first}: {', '.join(f'{count} {label}' for count, label in told)}." if told else f"{first}."
