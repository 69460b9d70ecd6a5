"""Holds connections half open, and sends broken requests, for a while: `python -m tests.support.half_open <address>
<half open> <broken> <seconds>`. Prints how many stood open at the end, and how long `/healthz` took in the worst case.
"""

import asyncio
import itertools
import json
import sys
import time
from contextlib import suppress

from tests.support.broken import HALF, HOST, WHOLE
from tests.support.raw import Raw

BEGUN = (
    b"",
    b"GET /sign-in HTTP/1.1\r\n" + HOST + b"A: ",
    b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 50\r\n\r\n",
)
LEFT_OUT = {"many at once"}  # that is load, and not one request
AT_ONCE = 25


async def hold(address: str, begun: bytes) -> None:
    """Keep one connection half open: as often as it is closed, it is opened again."""
    while True:
        with suppress(OSError, TimeoutError):
            raw = await Raw.open(address, begun)
            try:
                while await raw.reader.read(65536):
                    pass
            finally:
                raw.hang_up()
        await asyncio.sleep(1)


async def break_off(address: str, request: bytes) -> None:
    with suppress(OSError):
        (await Raw.open(address, request)).hang_up()


async def asked(address: str) -> float:
    """Seconds until `/healthz` is answered to a stranger who comes now."""
    began = time.perf_counter()
    raw = await Raw.open(address, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
    answered = await raw.status()
    raw.hang_up()
    return time.perf_counter() - began if answered == 200 else float("inf")


async def main(address: str, half_open: int, broken: int, seconds: float) -> None:
    kinds = itertools.cycle([*HALF.values(), *(payload for name, payload in WHOLE.items() if name not in LEFT_OUT)])
    holding = [asyncio.create_task(hold(address, BEGUN[number % len(BEGUN)])) for number in range(half_open)]
    waited = []
    began, bursts = time.perf_counter(), broken // AT_ONCE
    for number in range(1, bursts + 1):
        broken_off = asyncio.gather(*(break_off(address, next(kinds)) for _ in range(AT_ONCE)))
        waited.append(await asked(address))
        await broken_off
        await asyncio.sleep(max(0, began + number * seconds / bursts - time.perf_counter()))
    open_now = sum(not task.done() for task in holding)
    sys.stdout.write(json.dumps({"half_open": open_now, "healthz": sorted(waited)}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
