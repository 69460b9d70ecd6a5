"""What became of advice: in numbers, as bars, and in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.gateway.i18n.gettext import _, ngettext
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
        if not self.total:
            return _("{title}: none yet.").format(title=self.title)
        told = ", ".join(f"{part.count} {part.label}" for part in self.parts if part.count)
        return _("{title}: {total}. {parts}.").format(title=self.title, total=self.total, parts=told)


@dataclass(frozen=True)
class Figure:
    """A number that says how far advice got, with its share of all that was given, in hundredths."""

    label: str
    count: int
    share: int


def figures(counts: c.AdviceCounts) -> tuple[Figure, ...]:
    """The way of advice: given, taken along, tried, and helped."""
    along = counts.outcomes
    steps = (
        (_("given"), counts.given),
        (_("taken along"), along.total),
        (_("tried"), along.tried + along.adapted),
        (_("helped"), along.helped),
    )
    return tuple(
        Figure(label, count, round(100 * count / counts.given) if counts.given else 0) for label, count in steps
    )


def bars(counts: c.AdviceCounts) -> tuple[Bar, Bar]:
    return given_bar(_("Advice given"), counts), outcome_bar(_("Taken along"), counts.outcomes)


def given_bar(title: str, counts: c.AdviceCounts) -> Bar:
    return _bar(
        title,
        counts.given,
        (
            ("taken", _("taken as it was"), counts.taken),
            ("adapted", _("adapted"), counts.adapted),
            ("set_aside", _("set aside"), counts.set_aside),
            ("unsaid", _("not spoken of"), counts.unsaid),
        ),
    )


def outcome_bar(title: str, counts: c.OutcomeCounts) -> Bar:
    return _bar(
        title,
        counts.total,
        (
            ("helped", _("tried, and it helped"), counts.helped),
            ("did_not_help", _("tried, and it did not help"), counts.did_not_help),
            ("too_early", _("tried, too early to tell"), counts.too_early),
            ("not_tried", _("not tried"), counts.not_tried),
            ("unanswered", _("still unanswered"), counts.unanswered),
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


def advice_words(counts: c.AdviceCounts) -> str:
    """One case's advice in a line, with what the numbers are out of."""
    if not counts.given:
        return _("No advice was given.")
    first = ngettext(
        "Of {count} piece of advice {along} taken along",
        "Of {count} pieces of advice {along} taken along",
        counts.given,
    ).format(count=counts.given, along=counts.outcomes.total)
    told = [f"{part.count} {part.label}" for part in outcome_bar("", counts.outcomes).parts if part.count]
    return _("{sentence}: {parts}.").format(sentence=first, parts=", ".join(told)) if told else f"{first}."
