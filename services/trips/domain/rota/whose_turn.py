"""Whose turn it is to host. Pure.

Who has hosted least often comes first; among these, whoever hosted longest ago; among these, whoever offered their place
first. Whoever comes first but lives where the visit before went is passed over for the first who lives elsewhere, though
not in two rounds one after the other, and not where there is nobody else. To decline costs nothing: the place in line
follows from what was hosted, and from nothing else. Two who have swapped stand in each other's place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.contracts.types import Id

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    """What a place in line follows from."""

    hosted: int
    last_at: datetime | None
    offered_at: datetime

    @property
    def key(self) -> tuple[int, datetime, datetime]:
        return self.hosted, self.last_at or _NEVER, self.offered_at


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked. `region` is empty where there is none, as of a place online."""

    id: Id
    region: str
    standing: Standing
    waited: bool = False
    """Was passed over in an earlier round, and not asked since."""


@dataclass(frozen=True)
class Next:
    """Who is to be asked, and who was passed over for them."""

    id: Id
    passed: tuple[Id, ...]


def in_line(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """The candidates in the order of their turns; with the same standing, in the order of their ids."""
    return sorted(candidates, key=lambda candidate: (*candidate.standing.key, candidate.id))


def following(candidates: Iterable[Candidate], last_region: str) -> Next | None:
    """Who of these is asked next; None where there is nobody."""
    line = in_line(candidates)
    passed: list[Id] = []
    for candidate in line:
        if candidate.waited or not last_region or not same_region(candidate.region, last_region):
            return Next(candidate.id, tuple(passed))
        passed.append(candidate.id)
    return Next(line[0].id, ()) if line else None


def same_region(name: str, other: str) -> bool:
    return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()


def said_of(
    candidate: Candidate,
    facts: Standing,
    line: Sequence[Candidate],
    *,
    passed: bool = False,
    declined: bool = False,
    swapped: bool = False,
) -> str:
    """Where a candidate stands and why, to be read after their name. `facts` are their own, whoever's place they have."""
    said = [hosted(facts)]
    if swapped:
        said.append("swapped turns, and stands where the other stood")
    if declined:
        said.append("declined this time, and is asked again in the next round")
    elif passed:
        said.append("the last visit went to their region, so another one comes first this time")
    elif candidate.waited:
        said.append("waited last time, for another region")
    elif not swapped and _tied(candidate, line):
        said.append(f"offered this place on {_day(facts.offered_at)}")
    return "; ".join(said)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def hosted(facts: Standing) -> str:
    """How often and when somebody hosted: `hosted twice, last in March 2026`."""
    if facts.hosted == 0 or facts.last_at is None:
        return "has not hosted yet"
    month = f"{facts.last_at:%B %Y}"
    match facts.hosted:
        case 1:
            return f"hosted once, in {month}"
        case 2:
            return f"hosted twice, last in {month}"
        case _:
            return f"hosted {facts.hosted} times, last in {month}"


def _tied(candidate: Candidate, line: Sequence[Candidate]) -> bool:
    """Whether only the time of the offer tells them from another."""
    mine = candidate.standing.key[:2]
    return any(this_candidate.id != candidate.id and this_candidate.standing.key[:2] == mine for this_candidate in line)
