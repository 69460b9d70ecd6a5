"""Who has been heard so far, as a calm picture: how much of each, those who were not heard first."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.contracts import clinic as c
from shared.contracts.types import Id


@dataclass(frozen=True)
class Heard:
    member_id: Id
    name: str
    part: int
    """Of what was heard of whoever said most, in hundredths."""
    words: str
    may_be_called: bool


def heard(clinic: c.ClinicView, name: Callable[[Id | None], str]) -> list[Heard]:
    """Of everybody known to be there. By length, as people take the floor; no more than a hint, so without figures of it."""
    most = max((one.characters for one in clinic.shares), default=0)
    quiet = {*clinic.not_heard}
    found = [
        Heard(
            one.member_id,
            name(one.member_id),
            round(100 * one.characters / most) if most else 0,
            _words(one, one.member_id in quiet),
            one.member_id in quiet,
        )
        for one in clinic.shares
    ]
    return sorted(found, key=lambda one: (not one.may_be_called, one.part, one.name.casefold()))


def _words(one: c.ShareView, quiet: bool) -> str:
    times = f"{one.contributions} {'contribution' if one.contributions == 1 else 'contributions'}"
    said = "not heard yet" if quiet else times
    called = "once" if one.called_on == 1 else f"{one.called_on} times"
    return f"{said}, called on {called}" if one.called_on else said
