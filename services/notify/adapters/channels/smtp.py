"""The SMTP client: one connection kept open, and the outcome of each mail."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from services.notify.adapters.channels.mail import AddressUnfit, Mail, MailRefused, compose, sender_of
from services.notify.domain.delivery.outcomes import Gone, Later, Outcome, Refused, Sent, Unknown, Withheld
from services.notify.domain.reasons import without_addresses
from shared.settings import Settings

_CLOSING = 421
_FOR_NOW = range(400, 500)
_FOR_GOOD = range(500, 600)
# Answers about us, not about the mail: a wrong password must not strike readers off as unreachable.
_OUR_LOGIN = frozenset({530, 534, 535, 538})


type Begin = Callable[[], Awaitable[bool]]
"""Asked when the server is ready to take a mail, right before it gets it; False withholds the mail."""


async def _at_once() -> bool:
    return True


class _ConnectionLost(Exception):
    """The server went away before it could have taken the mail: sending again is safe."""


class SmtpClient:
    """Sends mails one after the other over one SMTP connection; many tasks may call it at once.

    Opening a connection costs as much as a mail, so it stays open and is opened anew when the server closed it or
    after `idle` seconds without use. `timeout` is in seconds, for connecting and for each answer of the server.
    Raises MailRefused at once if the setting `mail_from` is no address.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        timeout: float = 30.0,
        idle: float = 60.0,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._sender = sender_of(settings.mail_from)
        self._timeout = timeout
        self._idle = idle
        self._tls_context = tls_context
        self._lock = asyncio.Lock()
        self._client: SMTP | None = None
        self._last_used = 0.0

    async def send(self, mail: Mail, at: datetime, begin: Begin = _at_once) -> Outcome:
        """Hand the mail, dated `at`, to the server.

        `begin` is asked once the server has agreed to sender and reader, before it gets a word of the mail: a process
        that dies earlier has certainly sent nothing. An outcome without that question means the same.
        A cancelled call leaves the outcome unknown: treat it as `Unknown`.
        """
        try:
            message = compose(mail, self._sender, at)
        except AddressUnfit as error:
            return Gone(str(error))
        except MailRefused as error:
            return Refused(str(error))
        outcome = await self._deliver(message, begin)
        if isinstance(outcome, Refused | Later | Unknown):
            # Servers like to quote whom they do not know.
            return replace(outcome, reason=without_addresses(outcome.reason, message["To"].addresses[0].addr_spec))
        return outcome

    async def _deliver(self, message: EmailMessage, begin: Begin) -> Outcome:
        async with self._lock:
            kept_open = self._usable()
            try:
                return await self._attempt(message, begin)
            except _ConnectionLost as error:
                if not kept_open:
                    return Later(str(error), whole_channel=True)
            # A connection that lay open may have died unseen; a new one tells whether the server is there.
            try:
                return await self._attempt(message, begin)
            except _ConnectionLost as error:
                return Later(str(error), whole_channel=True)

    async def close(self) -> None:
        """End the session with the server, if connected."""
        async with self._lock:
            if self._client is not None and self._client.is_connected:
                with suppress(SMTPException):  # it is closing either way
                    await self._client.quit(timeout=2)
            self._drop()

    async def _attempt(self, message: EmailMessage, begin: Begin) -> Outcome:
        client = self._client if self._usable() else None
        try:
            client = client or await self._connect()
            outcome = await self._address(client, message)
            if outcome is None and not await begin():
                await self._start_over(client)
                outcome = Withheld()
            if outcome is None:
                outcome = await self._hand_over(client, message)
        except BaseException:
            # Also when cancelled: half a conversation must never be continued by the next mail.
            self._drop()
            raise
        self._last_used = asyncio.get_running_loop().time()
        return outcome

    async def _connect(self) -> SMTP:
        self._drop()
        settings = self._settings
        client = SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() if settings.smtp_user else None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            tls_context=self._tls_context,
            timeout=self._timeout,
        )
        self._client = client
        where = f"{settings.smtp_host}:{settings.smtp_port}"
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except SMTPResponseException as error:
            raise _ConnectionLost(f"The mail server {where} does not let us in: {_answer(error)}") from error
        except (SMTPException, OSError) as error:
            raise _ConnectionLost(f"The mail server {where} cannot be reached: {error}") from error
        return client

    async def _address(self, client: SMTP, message: EmailMessage) -> Outcome | None:
        """Name sender and reader to the server: None if it takes both, else why not."""
        sender, reader = (message[header].addresses[0].addr_spec for header in ("From", "To"))
        try:
            await client.mail(sender)
            await client.rcpt(reader)
        except (SMTPServerDisconnected, SMTPTimeoutError) as error:
            raise _ConnectionLost(f"The mail server went away: {error}") from error
        except SMTPResponseException as error:
            outcome = _by_code(error)
            if error.code == _CLOSING or isinstance(outcome, Unknown):
                raise _ConnectionLost(f"The mail server broke off: {_answer(error)}") from error
            await self._start_over(client)
            return outcome
        return None

    async def _hand_over(self, client: SMTP, message: EmailMessage) -> Outcome:
        """DATA: from here on a lost connection may mean a delivered mail."""
        try:
            await client.data(message.as_bytes())
        except (SMTPServerDisconnected, SMTPTimeoutError) as error:
            self._drop()
            return Unknown(f"The connection was lost while the mail was handed over ({error}); it may have arrived.")
        except SMTPResponseException as error:
            outcome = _by_code(error)
            if error.code == _CLOSING or isinstance(outcome, Unknown):
                self._drop()
            return outcome
        return Sent()

    async def _start_over(self, client: SMTP) -> None:
        try:
            await client.rset()
        except SMTPException:
            self._drop()  # the next mail gets a new connection

    def _usable(self) -> bool:
        if self._client is None or not self._client.is_connected:
            return False
        return asyncio.get_running_loop().time() - self._last_used <= self._idle

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _by_code(error: SMTPResponseException) -> Outcome:
    answer = f"The mail server answered: {_answer(error)}"
    if error.code in _OUR_LOGIN or error.code in _FOR_NOW:
        return Later(answer, whole_channel=error.code in _OUR_LOGIN or error.code == _CLOSING)
    if error.code in _FOR_GOOD:
        return Refused(answer)
    return Unknown(f"{answer}; the mail may have arrived.")


def _answer(error: SMTPResponseException) -> str:
    return f"{error.code} {' '.join(error.message.split())[:300]}"
