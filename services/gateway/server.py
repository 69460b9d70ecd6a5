"""Serves HTTP within the running event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(
    app: ASGIApp, host: str, port: int, leaving: Callable[[], None], proxies: str = "127.0.0.1"
) -> AsyncIterator[str]:
    """Serve until the end of the block; gives the address. `leaving` is called before waiting for open requests;
    `proxies` are believed when they say whom they speak for.

    Port 0 means any free one. `OSError` where the address cannot be had.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        forwarded_allow_ips=proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([listening]), name="http")
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
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        reason = error.strerror or error
        raise OSError(
            error.errno, f"can't serve on {host}:{port} ({reason}); choose another CONVENE_HTTP_PORT"
        ) from None
    return listening
