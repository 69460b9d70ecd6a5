"""The textbook clinic service: for each command find the document, insert, publish, update; one after the other.

It is written as the FastStream and motor documentation would have it, and with care: typed bodies, many commands
at once, uvloop, no logging, the indexes its queries would need. `python -m bench.textbook <nats url> <mongo url>`.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import nats
import orjson
import uvloop
from faststream import FastStream
from faststream.nats import NatsBroker
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pydantic import BaseModel, Field

from bench.children import child
from bench.load import Target
from bench.servers import Servers, servers

SUBJECT = "textbook.clinic.give_advice"
EVENT_SUBJECT = "textbook.events.advice_given"
STREAM = "textbook"
CLINIC = "clinic-1"
# From 8 to 256 workers the store is what limits this service, so the figure hardly moves.
WORKERS = 64
READY = "ready to answer"

type Document = dict[str, Any]


class GiveAdvice(BaseModel):
    """A member offers the presenter a piece of advice."""

    clinic_id: str
    member_id: str
    text: str = Field(min_length=1, max_length=4_000)


class AdviceGiven(BaseModel):
    """A member has given advice."""

    event_id: str
    clinic_id: str
    contribution_id: str
    member_id: str
    given_at: datetime


class Reply(BaseModel):
    """The id of the contribution, or why there is none."""

    id: str | None = None
    error: str | None = None


def not_taken(clinic: Document | None, kind: str) -> Reply | None:
    """The refusal, if there is no such clinic or its step does not take this kind of contribution."""
    if clinic is None:
        return Reply(error="There is no such clinic.")
    if clinic["status"] != "running":
        return Reply(error="The clinic is not running.")
    step = clinic["steps"][clinic["step"]]
    return None if kind in step["takes"] else Reply(error=step["hint"])


def contribution_of(command: GiveAdvice, given_at: datetime) -> Document:
    """The document that holds this piece of advice."""
    return {
        "_id": uuid4().hex,
        "clinic_id": command.clinic_id,
        "member_id": command.member_id,
        "kind": "advice",
        "text": command.text,
        "given_at": given_at,
    }


def event_of(contribution: Document) -> AdviceGiven:
    """What other services hear of it."""
    return AdviceGiven(
        event_id=uuid4().hex,
        clinic_id=contribution["clinic_id"],
        contribution_id=contribution["_id"],
        member_id=contribution["member_id"],
        given_at=contribution["given_at"],
    )


def application(nats_url: str, database: "AsyncIOMotorDatabase[Document]") -> FastStream:
    """The service, ready to run."""
    broker = NatsBroker(nats_url, logger=None)
    app = FastStream(broker, logger=None)

    @broker.subscriber(SUBJECT, max_workers=WORKERS)
    async def give_advice(command: GiveAdvice) -> Reply:
        clinic = await database.clinics.find_one({"_id": command.clinic_id})
        if refused := not_taken(clinic, "advice"):
            return refused
        contribution = contribution_of(command, datetime.now(UTC))
        await database.contributions.insert_one(contribution)
        event = event_of(contribution)
        await broker.publish(event, EVENT_SUBJECT, stream=STREAM, headers={"Nats-Msg-Id": event.event_id}, timeout=10)
        counted = {"$inc": {"contributions": 1, "version": 1}, "$set": {"changed_at": contribution["given_at"]}}
        await database.clinics.update_one({"_id": command.clinic_id}, counted)
        return Reply(id=contribution["_id"])

    @app.after_startup
    async def tell() -> None:
        print(READY, flush=True)

    return app


class AdviceRequests:
    """The load on a textbook service: one piece of advice after another, from forty members."""

    def __init__(self, clinic_id: str) -> None:
        self._clinic_id = clinic_id

    def body(self, number: int) -> bytes:
        text = f"Advice {number}: when we were in this position, we first asked everyone what they would miss."
        return orjson.dumps({"clinic_id": self._clinic_id, "member_id": f"member-{number % 40}", "text": text})

    def headers(self, number: int) -> dict[str, str] | None:
        return None

    def problem(self, reply: bytes) -> str | None:
        answer = orjson.loads(reply)
        return None if answer.get("id") else answer.get("error") or reply.decode()


@asynccontextmanager
async def running() -> AsyncIterator[Target]:
    """The textbook service in a process of its own, on fresh servers, with a clinic in its advice step."""
    async with servers() as fresh, serving("bench.textbook", fresh) as target:
        yield target


@asynccontextmanager
async def serving(module: str, fresh: Servers) -> AsyncIterator[Target]:
    """Prepare the stream and the clinic, and run `module` as the service while the block lasts."""
    await _prepare(fresh)
    command = [sys.executable, "-m", module, fresh.nats_url, fresh.mongo_url]
    async with child(module, command, fresh.folder) as service:
        await service.until_printed(READY)
        where = f"{AdviceRequests.__module__}:{AdviceRequests.__qualname__}"
        yield Target(fresh.nats_url, SUBJECT, where, {"clinic_id": CLINIC}, STREAM)


async def _prepare(fresh: Servers) -> None:
    bus = await nats.connect(fresh.nats_url)
    try:
        await bus.jetstream().add_stream(name=STREAM, subjects=["textbook.events.>"])
    finally:
        await bus.close()
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(fresh.mongo_url)
    try:
        database = client.textbook
        kinds = ["context", "question", "experience", "advice", "takeaway"]
        steps = [{"name": kind, "takes": [kind], "hint": f"This step is for {kind}."} for kind in kinds]
        clinic = {"_id": CLINIC, "status": "running", "step": 3, "steps": steps, "contributions": 0, "version": 1}
        await database.clinics.insert_one(clinic)
        # The page of a clinic lists its contributions in order, so a service like this one has this index.
        await database.contributions.create_index([("clinic_id", 1), ("given_at", 1)])
        # The outbox is only used with one; its relay asks for what is not published yet, oldest first.
        await database.outbox.create_index([("published", 1), ("_id", 1)])
    finally:
        client.close()


if __name__ == "__main__":

    async def serve() -> None:
        client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(sys.argv[2])
        await application(sys.argv[1], client.textbook).run()

    uvloop.run(serve())
