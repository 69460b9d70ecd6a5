"""One attempt: on record at the last moment before the message leaves, and what became of it right after."""

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Literal

import structlog

from services.notify.adapters.channels.http_post import HttpPoster, Post
from services.notify.adapters.channels.mail import Mail
from services.notify.adapters.channels.smtp import SmtpClient
from services.notify.adapters.delivery import backoff
from services.notify.domain.delivery.outcomes import Gone, Later, Outcome, Refused, Sent, Unknown, Withheld
from services.notify.domain.delivery.state import NOTIFY, Delivery, reader_id
from services.notify.domain.subscriber import mark_of
from shared.contracts import notify as c
from shared.domain import Refusal
from shared.runtime.ports import BusPorts
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

STALE_AFTER = 2.0
"""Seconds after which a written message is not begun any more but written anew: meanwhile it may have been cancelled."""
STORE_PAUSE = 0.5


class Attempt:
    """The next attempt of one delivery, by this process."""

    def __init__(self, ports: BusPorts, delivery: Delivery) -> None:
        self._ports = ports
        self.delivery = delivery
        self.number = delivery.attempts + 1
        self.begun = False
        self._written_at = asyncio.get_running_loop().time()

    @property
    def is_overdue(self) -> bool:
        """Whether it has been tried, or could not be, for as long as we try."""
        return self._ports.clock.now() >= self._later(backoff.GIVE_UP_AFTER, self.delivery.queued_at)

    async def begin(self, message_id: str = "") -> bool:
        """Put the attempt on record. False: it is somebody else's, or no longer to be made."""
        if asyncio.get_running_loop().time() - self._written_at > STALE_AFTER:
            return False
        holder = self._ports.journal.lane
        command = c.BeginAttempt(delivery_id=self.delivery.id, message_id=message_id, holder=holder)
        try:
            receipt = await self._ports.execute(command, f"begin {self.number} {holder}", NOTIFY)
        except Refusal:
            return False
        self.begun = not receipt.repeated
        return self.begun

    async def end(
        self, outcome: Literal["sent", "later", "refused", "unknown"], reason: str = "", wait: float = 0
    ) -> None:
        """Put on record what became of it. Comes back only when it is safe, however long the store is away."""
        command = c.EndAttempt(
            delivery_id=self.delivery.id,
            attempt=self.number,
            outcome=outcome,
            reason=reason,
            retry_at=self._later(wait) if outcome == "later" else None,
        )
        await execute_surely(self._ports, command, f"end {self.number} {outcome}")

    async def end_later(self, reason: str, asked: float | None) -> None:
        """Try again after a pause, or give up if that would be too late."""
        wait = backoff.pause(self.number, self.delivery.id, asked)
        if self._later(wait) >= self._later(backoff.GIVE_UP_AFTER, self.delivery.queued_at):
            await self.end("refused", f"Given up after {self.number} attempts. {reason}")
        else:
            await self.end("later", reason, wait)

    def _later(self, seconds: float, since: datetime | None = None) -> datetime:
        return backoff.on_clock(since or self._ports.clock.now(), seconds, self._ports.settings.clock_speed)


class Sender:
    """Sends written messages and records the outcome."""

    def __init__(self, ports: BusPorts, smtp: SmtpClient, poster: HttpPoster) -> None:
        self._ports = ports
        self._smtp = smtp
        self._poster = poster

    async def send(self, attempt: Attempt, message: Mail | Post) -> str:
        """Make the attempt. Returns why nothing gets through, where it is the channel and not the message."""
        if isinstance(message, Mail):
            outcome = await self._mail(attempt, message)
        else:
            outcome = await self._post(attempt, message)
        if isinstance(outcome, Later) and outcome.whole_channel and not attempt.begun:
            return outcome.reason
        await self._record(attempt, message, outcome)
        return outcome.reason if isinstance(outcome, Later) and outcome.whole_channel else ""

    async def give_up_on(self, delivery: Delivery) -> None:
        """Close the attempt of a process that is no more."""
        reason = "The process that was sending it ended before it could say what became of it; it may have arrived."
        command = c.EndAttempt(delivery_id=delivery.id, attempt=delivery.attempts, outcome="unknown", reason=reason)
        await execute_surely(self._ports, command, f"end {delivery.attempts} abandoned")

    async def _mail(self, attempt: Attempt, mail: Mail) -> Outcome:
        return await self._smtp.send(mail, self._ports.clock.now(), lambda: attempt.begin(mail.message_id))

    async def _post(self, attempt: Attempt, post: Post) -> Outcome:
        if not await attempt.begin():
            return Withheld()
        return await self._poster.post_chat(post.url, post.text, attempt.delivery.id)

    async def _record(self, attempt: Attempt, message: Mail | Post, outcome: Outcome) -> None:
        match outcome:
            case Sent():
                await attempt.end("sent")
            case Unknown(reason):
                await attempt.end("unknown", reason)
            case Refused(reason):
                await attempt.end("refused", reason)
            case Later(reason, retry_after):
                await attempt.end_later(reason, retry_after)
            case Gone(reason):
                address = message.to_address if isinstance(message, Mail) else message.url
                await self._disable(attempt.delivery, address, reason)
                await attempt.end("refused", reason)
            case Withheld():
                pass

    async def _disable(self, delivery: Delivery, address: str, reason: str) -> None:
        command = c.DisableChannel(
            reader_id=reader_id(delivery.community_id, delivery.member_id),
            channel=delivery.channel,
            address_mark=mark_of(address),
            reason=reason,
        )
        await execute_surely(self._ports, command, f"gone {delivery.id}")


async def execute_surely(ports: BusPorts, command: c.NotifyCommand | c.ReaderCommand, command_id: str) -> None:
    """Have it done even if the store is away for now; a refusal means that its outcome is on record already."""
    while True:
        try:
            await ports.execute(command, command_id, NOTIFY)
        except StoreError as error:
            log.warning("the store does not answer; an outcome waits", reason=error)
            await asyncio.sleep(STORE_PAUSE)
        except Refusal as refusal:
            if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
                await asyncio.sleep(STORE_PAUSE)
                continue
            log.info("an outcome was not wanted", command=type(command).__name__, reason=refusal)
            return
        else:
            return
