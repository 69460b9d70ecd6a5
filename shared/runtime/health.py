"""What is wrong with a running service at this moment, in words."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.journal import Journal
from shared.logs import reason_of
from shared.store.driver import Collection
from shared.store.errors import StoreError

BUS_SECONDS = 3.0
ANSWER_SECONDS = 4.0
TROUBLE_SECONDS = 15.0
"""A bus that is started again is away for less."""
PUT_BACK = "the document store was put back under this service, which must be started again"


class Health:
    """Looks at the bus, the store and the journal of one service. `lacks` says what the bus lacks that the service needs."""

    def __init__(self, connection: Client, beats: Collection, journal: Journal, lacks: Callable[[], str]) -> None:
        self._connection = connection
        self._beats = beats
        self._journal = journal
        self._lacks = lacks

    async def problems(self) -> list[str]:
        """What is wrong; nothing where the service is well."""
        bus, store = await asyncio.gather(self._bus(), self._store())
        put_back = PUT_BACK if self._journal.lanes.store_was_put_back else None
        return [problem for problem in (bus, store, put_back, *self._behind()) if problem is not None]

    async def _bus(self) -> str | None:
        if not self._connection.is_connected:
            return "the bus is not connected"
        if lacks := self._lacks():
            return lacks
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._require_own_message()
        except (NatsError, TimeoutError) as error:
            return f"the bus does not carry messages ({error or 'none came back'})"
        return None

    async def _store(self) -> str | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._require_own_document()
        except TimeoutError:
            return "the document store does not answer"
        except StoreError as error:
            return f"the document store takes nothing ({reason_of(error)})"
        return None

    def _behind(self) -> list[str]:
        """What follows the journal and has taken nothing for a while, such as a bus whose disk was full."""
        return [
            f"the {follower.sink.name} has taken nothing for {silent:.0f} s ({follower.trouble.reason})"
            for follower in self._journal.followers
            if follower.trouble and (silent := time.monotonic() - follower.trouble.since) > TROUBLE_SECONDS
        ]

    async def _require_own_message(self) -> None:
        """Raises where a message to oneself does not come back."""
        inbox = self._connection.new_inbox()
        subscription = await self._connection.subscribe(inbox, max_msgs=1)
        try:
            await self._connection.publish(inbox, b"beat")
            await subscription.next_msg(timeout=BUS_SECONDS)
        finally:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()

    async def _require_own_document(self) -> None:
        """Raises where one small document can't be written and read back. A store with a full disk still answers a ping."""
        await self._beats.replace_one({"_id": "beat"}, {"_id": "beat", "at": time.time()}, upsert=True)
        if await self._beats.find_one({"_id": "beat"}) is None:
            raise StoreError("what was just written is not there")
