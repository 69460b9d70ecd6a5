"""Where commands and queries arrive from the bus, and their answers leave."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import structlog
from faststream.nats import NatsBroker
from faststream.nats.message import NatsMessage
from pydantic import BaseModel, ValidationError

from shared.bus import envelope
from shared.bus.subjects import INBOX
from shared.domain import Refusal, invalid
from shared.journal import Receipt
from shared.mongo import StoreError

if TYPE_CHECKING:
    from shared.house import House
    from shared.reacting import Reactor

log = structlog.get_logger(__name__)

type Answer = Callable[[str, bytes], Awaitable[dict[str, Any]]]


async def _as_it_is(message: NatsMessage) -> NatsMessage:
    return message


class Desk:
    """The command and query subjects of one service. Every message is a task of its own, so that commits group."""

    def __init__(self, house: "House", reactor: "Reactor") -> None:
        self._house = house
        self._reactor = reactor
        self._commands = house.service.commands
        self._queries = house.service.queries
        self._tasks: set[asyncio.Task[None]] = set()

    def subscribe(self, broker: NatsBroker) -> None:
        name, subjects = self._house.name, self._house.subjects
        for subject, answer in (
            (subjects.commands_of(name), self.command),
            (subjects.queries_of(name), self.query),
            (subjects.operations_of(name), self.operation),
        ):
            self._listen(broker, subject, answer)

    def _listen(self, broker: NatsBroker, subject: str, answer: Answer) -> None:
        @broker.subscriber(subject, queue=self._house.name, decoder=_as_it_is, no_reply=True)
        async def receive(message: NatsMessage) -> None:
            task = asyncio.create_task(self._reply(message, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for what has begun."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    async def _reply(self, message: NatsMessage, answer: Answer) -> None:
        raw = message.raw_message
        name = raw.subject.rpartition(".")[2]
        try:
            reply = envelope.answer(await answer(name, raw.data))
        except Refusal as refusal:
            reply = envelope.problem(refusal)
        except StoreError as error:
            log.warning("the store did not answer", service=self._house.name, what=name, reason=str(error)[:200])
            reply = envelope.problem(Refusal(503, "unavailable", "The document store does not answer. Try again soon."))
        except Exception:
            log.exception("a mistake in Convene", service=self._house.name, what=name)
            reply = envelope.problem(
                Refusal(500, "mistake", "Something is wrong in Convene itself; it was written down.")
            )
        if raw.reply.startswith(f"{INBOX}."):
            await self._house.connection.publish(raw.reply, reply)
        elif raw.reply:
            # Whoever asks chooses where the answer goes; it must not become an event or a command that way.
            log.warning(
                "an answer was not sent: it should go to no inbox", service=self._house.name, to=raw.reply[:200]
            )

    async def command(self, name: str, payload: bytes) -> dict[str, Any]:
        kind = self._commands.get(name)
        if kind is None:
            raise Refusal(404, "unknown-command", f"{self._house.name} has no command {name}.")
        asked = envelope.read(payload)
        if not asked.id:
            raise invalid("A command needs an id of its own, so that repeating it does nothing twice.", "id")
        actor = self._house.verifier.who(asked.token)
        command = _parse(kind, asked.data)
        return shown(await self._house.execute(command, asked.id, actor, asked.expect, asked.trace))

    async def query(self, name: str, payload: bytes) -> dict[str, Any]:
        kind = self._queries.get(name)
        if kind is None:
            raise Refusal(404, "unknown-query", f"{self._house.name} has no query {name}.")
        asked = envelope.read(payload)
        actor = self._house.verifier.who(asked.token)
        query = _parse(kind, asked.data)
        view = await self._house.service.answers.functions[kind](query, actor, self._house)
        return view.model_dump(mode="json")

    async def operation(self, name: str, payload: bytes) -> dict[str, Any]:
        """What operators may ask of any service: its dead letters, and its journal on the bus again."""
        asked = envelope.read(payload)
        if not self._house.verifier.who(asked.token).is_operator:
            raise Refusal(403, "not-allowed", "Only an operator may do this.")
        match name:
            case "ListDeadLetters":
                return {"dead_letters": await self._house.dead_letters.all()}
            case "RetryDeadLetter":
                return {"outcome": await self._reactor.retry(str(asked.data.get("id", "")))}
            case "Replay":
                count = await self._house.journal.replay()
                await self._house.journal.settled()
                return {"commits": count}
            case "Health":
                await self._house.store_answers()
                return {
                    "service": self._house.name,
                    "behind": {one.sink.name: one.behind for one in self._house.journal.followers},
                    "dead_letters": await self._house.dead_letters.count(),
                }
            case _:
                raise Refusal(404, "unknown-operation", f"There is no operation {name}.")


def _parse[M: BaseModel](kind: type[M], data: dict[str, Any]) -> M:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise envelope.invalid_fields(error) from None


def shown(receipt: Receipt) -> dict[str, Any]:
    """A receipt as whoever sent the command sees it: without what is private, which they know."""
    return {
        "id": receipt.stream,
        "version": receipt.version,
        "repeated": receipt.repeated,
        "events": [
            {"id": one.id, "type": type(one.event).__name__, "data": one.event.public()} for one in receipt.events
        ],
    }
