"""All open connections of a gateway process, and who has to go when there are too many."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Protocol

from services.gateway.http.transport.limits import ConnectionLimits, place_of
from shared.domain import Refusal


class Pooled(Protocol):
    """A connection, as its pool knows it."""

    address: str
    asked: bool
    """Whether it ever sent a whole head of a request."""

    @property
    def waits(self) -> bool:
        """Whether nothing is being done for it."""
        ...

    def make_room(self) -> None:
        """Close it at once."""

    def look(self, now: float) -> None:
        """Close it where it takes too long."""


class Pool:
    """Connections that ask for nothing make room for new ones: whoever only opens them keeps nobody out."""

    def __init__(self, limits: ConnectionLimits, is_proxy: Callable[[str], bool]) -> None:
        self.limits = limits
        self._is_proxy = is_proxy
        self._all: dict[Pooled, None] = {}
        self._new: dict[Pooled, None] = {}
        """Those that never asked for anything, oldest first."""
        self._idle: dict[Pooled, None] = {}
        """Those that may ask again, longest idle first."""
        self._by_place: dict[str, dict[Pooled, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, pooled: Pooled) -> Refusal | None:
        """Take a new connection, if need be for another one; why not, where it can't be taken."""
        if not self._room_from(pooled):
            return Refusal(
                HTTPStatus.TOO_MANY_REQUESTS, "too-many-connections", "Too many connections are open from your address."
            )
        if len(self._all) >= self.limits.connections and not self._close_a_waiting_one():
            return Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "full",
                "Too many connections are open. Please try again soon.",
                retry_after=2,
            )
        self._all[pooled] = None
        self._new[pooled] = None
        if not self._is_proxy(pooled.address):
            self._by_place.setdefault(place_of(pooled.address), {})[pooled] = None
        return None

    def works(self, pooled: Pooled) -> None:
        """Something is being done for it."""
        self._new.pop(pooled, None)
        self._idle.pop(pooled, None)

    def rests(self, pooled: Pooled) -> None:
        """It was answered and may ask again."""
        if pooled in self._all:
            self._idle[pooled] = None

    def leave(self, pooled: Pooled) -> None:
        self.works(pooled)
        self._all.pop(pooled, None)
        place = place_of(pooled.address)
        others = self._by_place.get(place, {})
        others.pop(pooled, None)
        if not others:
            self._by_place.pop(place, None)

    def look(self, now: float) -> None:
        for pooled in tuple(self._all):
            pooled.look(now)

    def _room_from(self, pooled: Pooled) -> bool:
        """Whether its address may have one more, if need be for another of its own."""
        others = self._by_place.get(place_of(pooled.address), {})
        if len(others) < self.limits.each:
            return True
        return _close(other for other in others if other.waits)

    def _close_a_waiting_one(self) -> bool:
        return _close(iter(self._new)) or _close(iter(self._idle))


def _close(some: Iterator[Pooled]) -> bool:
    """Close the first of them; whether there was one."""
    first = next(some, None)
    if first is None:
        return False
    first.make_room()
    return True
