"""Every kind of request that nobody sends who means well, or whose phone lost its network in the middle.

`python -m tests.support.broken <address> <times>` sends them, and prints how they were answered.
"""

import asyncio
import json
import sys

from tests.support.raw import Raw

HOST = b"Host: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
JSON = b"Content-Type: application/json\r\n"
PART = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'


def post(path: bytes, headers: bytes, body: bytes = b"") -> bytes:
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n" + body


def get(path: bytes, headers: bytes = b"") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"


HALF: dict[str, bytes] = {
    "nothing at all": b"",
    "half a line": b"GET /sign",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\nAcc",
    "half a form": post(b"/sign-in", FORM + b"Content-Length: 5000\r\n", b"em"),
    "a form that does not begin": post(b"/enter", FORM + b"Content-Length: 20\r\n"),
    "half of JSON": post(b"/api/communities", JSON + b"Content-Length: 500\r\n", b'{"na'),
    "half a picture": post(
        b"/api/community/visual", b"Content-Type: image/png\r\nContent-Length: 90000\r\n", b"\x89PNG"
    ),
    "half a form with a picture": post(
        b"/api/community/visual", b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000\r\n", PART
    ),
    "half a chunk": post(b"/sign-in", FORM + b"Transfer-Encoding: chunked\r\n", b"500\r\nemail=a"),
    "no end of chunks": post(b"/sign-in", FORM + b"Transfer-Encoding: chunked\r\n", b"1\r\na\r\n"),
    "waits to be told to go on": post(b"/sign-in", FORM + b"Expect: 100-continue\r\nContent-Length: 50\r\n"),
}
"""They stop in the middle; whoever sends them hangs up."""

WHOLE: dict[str, bytes] = {
    "TLS where there is none": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 200,
    "noise": bytes(range(256)),
    "another protocol": b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an unknown version": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "an unknown method": b"STEAL / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT example.org:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a host that is none": b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "a header that is none": b"GET / HTTP/1.1\r\n" + HOST + b"no colon here\r\n\r\n",
    "a header with a line break": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n",
    "a header with a nought": b"GET / HTTP/1.1\r\n" + HOST + b"A: \x00\r\n\r\n",
    "a megabyte of headers": b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 1_000_000,
    "a thousand headers": get(b"/", b"A: b\r\n" * 1_000),
    "a long address": get(b"/" + b"a" * 20_000),
    "an address that is not ASCII": get("/é".encode()),
    "an address that is not UTF-8": get(b"/%ff%fe"),
    "an address with a nought": get(b"/%00"),
    "no address": b"GET  HTTP/1.1\r\n" + HOST + b"\r\n",
    "two lengths": post(b"/sign-in", FORM + b"Content-Length: 2\r\nContent-Length: 3\r\n", b"abc"),
    "length and chunks": post(b"/sign-in", FORM + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
    "a length that is none": post(b"/sign-in", FORM + b"Content-Length: many\r\n"),
    "a length below nought": post(b"/sign-in", FORM + b"Content-Length: -1\r\n"),
    "a length that is too long": post(b"/sign-in", FORM + b"Content-Length: " + b"9" * 40 + b"\r\n"),
    "a large length": post(b"/sign-in", FORM + b"Content-Length: 99999999999\r\n"),
    "a chunk that is none": post(b"/sign-in", FORM + b"Transfer-Encoding: chunked\r\n", b"zz\r\n"),
    "an unknown encoding": post(b"/sign-in", FORM + b"Transfer-Encoding: gzip\r\n", b"a"),
    "an unknown expectation": post(b"/sign-in", FORM + b"Expect: a cake\r\nContent-Length: 2\r\n", b"ab"),
    "a form of another kind": post(b"/sign-in", b"Content-Type: text/plain\r\nContent-Length: 2\r\n", b"ab"),
    "a form that is not UTF-8": post(b"/sign-in", FORM + b"Content-Length: 8\r\n", b"email=\xff\xfe"),
    "a form without an end": post(b"/sign-in", FORM + b"Content-Length: 70000\r\n", b"a=b&" * 17_500),
    "a form in parts without a boundary": post(
        b"/api/community/visual", b"Content-Type: multipart/form-data\r\nContent-Length: 2\r\n", b"ab"
    ),
    "a cookie that is none": get(b"/", b"Cookie: convene=\xff; ;;=;language\r\n"),
    "a token that is none": get(b"/api/events?community=x", b"Authorization: Bearer \xff\r\n"),
    "a language that is none": get(b"/sign-in", b"Accept-Language: \xff;q=x,,;;\r\n"),
    "another protocol from here on": get(
        b"/", b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n"
    ),
    "HTTP/2 from here on": get(b"/healthz", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"),
    "many at once": get(b"/healthz") * 500,
    "noise behind a request": get(b"/healthz") + bytes(range(256)),
}
"""They are answered, or closed."""


async def attack(address: str, times: int) -> dict[str, int]:
    """Send all of them at once, so many times, hang up in the middle, and tell how the whole ones were answered."""

    async def half(request: bytes) -> None:
        (await Raw.open(address, request)).hang_up()

    async def whole(request: bytes) -> int:
        raw = await Raw.open(address)
        await raw.send(request)
        status = await raw.status()
        raw.hang_up()
        return status

    hung_up = [half(payload) for payload in (*HALF.values(), *WHOLE.values()) for _ in range(times)]
    await asyncio.gather(*hung_up)
    return dict(zip(WHOLE, await asyncio.gather(*(whole(payload) for payload in WHOLE.values())), strict=True))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(attack(sys.argv[1], int(sys.argv[2])))))
