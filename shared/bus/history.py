"""Reads events that are in the stream already, by number or from a moment on, without a consumer to keep on the bus."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError

BATCH = 256
WAIT_SECONDS = 5.0
_END = ("204", "404")
EVENT_TOKENS = 6
"""Prefix, `ev`, community, service, thing and name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as the stream has it."""

    seq: int
    community: str
    name: str
    stream: str
    payload: bytes
    subject: str = ""


async def read_batch(
    connection: Client, stream: str, start: int | datetime, filter: str, most: int = BATCH
) -> list[Seen]:
    """The next events from a number or a (real) moment on; fewer than `most` where there are no more."""
    inbox = connection.new_inbox()
    answers = await connection.subscribe(inbox)
    found: list[Seen] = []
    try:
        begin = {"seq": start} if isinstance(start, int) else {"start_time": start.isoformat()}
        asked = orjson.dumps({**begin, "next_by_subj": filter, "batch": most})
        await connection.publish(f"$JS.API.DIRECT.GET.{stream}", asked, reply=inbox)
        while True:
            answer = await answers.next_msg(timeout=WAIT_SECONDS)
            headers = answer.headers or {}
            status = headers.get("Status")
            if status in _END:
                return found
            if status is not None:
                raise NatsError(f"the events stream does not answer: {status} {headers.get('Description', '')}")
            found.append(_seen(int(headers["Nats-Sequence"]), headers["Nats-Subject"], answer.data))
    finally:
        with suppress(NatsError):
            await answers.unsubscribe()


def _seen(seq: int, subject: str, payload: bytes) -> Seen:
    """What lies on another subject than events have is nobody's: it has no community, thing or name."""
    tokens = subject.split(".")
    community, _, stream, name = tokens[-4:] if len(tokens) >= EVENT_TOKENS else ("", "", "", "")
    return Seen(seq, community, name, stream, payload, subject)


def epoch_of(made: datetime | None) -> str:
    """Tells one events stream from another that was made in its place."""
    return f"{int(made.timestamp() * 1_000_000):x}" if made else "0"
