"""The HTTP client for chat channels and webhooks: checks where it posts to, reads little of the answer, obeys limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from services.notify.adapters.channels.url_policy import CheckedResolver
from services.notify.domain.delivery.outcomes import Gone, Later, Outcome, Refused, Sent, Unknown
from shared.access.url_policy import AddressRefused, Allowed, require_allowed_url
from shared.settings import Settings

LONGEST_REPLY = 64 * 1024
LONGEST_TEXT = 2000
"""Characters; what the strictest of the common chat tools takes."""
_LONGEST_WAIT = 24 * 3600.0
_TO_CONNECT = 0.8
"""The share of the timeout for reaching the server; what fails by then has sent nothing."""
_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_EVERYONE = re.compile(r"@(?=(channel|here|everyone|all)\b)", re.IGNORECASE)
_ERROR_WORD = re.compile(rb"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Post:
    """One chat post: what goes where."""

    url: str
    text: str


class HttpPoster:
    """Posts texts to chat channels, and events to other systems. Use as `async with`, or call `close` at the end.

    `timeout` is the time in seconds for one post, from looking up the name to the end of the reply.
    """

    def __init__(self, settings: Settings, *, timeout: float = 5.0, resolver: AbstractResolver | None = None) -> None:
        self._allowed = Allowed.parse(settings.webhook_allow)
        # No DNS cache here: every new connection goes through the check and to the very address that passed it.
        self._session = ClientSession(
            connector=TCPConnector(resolver=CheckedResolver(self._allowed, resolver), use_dns_cache=False),
            timeout=ClientTimeout(total=timeout, connect=timeout * _TO_CONNECT),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def post_chat(self, url: str, text: str, key: str) -> Outcome:
        """Post `text` to the channel behind `url`; `key` names this delivery, the same at every attempt.

        A post that was sent and got no answer may have been shown: `Unknown`, for a chat tool that is merely slow
        would otherwise show the same line again and again.
        """
        body = orjson.dumps({"text": escape(text)})
        return await self._outcome_of(url, body, {"Idempotency-Key": key, "Content-Type": "application/json"})

    async def post_event(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Post an event to another system's webhook, which knows it again by the id in the headers."""
        return await self._outcome_of(url, body, headers)

    async def _outcome_of(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        try:
            target = require_allowed_url(url, self._allowed)
            return await self._post(target, body, headers)
        except AddressRefused as error:
            return Refused(str(error))
        # The errors' own words may quote the address, whose path is a secret: their kind is enough.
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            return Later(f"{_server(url)} cannot be reached ({type(error).__name__}).")
        except TimeoutError:
            return Unknown(f"{_server(url)} did not answer in time; the post may have arrived.")
        except (ClientError, OSError) as error:
            return Unknown(f"{_server(url)} broke off ({type(error).__name__}); the post may have arrived.")

    async def _post(self, target: URL, body: bytes, headers: Mapping[str, str]) -> Outcome:
        async with self._session.post(
            target, data=body, headers={**headers, "Accept-Encoding": "identity"}, allow_redirects=False
        ) as reply:
            outcome = _judge(reply.status, f"{target.host} answered {reply.status}", reply.headers)
            answer = await _read(reply)
        if isinstance(outcome, Refused) and _ERROR_WORD.fullmatch(answer):
            return Refused(f"{outcome.reason.removesuffix('.')}: {answer.decode()}.")
        return outcome


def escape(text: str) -> str:
    """The text as chat shows it literally: no link, mention or call to everyone can be smuggled in."""
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 1]}…"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EVERYONE.sub("@\u200b", text)


def _judge(status: int, answer: str, headers: Mapping[str, str]) -> Outcome:
    if status == HTTPStatus.GONE:
        return Gone(f"{answer}: the channel no longer exists.")
    if status in _TRY_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Later(f"{answer}.", _retry_after(headers))
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Sent()
    if status < HTTPStatus.BAD_REQUEST:
        return Refused(f"{answer}: it points elsewhere, and posts are not forwarded; enter the final address.")
    return Refused(f"{answer}.")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait a server asks for, in seconds or as a moment; at most a day, None if it asks for none we can read."""
    asked = headers.get("Retry-After", "").strip()
    try:
        seconds = float(asked) if asked[:1].isdecimal() else _seconds_until(asked, headers.get("Date"))
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _seconds_until(moment: str, servers_now: str | None) -> float:
    now = parsedate_to_datetime(servers_now) if servers_now else datetime.now(UTC)
    return (parsedate_to_datetime(moment) - now).total_seconds()


async def _read(reply: ClientResponse) -> bytes:
    """The beginning of the reply; the status is known already, so whatever is wrong here changes nothing.

    Leaving the reply unfinished closes its connection.
    """
    body = b""
    try:
        while len(body) < LONGEST_REPLY and (piece := await reply.content.read(LONGEST_REPLY - len(body))):
            body += piece
    except (TimeoutError, ClientError):
        pass
    return body.strip()


def _server(url: str) -> str:
    return URL(url).host or "The chat server"
