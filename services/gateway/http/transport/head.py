"""What is checked of a request before anything else looks at it, and the answers to what can't be read."""

import re
from collections.abc import Iterable
from http import HTTPStatus

import orjson

from services.gateway.http.transport.limits import ConnectionLimits
from shared.domain import Refusal

_HOST = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=\-]+(:\d{0,5})?|\[[0-9A-Fa-f:.]+\](:\d{0,5})?")

NOT_HTTP = Refusal(HTTPStatus.BAD_REQUEST, "not-http", "This is not a request that can be read.")
TOO_SLOW = Refusal(HTTPStatus.REQUEST_TIMEOUT, "too-slow", "This request did not come in time.")
LONG_ADDRESS = Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "address-too-long", "The address of this request is too long.")
LARGE_HEAD = Refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "head-too-large",
    "The headers of this request are too many or too long.",
)


def fault_of_hosts(headers: Iterable[tuple[bytes, bytes]], version: str) -> Refusal | None:
    """What is wrong with the `Host`: whoever names two, or something else, wants one of us to believe the other."""
    hosts = [value for name, value in headers if name == b"host"]
    if not hosts and version == "1.0":
        return None
    if len(hosts) != 1:
        return Refusal(HTTPStatus.BAD_REQUEST, "one-host", "Send one Host header.")
    if not _HOST.fullmatch(hosts[0].strip()):
        return Refusal(HTTPStatus.BAD_REQUEST, "one-host", "The Host header names no host.")
    return None


def fault_of_size(url: bytes, count: int, size: int, limits: ConnectionLimits) -> Refusal | None:
    """Whether a head is too large, as far as it is read."""
    if len(url) > limits.address_bytes:
        return LONG_ADDRESS
    return LARGE_HEAD if count > limits.headers or size > limits.head_bytes else None


def raw(refusal: Refusal) -> bytes:
    """A whole answer, for where there is no request to answer."""
    body = orjson.dumps(refusal.problem())
    lines = [
        f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}",
        "content-type: application/problem+json",
        f"content-length: {len(body)}",
        "connection: close",
        *([f"retry-after: {refusal.extra['retry_after']}"] if "retry_after" in refusal.extra else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
