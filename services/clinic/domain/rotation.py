"""Rotating clinics: which presenter is with which group in which round. Pure.

There are as many groups and as many rounds as presenters. Presenters belong to no group: in every round each of them is with
one, so that nobody ever sits in their own case and nobody is in two places. Everyone else belongs to one group. Each presenter
visits each group once, so whoever stays in a group hears each case once.

Presenters move to the next group, all in the same direction: that is easily said in a noisy room. Whoever leaves only leaves
gaps: nobody else's way changes.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.contracts.types import Id

type Groups = tuple[tuple[Id, ...], ...]
"""The members of each group. Groups are counted from 1 wherever people or events speak of them."""

type Rounds = tuple[tuple[Id, ...], ...]
"""For each round, who presents to the first group, the second, ..."""


def rounds_of(presenters: Sequence[Id]) -> Rounds:
    """Everyone's way: the first presenter begins with group 1, the second with group 2; after each round all go one further."""
    count = len(presenters)
    return tuple(tuple(presenters[(group - gone) % count] for group in range(count)) for gone in range(count))


def groups_of(people: Sequence[Id], presenters: Sequence[Id]) -> Groups:
    """Everyone but the presenters in as many groups as there are presenters, of sizes that differ by one at most.

    People are dealt out one by one: those named after each other, who often came together, sit in different groups.
    """
    listeners = [person for person in people if person not in presenters]
    return tuple(tuple(listeners[first :: len(presenters)]) for first in range(len(presenters)))


def sizes_of(listeners: int, groups: int) -> tuple[int, int]:
    """How many members the smallest and the largest group have."""
    return listeners // groups, -(-listeners // groups)


class Change(NamedTuple):
    """What moving to another group means for whoever moves."""

    again: tuple[Id, ...]
    """Presenters whose case they will hear a second time."""
    missed: tuple[Id, ...]
    """Presenters whose case they will not hear at all."""


class Rotation(BaseModel):
    """The groups of a clinic as they are now, and the presenters' ways through them."""

    model_config = ConfigDict(frozen=True)

    groups: Groups
    rounds: Rounds
    left: frozenset[Id] = frozenset()
    """Presenters who have left."""
    unheard: frozenset[Id] = frozenset()
    """Those of them who left before anything was said about their case: they got nothing to tell of later."""
    absent: dict[Id, int] = {}
    """Those who belong to no group now, and the group they belonged to."""

    @property
    def presenters(self) -> tuple[Id, ...]:
        return self.rounds[0]

    def group_of(self, member: Id) -> int | None:
        """The group somebody belongs to; presenters belong to none."""
        return next((number for number, group in enumerate(self.groups, 1) if member in group), None)

    def presents_to(self, presenter: Id, round_: int) -> int | None:
        """The group a presenter is with in a round; None for those who do not present, and for those who left."""
        if presenter in self.left or not 1 <= round_ <= len(self.rounds) or presenter not in self.presenters:
            return None
        return self.rounds[round_ - 1].index(presenter) + 1

    def with_group(self, group: int, round_: int) -> Id | None:
        """Who presents to a group in a round; None where that presenter has left, and the time is the group's own."""
        if not 1 <= round_ <= len(self.rounds):
            return None
        presenter = self.rounds[round_ - 1][group - 1]
        return None if presenter in self.left else presenter

    def free_rounds(self, group: int) -> tuple[int, ...]:
        """The rounds in which nobody presents to a group."""
        return tuple(number for number in range(1, len(self.rounds) + 1) if self.with_group(group, number) is None)

    @property
    def smallest(self) -> int:
        """The group with the fewest members, the first of several."""
        return min(range(1, len(self.groups) + 1), key=lambda number: (len(self.groups[number - 1]), number))

    def group_for(self, latecomer: Id) -> int:
        """Where somebody goes who comes late: to the smallest group, or back to where they were before."""
        return self.absent.get(latecomer, self.smallest)

    def change(self, member: Id, group: int, rounds_gone: int) -> Change:
        """What comes of moving somebody after so many rounds; the one that runs counts as gone."""
        home = self.group_of(member)
        before = [] if home is None else [pair[home - 1] for pair in self.rounds[:rounds_gone]]
        ahead = [pair[group - 1] for pair in self.rounds[rounds_gone:]]
        present = [presenter for presenter in self.presenters if presenter not in self.left]
        return Change(
            again=tuple(name for name in present if name in before and name in ahead),
            missed=tuple(name for name in present if name not in before and name not in ahead),
        )

    def placed(self, member: Id, group: int) -> "Rotation":
        """The same with somebody in this group, wherever they were before."""
        without = self.without(member)
        groups = tuple(
            (*members, member) if number == group else members for number, members in enumerate(without.groups, 1)
        )
        absent = {who: where for who, where in without.absent.items() if who != member}
        return self.model_copy(update={"groups": groups, "absent": absent})

    def without(self, member: Id) -> "Rotation":
        """The same without somebody, who has their place kept."""
        home = self.group_of(member)
        if home is None:
            return self
        groups = tuple(
            tuple(this_member for this_member in members if this_member != member) for members in self.groups
        )
        return self.model_copy(update={"groups": groups, "absent": {**self.absent, member: home}})
