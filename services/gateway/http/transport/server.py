"""Serves HTTP within the running event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from services.gateway.http.transport.connection import connections_of
from services.gateway.http.transport.limits import ConnectionLimits, proxies_among
from services.gateway.http.transport.pool import Pool

VANISHED_MILLISECONDS = 60_000


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def http_server(  # noqa: PLR0917  (one caller, and the tests)
    app: ASGIApp,
    host: str,
    port: int,
    leaving: Callable[[], None],
    proxies: str = "127.0.0.1",
    limits: ConnectionLimits | None = None,
) -> AsyncIterator[str]:
    """Serve until the end of the block; gives the address. `leaving` is called before waiting for open requests;
    `proxies` are believed when they say whom they speak for.

    Port 0 means any free one. `OSError` where the address cannot be had.
    """
    listening = _listen(host, port)
    limits = limits or ConnectionLimits()
    pool = Pool(limits, proxies_among(proxies))
    made: Any = connections_of(pool)
    config = uvicorn.Config(
        app,
        http=made,
        ws="none",
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        forwarded_allow_ips=proxies,
        timeout_keep_alive=limits.keep_alive_seconds,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([listening]), name="http")
    looking = asyncio.create_task(_look(pool), name="looks at connections")
    try:
        while not server.started and not task.done():  # noqa: ASYNC110  (uvicorn tells by a flag alone)
            await asyncio.sleep(0.005)
        if task.done():
            await task
        found = listening.getsockname()
        yield f"http://{f'[{found[0]}]' if ':' in found[0] else found[0]}:{found[1]}"
    finally:
        leaving()
        server.should_exit = True
        await task
        looking.cancel()
        listening.close()


async def _look(pool: Pool) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(pool.limits.look_seconds)
        pool.look(loop.time())


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit both: one whose other end vanished without a word is noticed within a minute or two.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, VANISHED_MILLISECONDS)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        reason = error.strerror or error
        raise OSError(
            error.errno, f"can't serve on {host}:{port} ({reason}); choose another CONVENE_HTTP_PORT"
        ) from None
    return listening
