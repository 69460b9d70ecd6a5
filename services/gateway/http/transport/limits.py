"""How much one connection, and all of them, may take of a gateway process."""

import ipaddress
import resource
from collections.abc import Callable
from dataclasses import dataclass

FILES_KEPT = 200
"""Open files that are not connections: the bus, the store, logs, and some more."""


@dataclass(frozen=True)
class ConnectionLimits:
    """Seconds are real ones."""

    connections: int = 4_000
    each: int = 500
    """Connections from one address; whole offices share one. What comes from a proxy is the proxy's to limit."""
    head_seconds: float = 10.0
    """For the head of a request, from its first byte on."""
    head_bytes: int = 32 * 1024
    address_bytes: int = 8 * 1024
    headers: int = 100
    body_seconds: float = 20.0
    """How often a body's rate is looked at."""
    body_rate: int = 1_000
    """Bytes a second that a body must come at: slow phones do, and nobody holds a connection for nothing."""
    keep_alive_seconds: int = 30
    """For the next request, and for the first of a connection on which nothing came yet."""
    unread_seconds: float = 60.0
    """For an answer that its reader does not take."""
    linger_seconds: float = 30.0
    """How long what still comes after an early answer is taken and dropped: cut off at once, many would not see the answer."""
    silent_seconds: float = 5.0
    """How long such a connection may be silent."""
    pipelined: int = 16
    """Requests of one connection that may wait for the one before."""
    look_seconds: float = 1.0


def affordable(wanted: int) -> int:
    """So many connections, or what this process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted + FILES_KEPT and (hard == resource.RLIM_INFINITY or hard > soft):
        soft = wanted + FILES_KEPT if hard == resource.RLIM_INFINITY else min(hard, wanted + FILES_KEPT)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(10, min(wanted, soft - FILES_KEPT))


def place_of(address: str) -> str:
    """What is counted together: an IPv4 address, and of IPv6 the network that one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def proxies_among(trusted: str) -> Callable[[str], bool]:
    """Whether an address is one of the proxies that the setting names."""
    names = {name.strip() for name in trusted.split(",")} - {""}
    if "*" in names:
        return lambda _: True
    networks = [network for name in names if (network := _network(name))]

    def trusts(address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return address in names
        return any(found in network for network in networks)

    return trusts


def _network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError:
        return None
