"""Which loopback ports the stack uses: the ones asked for, else those of the last time, else free ones."""

import random
import socket
from collections.abc import Mapping
from pathlib import Path

from convene.stack.errors import PortTakenError, StackError

LOWEST = 15_000
TRIES = 200
EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def choose_ports(
    given: Mapping[str, int | None], remembered: Mapping[str, int], hosts: Mapping[str, str] | None = None
) -> dict[str, int]:
    """A port for every name in `given`. `None` and 0 leave the choice to us.

    `hosts` names addresses other than loopback. Raises `PortTakenError` where a port that was asked for is in
    use. A remembered port that is in use is replaced.
    """
    chosen: dict[str, int] = {}
    for name, wanted in given.items():
        host = (hosts or {}).get(name, "127.0.0.1")
        if wanted:
            if wanted in chosen.values() or not is_free(wanted, host):
                raise PortTakenError(
                    f"port {wanted}, asked for as the {name} port, is used by another program; "
                    "stop that program or give another port (0 takes any free one)"
                )
            chosen[name] = wanted
            continue
        last = remembered.get(name)
        reusable = last and last not in chosen.values() and is_free(last, host)
        chosen[name] = (
            last if last and reusable else _any_free(host, {*chosen.values(), *(p for p in given.values() if p)})
        )
    return chosen


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now. Connections of an earlier server that linger don't count."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # Binding alone also succeeds beside a listener that set SO_REUSEADDR on some systems; listening never does.
            probe.listen(1)
        except OSError:
            return False
    return True


def _any_free(host: str, without: set[int]) -> int:
    # Outside the range the kernel takes for outgoing connections: there, a client that keeps calling a server which is
    # just being restarted can be given that very port, connect to itself and so keep the server from coming back.
    highest = _ephemeral_start() - 1
    for _ in range(TRIES):
        port = random.randint(min(LOWEST, highest - 1000), highest)  # noqa: S311 - not a secret
        if port not in without and is_free(port, host):
            return port
    raise StackError(f"no free port found on {host} between {LOWEST} and {highest}")


def _ephemeral_start() -> int:
    try:
        start = int(EPHEMERAL_RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768
    return start if start > LOWEST + 1000 else 32_768
