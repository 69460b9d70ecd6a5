"""Where commands and queries arrive from the bus, and their answers leave."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from pydantic import BaseModel, ValidationError

from shared.access.access_tokens import READ, require_scope, write_scope
from shared.bus import envelope
from shared.bus.subjects import INBOX
from shared.domain import Actor, Refusal, invalid
from shared.journal import Receipt, Recorded
from shared.runtime.operations import Operations
from shared.runtime.ports import BusPorts
from shared.runtime.service import Service
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

type Answer = Callable[[str, bytes], Awaitable[dict[str, Any]]]


class RequestServer:
    """The command and query subjects of one service. Every message is a task of its own, so that commits group.

    It subscribes with the broker's connection, without the broker's own handling of each message, which takes as long as
    deciding a command and making its events safe.
    """

    def __init__(self, service: Service, ports: BusPorts, operations: Operations) -> None:
        self._service = service
        self._ports = ports
        self._operations = operations
        self._tasks: set[asyncio.Task[None]] = set()
        self._subscriptions: list[Subscription] = []

    async def open(self) -> None:
        connection, name, subjects = self._ports.connection, self._service.name, self._ports.subjects
        for subject, answer in (
            (subjects.commands_of(name), self.command),
            (subjects.queries_of(name), self.query),
            (subjects.operations_of(name), self.operation),
        ):
            receive = self._receiver(answer)
            self._subscriptions.append(await connection.subscribe(subject, queue=name, cb=receive))
        await connection.flush()  # ready means that the bus knows, not only that it was sent

    def _receiver(self, answer: Answer) -> Callable[[Msg], Awaitable[None]]:
        async def receive(message: Msg) -> None:
            task = asyncio.create_task(self._reply(message, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return receive

    async def close(self) -> None:
        """Take nothing new, and finish what has begun."""
        for subscription in self._subscriptions:
            with contextlib.suppress(NatsError, TimeoutError):
                await asyncio.wait_for(subscription.drain(), 2)  # type: ignore[no-untyped-call]
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    async def _reply(self, message: Msg, answer: Answer) -> None:
        name = message.subject.rpartition(".")[2]
        try:
            reply = envelope.answer(await answer(name, message.data))
        except Refusal as refusal:
            reply = envelope.problem(refusal)
        except StoreError as error:
            log.warning("the store did not answer", service=self._service.name, what=name, reason=error)
            reply = envelope.problem(
                Refusal(503, "unavailable", "The document store does not answer. Try again soon.", retry_after=5)
            )
        except Exception:
            log.exception("a mistake in Convene", service=self._service.name, what=name)
            reply = envelope.problem(
                Refusal(500, "mistake", "Something is wrong in Convene itself; it was written down.")
            )
        headers = None
        if len(reply) > envelope.LONG_ANSWER and envelope.packs(message.headers):
            reply, headers = await asyncio.to_thread(envelope.pack, reply), {envelope.ENCODING: envelope.GZIP}
        await self._send(message.reply, reply, name, headers)

    async def _send(self, to: str, reply: bytes, name: str, headers: dict[str, str] | None = None) -> None:
        if not to.startswith(f"{INBOX}."):
            # Whoever asks chooses where the answer goes; it must not become an event or a command that way.
            if to:
                log.warning("dropped an answer that was to go elsewhere than to an inbox", what=name)
            return
        try:
            await self._ports.connection.publish(to, reply, headers=headers)
        except MaxPayloadError:
            large = Refusal(
                413, "answer-too-large", f"The answer to {name} has {len(reply):,} bytes; the bus takes fewer."
            )
            await self._send(to, envelope.problem(large), name)
        except NatsError as error:
            log.warning("could not answer", service=self._service.name, what=name, reason=error)

    async def command(self, name: str, payload: bytes) -> dict[str, Any]:
        kind = self._service.command_types.get(name)
        if kind is None:
            raise Refusal(404, "unknown-command", f"{self._service.name} has no command {name}.")
        asked = envelope.read(payload, kind.largest)
        if not asked.id:
            raise invalid("A command needs an id of its own, so that repeating it does nothing twice.", "id")
        actor = await self._who(asked.token, write_scope(self._service.name))
        command = _parse(kind, asked.data)
        return shown(await self._ports.execute(command, asked.id, actor, asked.expect, asked.trace))

    async def query(self, name: str, payload: bytes) -> dict[str, Any]:
        kind = self._service.query_types.get(name)
        if kind is None:
            raise Refusal(404, "unknown-query", f"{self._service.name} has no query {name}.")
        asked = envelope.read(payload)
        actor = await self._who(asked.token, READ)
        query = _parse(kind, asked.data)
        view = await self._service.query_handlers[kind](query, actor, self._ports)
        return view.model_dump(mode="json")

    async def _who(self, token: str, scope: str) -> Actor:
        """Who asks; `Refusal` where their token is not good for this."""
        actor = self._ports.verifier.who(token)
        if actor.scopes is not None:
            require_scope(actor, scope)
        if actor.may_be_ended:
            await self._ports.access.check(actor)
        return actor

    async def operation(self, name: str, payload: bytes) -> dict[str, Any]:
        """What operators may ask of any service."""
        asked = envelope.read(payload)
        if not self._ports.verifier.who(asked.token).is_operator:
            raise Refusal(403, "not-allowed", "Only an operator may do this.")
        return await self._operations.perform(name, asked.data)


def _parse[M: BaseModel](kind: type[M], data: dict[str, Any]) -> M:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise envelope.invalid_fields(error) from None


def shown(receipt: Receipt) -> dict[str, Any]:
    """A receipt as whoever sent the command sees it: without what is private, but for what was made for them."""
    return {
        "id": receipt.stream,
        "version": receipt.version,
        "repeated": receipt.repeated,
        "events": [
            {"id": event.id, "type": type(event.event).__name__, "data": _shown_data(event)} for event in receipt.events
        ],
    }


def _shown_data(recorded: Recorded) -> dict[str, Any]:
    return {**recorded.public, **{name: getattr(recorded.event, name) for name in recorded.event.answered}}
