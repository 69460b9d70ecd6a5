"""The roll of a stop as a form: who should be there, in pieces that one form holds; and what a sent form said."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any, get_args

from shared.contracts import trips as t
from shared.contracts.types import Id
from shared.domain import invalid

MARK = "mark-"
"""The fields of the roll: this, and the member's id."""
ON_ONE_FORM = 40
"""So many people are on one form: a larger group has several."""
PRESENCES: tuple[str, ...] = get_args(t.Presence.__value__)


@dataclass(frozen=True)
class Sheet:
    """As many people as one form holds."""

    number: int
    people: tuple[t.RollLine, ...]

    @property
    def open(self) -> tuple[Id, ...]:
        """Of whom nobody knows where they are."""
        return tuple(person.member_id for person in self.people if not person.accounted)

    @property
    def was(self) -> tuple[str, ...]:
        """What is known of each already, so that a form says no more than what is new."""
        return tuple(f"{person.member_id}:{person.presence}" for person in self.people if person.presence)


@dataclass(frozen=True)
class Roll:
    """Who should be at a stop: those who are not accounted for first."""

    view: t.RollView
    sheets: tuple[Sheet, ...]


def roll_of(view: t.RollView, names: Mapping[Id, str]) -> Roll:
    order = sorted(view.people, key=lambda person: (person.group or 0, names.get(person.member_id, "").casefold()))
    some = enumerate(batched(order, ON_ONE_FORM), 1)
    return Roll(view, tuple(Sheet(number, people) for number, people in some))


def marks_in(fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was marked anew, one by one; and where all the others are said to be here, those nobody could account for.

    What the form showed as known already was seen then, not now: said again, it would hide what was seen since elsewhere.
    """
    known = set(fields.get("was", "").split())
    said = {
        name.removeprefix(MARK): presence
        for name, presence in fields.items()
        if name.startswith(MARK) and presence in PRESENCES
    }
    if fields.get("rest") == "present":
        said = {**dict.fromkeys(fields.get("open", "").split(), "present"), **said}
    marks = [
        {"member_id": member, "presence": presence}
        for member, presence in said.items()
        if f"{member}:{presence}" not in known
    ]
    if not marks:
        raise invalid("Nobody was marked anew. Say of somebody whether they are here, absent or gone home.", "marks")
    return marks
