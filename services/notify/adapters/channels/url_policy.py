"""Where a name leads, looked at as it is connected to: DNS may lead a public name into this server's own network."""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from shared.access.url_policy import Address, AddressRefused, Allowed, require_allowed_address


class CheckedResolver(AbstractResolver):
    """DNS for chat posts: what it lets through is exactly what gets connected to, so no second answer can differ."""

    def __init__(self, allowed: Allowed, inner: AbstractResolver | None = None) -> None:
        self._allowed = allowed
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The host's addresses, numeric. Raises AddressRefused if a single one of them is not public."""
        results = await self._inner.resolve(host, port, family)
        if (host, port) not in self._allowed:
            for result in results:
                require_allowed_address(_numeric(result["host"]))
        return results

    async def close(self) -> None:
        """Release the resolver underneath."""
        await self._inner.close()


def _numeric(host: str) -> Address:
    try:
        return ipaddress.ip_address(host)
    except ValueError as error:
        raise AddressRefused("DNS gave an answer that is not an address.") from error
