"""Slows down who guesses codes. A code from a letter lets in whoever has it, so that wrong ones are counted: by where they
come from, and by what they would open. Right ones are not: a whole office may join from one address within a minute."""

import ipaddress
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus

from services.gateway.http.rate_limit import RateLimits
from shared.contracts.base import Command
from shared.domain import Refusal

PER_VISITOR = "20/10 minutes"
"""Wrong codes from one address, at all that codes open together."""
PER_THING = "200/hour"
"""Wrong codes for one thing, such as a community's invitations. One address alone is stopped before it can shut others out."""

_visitor: ContextVar[str] = ContextVar("visitor", default="")


@contextmanager
def visiting(address: str) -> Iterator[None]:
    """Within the block this address is asking."""
    token = _visitor.set(network_of(address))
    try:
        yield
    finally:
        _visitor.reset(token)


def network_of(address: str) -> str:
    """What one visitor has: an IPv4 address, or the /64 of which IPv6 gives each household one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None or found.version == 4:  # noqa: PLR2004
        return str(mapped or found)
    return str(ipaddress.ip_network((found, 64), strict=False))


class Guesses:
    """The wrong codes that were tried at one gateway process."""

    def __init__(self, rates: RateLimits) -> None:
        self._rates = rates
        self._under_way: Counter[tuple[str, str]] = Counter()

    async def send[Answer](self, command: Command, send: Callable[[], Awaitable[Answer]]) -> Answer:
        """Send a command whose right is a code; `Refusal` (429) where too many codes were wrong lately."""
        kept = [("wrong codes from", PER_VISITOR, _visitor.get()), ("wrong codes for", PER_THING, _thing(command))]
        names = [(what, by) for what, _, by in kept]
        for what, rate, by in kept:
            # Those that are being tried count as wrong until they are not: nobody gets past by trying all at once.
            await self._rates.require(what, rate, by, 1 + self._under_way[what, by])
        self._under_way.update(names)
        try:
            return await send()
        except Refusal as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                for what, rate, by in kept:
                    await self._rates.count(what, rate, by)
            raise
        finally:
            self._under_way.subtract(names)
            for name in names:
                if not self._under_way[name]:
                    del self._under_way[name]


def has_code(command: Command) -> bool:
    """Whether a code that came with the command is the right to do it."""
    return bool(getattr(command, "code", ""))


def _thing(command: Command) -> str:
    return command.stream("", "")
