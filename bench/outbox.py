"""The textbook clinic service with a transactional outbox: state and event in one transaction, a relay publishes.

What the outbox pattern's descriptions say, over the same documents as `bench.textbook`.
`python -m bench.outbox <nats url> <mongo url>`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvloop
from bson import ObjectId
from faststream import FastStream
from faststream.nats import NatsBroker
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorClientSession, AsyncIOMotorDatabase

from bench.load import Target
from bench.servers import servers
from bench.textbook import (
    EVENT_SUBJECT,
    READY,
    STREAM,
    SUBJECT,
    Document,
    GiveAdvice,
    Reply,
    contribution_of,
    event_of,
    not_taken,
    serving,
)

# Its best case: transactions on one clinic clash with each other, and each clash is done again. One worker does about
# 1.5 times the commands of 2, and 5 times those of 16.
WORKERS = 1
BATCH = 100
IDLE = 0.05


def application(nats_url: str, client: "AsyncIOMotorClient[Document]") -> FastStream:
    """The service and its relay, ready to run."""
    database = client.textbook
    broker = NatsBroker(nats_url, logger=None)
    app = FastStream(broker, logger=None)
    relays: list[asyncio.Task[None]] = []

    @broker.subscriber(SUBJECT, max_workers=WORKERS)
    async def give_advice(command: GiveAdvice) -> Reply:
        async def change(session: AsyncIOMotorClientSession) -> Reply:
            clinic = await database.clinics.find_one({"_id": command.clinic_id}, session=session)
            if refused := not_taken(clinic, "advice"):
                return refused
            contribution = contribution_of(command, datetime.now(UTC))
            await database.contributions.insert_one(contribution, session=session)
            counted = {"$inc": {"contributions": 1, "version": 1}, "$set": {"changed_at": contribution["given_at"]}}
            await database.clinics.update_one({"_id": command.clinic_id}, counted, session=session)
            row = {"_id": ObjectId(), "event": event_of(contribution).model_dump(mode="json"), "published": False}
            await database.outbox.insert_one(row, session=session)
            return Reply(id=contribution["_id"])

        async with await client.start_session() as session:
            reply: Reply = await session.with_transaction(change)
            return reply

    @app.after_startup
    async def start() -> None:
        relays.append(asyncio.create_task(relay(broker, database)))
        print(READY, flush=True)

    @app.on_shutdown
    async def stop() -> None:
        for task in relays:
            task.cancel()

    return app


async def relay(broker: NatsBroker, database: "AsyncIOMotorDatabase[Document]") -> None:
    """Publish what the outbox holds, oldest first, and mark it; for ever."""
    while True:
        rows = await database.outbox.find({"published": False}).sort("_id", 1).limit(BATCH).to_list(BATCH)
        for row in rows:
            headers = {"Nats-Msg-Id": row["event"]["event_id"]}
            await broker.publish(row["event"], EVENT_SUBJECT, stream=STREAM, headers=headers, timeout=10)
        if rows:
            ids = [row["_id"] for row in rows]
            await database.outbox.update_many({"_id": {"$in": ids}}, {"$set": {"published": True}})
        else:
            await asyncio.sleep(IDLE)


@asynccontextmanager
async def running() -> AsyncIterator[Target]:
    """The outbox service in a process of its own, on fresh servers, with a clinic in its advice step."""
    async with servers() as fresh, serving("bench.outbox", fresh) as target:
        yield target


if __name__ == "__main__":

    async def serve() -> None:
        await application(sys.argv[1], AsyncIOMotorClient(sys.argv[2])).run()

    uvloop.run(serve())
