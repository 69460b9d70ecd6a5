"""Who has a seat on a visit, who waits for one, and in which order. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts import trips as c
from shared.contracts.types import Id
from shared.domain.collections import Shelf


class SignedUp(BaseModel):
    """One person's place."""

    model_config = ConfigDict(frozen=True)

    member_id: Id
    state: c.SeatState
    number: int
    attended: int
    """On how many visits of the community they were before they signed up for this one."""
    needs: c.OwnNeeds = c.OwnNeeds()
    question: str | None = None
    offer_id: Id | None = None
    until: datetime | None = None
    group: int | None = None

    @property
    def turn(self) -> tuple[int, int]:
        """The smaller, the sooner a seat is theirs: fewer visits before, then the earlier sign-up."""
        return self.attended, self.number


class SignUp(BaseModel):
    """The sign-up for one visit. What it is asked most often, how many there are, does not grow with them."""

    model_config = ConfigDict(frozen=True)

    seats: int
    status: Literal["open", "closed"] = "open"
    people: Shelf[Id, SignedUp] = Shelf()
    seated: int = 0
    offered: int = 0
    last_number: int = 0
    questions_shared: bool = False
    groups: int = 1
    let_go: Shelf[Id, str] = Shelf()
    """By member, why whoever looks after the visit signed them off."""

    @property
    def free(self) -> int:
        """Seats that are neither taken nor kept for somebody."""
        return self.seats - self.seated - self.offered

    @property
    def waiting(self) -> int:
        return len(self.people) - self.seated - self.offered

    def put(self, signed_up: SignedUp) -> "SignUp":
        """With somebody at another place than before, or for the first time."""
        return self._counting(
            self.people.get(signed_up.member_id), signed_up, self.people.put(signed_up.member_id, signed_up)
        )

    def drop(self, member: Id) -> "SignUp":
        return self._counting(self.people.get(member), None, self.people.drop(member))

    def having(self, *states: c.SeatState) -> list[SignedUp]:
        """Who has such a place, in the order in which they signed up."""
        return sorted(
            (person for person in self.people.values() if person.state in states), key=lambda person: person.number
        )

    def queue(self) -> list[SignedUp]:
        """Who waits, whoever is next first."""
        return sorted(
            (person for person in self.people.values() if person.state == "waiting"), key=lambda person: person.turn
        )

    def _counting(self, before: SignedUp | None, after: SignedUp | None, people: Shelf[Id, SignedUp]) -> "SignUp":
        states = (before.state if before else None, after.state if after else None)
        by = {state: (states[1] == state) - (states[0] == state) for state in ("seated", "offered")}
        counts = {"seated": self.seated + by["seated"], "offered": self.offered + by["offered"]}
        return self.model_copy(update={"people": people, **counts})


def gathered(told: c.Needs, people: Iterable[SignedUp]) -> c.Needs:
    """What the visitors of a visit need: what its host said, and what they said themselves."""
    own = [person.needs for person in people]
    return c.Needs(
        step_free=max(told.step_free, sum(own_needs.step_free for own_needs in own)),
        languages=_together(told.languages, (own_needs.languages for own_needs in own)),
        diets=_together(told.diets, (own_needs.diets for own_needs in own)),
    )


def _together(told: Iterable[str], own: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each word once, however it is written."""
    words: dict[str, str] = {}
    for word in (*told, *(word for words in own for word in words)):
        words.setdefault(" ".join(word.split()).casefold(), word)
    return tuple(words.values())[:20]
