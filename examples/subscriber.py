"""Listens to Convene from outside: plain nats-py, nothing of Convene's own.

    python examples/subscriber.py

It prints three kinds of events as they come. It reads them with a durable JetStream consumer rather than a plain
subscription, for a plain one hears nothing of what happens while it is away; the consumer goes on where it stopped, and an
event counts as read only once it was acknowledged. So an event may come twice: its id tells, and is the same for ever.

Settings, all optional: CONVENE_NATS_URL, CONVENE_BUS_PREFIX, and on a bus that knows users CONVENE_NATS_USER and
CONVENE_NATS_PASSWORD.
"""

import asyncio
import json
import os
import signal
from typing import Any

import nats
from nats.errors import TimeoutError as NothingCame
from nats.js.api import AckPolicy, ConsumerConfig

URL = os.environ.get("CONVENE_NATS_URL", "nats://127.0.0.1:4222")
PREFIX = os.environ.get("CONVENE_BUS_PREFIX", "convene")
USER = os.environ.get("CONVENE_NATS_USER", "observer")
PASSWORD = os.environ.get("CONVENE_NATS_PASSWORD", "")

STREAM = f"{PREFIX}_events"
CONSUMER = f"{PREFIX}_observer"
# convene.ev.<community>.<service>.<thing>.<event>: one kind of event, of all communities and all clinics.
SUBJECTS = [
    f"{PREFIX}.ev.*.clinic.*.ClinicStepStarted",
    f"{PREFIX}.ev.*.clinic.*.AdviceGiven",
    f"{PREFIX}.ev.*.scheduler.*.FollowUpDue",
]


async def main() -> None:
    login: dict[str, Any] = {"user": USER, "password": PASSWORD, "inbox_prefix": f"_INBOX.{USER}"} if PASSWORD else {}
    bus = await nats.connect(URL, name="example subscriber", max_reconnect_attempts=-1, **login)
    stream = bus.jetstream()
    config = ConsumerConfig(
        name=CONSUMER, durable_name=CONSUMER, filter_subjects=SUBJECTS, ack_policy=AckPolicy.EXPLICIT
    )
    await stream.add_consumer(STREAM, config)
    events = await stream.pull_subscribe_bind(CONSUMER, STREAM)
    print(f"Listening on {URL}; Ctrl-C ends.", flush=True)
    try:
        while True:
            try:
                messages = await events.fetch(20, timeout=5)
            except NothingCame:
                continue
            for message in messages:
                show(json.loads(message.data))
                await message.ack()
    finally:
        await bus.close()


def show(event: dict[str, Any]) -> None:
    """One CloudEvent on one line. What people said is not in it: `data` has only what everybody may know."""
    name = event["type"].rpartition(".")[2]
    data = ", ".join(f"{key}={value}" for key, value in event["data"].items() if key != "community_id")
    print(f"{event['time'][:19]}  {event['subject']}  {name}: {data}", flush=True)


async def until_stopped() -> None:
    listening = asyncio.create_task(main())
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, listening.cancel)
    await asyncio.wait([listening])
    if not listening.cancelled():
        listening.result()


if __name__ == "__main__":
    asyncio.run(until_stopped())
