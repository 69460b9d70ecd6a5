"""A clinic for the wall of the room it happens in: names instead of "you", since everybody looks, and nothing to press."""

from collections.abc import Sequence

from services.gateway.i18n.gettext import _
from services.gateway.web.clinic.room import Room
from services.gateway.web.clinic.room.groups import Table
from services.gateway.web.clinic.room.steps import title_of
from shared.contracts import clinic as c

LAST = 3
"""So many contributions fit beside the clock and can still be read."""


class Wall:
    def __init__(self, clinic: c.ClinicView, room: Room) -> None:
        self._clinic = clinic
        self._room = room

    @property
    def question(self) -> str:
        """While every group has another question, what they do instead."""
        return _("Every group helps whoever is with it") if self.tables else self._room.question

    @property
    def step(self) -> str:
        return self._title(self._room.current)

    @property
    def following(self) -> str:
        return self._title(self._room.following)

    @property
    def tables(self) -> list[Table]:
        """Which presenter is with which group, while there are rounds."""
        return self._room.groups.tables if self._room.groups.rounds_go_on else []

    @property
    def more_to_come(self) -> bool:
        rotation = self._room.groups.rotation
        return rotation is not None and rotation.round < rotation.rounds

    @property
    def last(self) -> list[c.ContributionView]:
        return last_said(self._clinic.contributions)

    def _title(self, step: c.StepView | None) -> str:
        return title_of(step, lambda member: self._room.called(member) if member else "") if step else ""


def last_said(said: Sequence[c.ContributionView]) -> list[c.ContributionView]:
    """The newest contributions, newest first, without what was taken back, and without advice taken along as it is."""
    return [contribution for contribution in reversed(said) if contribution.text and not contribution.withdrawn][:LAST]
