"""What operators may ask of any service: its dead letters, what it set aside, its journal on the bus again, how it is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shared.bus.publisher import Publisher
from shared.domain import Refusal, invalid, not_found
from shared.journal.epochs import Epochs
from shared.runtime.event_consumer import EventConsumer, thing_of
from shared.runtime.health import Health
from shared.runtime.incidents import incidents
from shared.runtime.ports import BusPorts
from shared.runtime.service import Service

RETRIED_AT_ONCE = 50

type Operation = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Operations:
    def __init__(
        self, service: Service, ports: BusPorts, event_consumer: EventConsumer, health: Health, publisher: Publisher
    ) -> None:
        self._service = service
        self._ports = ports
        self._event_consumer = event_consumer
        self._health = health
        self._publisher = publisher
        self._letters = ports.dead_letters
        self._known: dict[str, Operation] = {
            "ListDeadLetters": self._list,
            "CountDeadLetters": self._count,
            "RetryDeadLetter": self._retry,
            "RetryDeadLetters": self._retry_some,
            "DropDeadLetter": self._drop,
            "DropDeadLetters": self._drop_some,
            "Replay": self._replay,
            "Health": self._report_health,
        }

    async def perform(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        operation = self._known.get(name)
        if operation is None:
            raise Refusal(404, "unknown-operation", f"There is no operation {name}.")
        return await operation(data)

    async def _list(self, data: dict[str, Any]) -> dict[str, Any]:
        """A page of them, oldest first; `next` is the `after` of the next one."""
        page = await self._letters.page(_text(data, "after"), _number(data, "limit"))
        return {"dead_letters": page.letters, "next": page.next}

    async def _count(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"count": await self._letters.count()}

    async def _retry(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"outcome": await self._event_consumer.retry(_text(data, "id"))}

    async def _retry_some(self, data: dict[str, Any]) -> dict[str, Any]:
        """One page of them; whoever wants all asks again with `next`. Those that stay parked keep their place.

        Together, so that what follows from them is written together; those of one thing are taken in their order.
        """
        page = await self._letters.page(_text(data, "after"), RETRIED_AT_ONCE)
        things: dict[str, list[str]] = {}
        for document in page.letters:
            things.setdefault(thing_of(document["subject"]), []).append(document["id"])
        outcomes: dict[str, str] = {}

        async def retry(letters: Sequence[str]) -> None:
            for letter in letters:
                outcomes[letter] = await self._event_consumer.retry(letter)

        await asyncio.gather(*map(retry, things.values()))
        done = [{"id": letter, "outcome": outcome} for letter, outcome in outcomes.items()]
        return {"outcomes": done, "next": page.next}

    async def _drop(self, data: dict[str, Any]) -> dict[str, Any]:
        if not await self._letters.drop(_text(data, "id")):
            raise not_found()
        return {"dropped": 1}

    async def _drop_some(self, data: dict[str, Any]) -> dict[str, Any]:
        """One page of them, as `ListDeadLetters` lists them."""
        page = await self._letters.page(_text(data, "after"), _number(data, "limit"))
        await self._letters.drop_some([letter["id"] for letter in page.letters])
        return {"dropped": len(page.letters), "next": page.next}

    async def _replay(self, _: dict[str, Any]) -> dict[str, Any]:
        count = await self._ports.journal.replay()
        await self._ports.journal.settled()
        return {"commits": count}

    async def _report_health(self, _: dict[str, Any]) -> dict[str, Any]:
        wrong = await self._health.problems()
        journal = self._ports.journal
        return {
            "service": self._service.name,
            "ailments": wrong,
            "behind": {follower.sink.name: follower.behind for follower in journal.followers},
            "dead_letters": await self._letters.count() if not wrong else None,
            "set_aside": len(await journal.set_aside.noted()) if not wrong else None,
            "outside": await self._outside(),
            "mishaps": await self._incidents() if not wrong else [],
            "epoch": journal.epoch,
            "published_again": self._publisher.again,
        }

    async def _incidents(self) -> list[str]:
        epochs = await Epochs(self._ports.collection("epochs")).all()
        return incidents(epochs, self._ports.stream.known.cuts, self._publisher.foreign)

    async def _outside(self) -> dict[str, str]:
        look = self._service.outside
        return dict(await look(self._ports.settings)) if look else {}


def _text(data: dict[str, Any], name: str) -> str:
    return str(data.get(name) or "")


def _number(data: dict[str, Any], name: str) -> int:
    try:
        return int(data.get(name) or 100)
    except (TypeError, ValueError):
        raise invalid("Send a whole number.", name) from None
