"""Which web addresses posts may go to: never into the deployment's own network, whatever a member typed.

Its look is all that is judged here, which the service that takes an address down can do; what DNS makes of it is looked at
where it is posted to.
"""

import ipaddress
import re
from dataclasses import dataclass

from yarl import URL

_HTTPS_PORT = 443
_LONGEST_URL = 2000
_HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_USER_INFO = re.compile(r"[^/?#]*//[^/?#]*@")
_LIKE_A_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".localdomain", ".home.arpa")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(ValueError):
    """Posts may not go there: the message says why, without the path, which may hold a secret."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The `host:port` pairs an operator trusts although they are private or not HTTPS."""

    pairs: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def parse(cls, pairs: str) -> "Allowed":
        """Read `host:port, host:port, [v6]:port`. Raises ValueError for a pair without a port."""
        return cls(frozenset(_pair(pair.strip()) for pair in pairs.split(",") if pair.strip()))

    def __contains__(self, place: object) -> bool:
        return place in self.pairs


def require_allowed_url(url: str, allowed: Allowed) -> URL:
    """The address to post to, if it may be one by its look alone; DNS is asked when posting. Raises AddressRefused."""
    if len(url) > _LONGEST_URL or not url.isprintable() or set(url) & set(" \\"):
        raise AddressRefused("The chat address must be one https address without spaces, of at most 2,000 characters.")
    try:
        parsed = URL(url)
        host, port = parsed.raw_host, parsed.port
    except ValueError as error:
        raise AddressRefused("This is not a web address: copy the whole address the chat tool shows.") from error
    if parsed.scheme not in {"https", "http"} or not host:
        raise AddressRefused("The chat address must begin with https:// and name a server.")
    if _USER_INFO.match(url):
        raise AddressRefused("The chat address must not hold a user name or password before the server's name.")
    if (host, port) in allowed:
        return parsed
    if parsed.scheme != "https":
        raise AddressRefused("The chat address must begin with https://.")
    if port != _HTTPS_PORT:
        raise AddressRefused(f"The chat address must use the usual port 443, not {port}.")
    _require_public_host(host)
    return parsed


def require_allowed_address(address: Address) -> None:
    """Raise AddressRefused unless the address is a public one that belongs to one machine."""
    seen = address
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            # Networks without IPv4 reach IPv4 servers by this prefix: what counts is the address inside.
            seen = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        elif address.ipv4_mapped or address.sixtofour or address.teredo or address.is_site_local or address.scope_id:
            raise AddressRefused(f"Chat posts may not go to {address}: it wraps or scopes another address.")
    private = not seen.is_global or seen.is_private or seen.is_loopback or seen.is_link_local
    if private or seen.is_multicast or seen.is_reserved or seen.is_unspecified:
        raise AddressRefused(f"Chat posts may not go to {address}: it is not a public address.")


def _pair(pair: str) -> tuple[str, int]:
    host, colon, port = pair.rpartition(":")
    if not colon or not host or not port.isdecimal():
        raise ValueError(f"webhook_allow must hold host:port pairs separated by commas, but {pair!r} is none.")
    return host.strip("[]").lower(), int(port)


def _require_public_host(host: str) -> None:
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None:
        require_allowed_address(literal)
        return
    name = host.removesuffix(".")
    # Some systems read 2130706433, 0x7f.1 or 127.1 as 127.0.0.1: a name never ends in a number.
    if not _HOST_NAME.fullmatch(name) or _LIKE_A_NUMBER.fullmatch(name.rsplit(".", 1)[-1]):
        raise AddressRefused(f"The chat address must name a public server, such as hooks.example.com, not {host}.")
    if f".{name}".endswith(_LOCAL_NAMES):
        raise AddressRefused(f"The chat address must name a public server, and {host} is one of this network.")
