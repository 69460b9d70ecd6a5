"""The streams and durable consumers of one deployment, as they should be.

Only the provisioner makes or changes them (`shared.bus.provisioner`): whoever may change a stream can read, wipe and stop
everything in it. Services look whether they are there, and wait where they are not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nats.errors import Error as NatsError
from nats.js import JetStreamContext, api
from nats.js.errors import NotFoundError

from shared.bus.subjects import Subjects

EVENTS_KEPT_DAYS = 90
DUPLICATES_KEPT_SECONDS = 120
MOST_DELIVERIES = 500
"""With a minute between the later ones, a reaction is tried for some eight hours before it is given up."""
MOST_UNACKNOWLEDGED = 2000
ACK_WAIT_SECONDS = 30
RING_ACK_WAIT_SECONDS = 5
MOST_RINGS_AT_ONCE = 10_000
REMEDY = "run `convene provision` (with Docker: `docker compose run --rm provision`)"

STREAM_FIELDS = (
    "description", "subjects", "max_age", "max_msgs", "max_bytes", "max_msgs_per_subject", "max_msg_size", "discard",
    "duplicate_window", "no_ack", "sealed", "republish", "subject_transform", "mirror", "sources", "allow_rollup_hdrs",
    "allow_direct",
)  # fmt: skip
"""What of a stream is ours to say; storage, replicas and placement are whoever's who runs the bus."""
CONSUMER_FIELDS = ("filter_subjects", "ack_wait", "max_deliver", "max_ack_pending")


class NotProvisionedError(NatsError):
    """The bus lacks what a service needs there, and a service may not make it. The message says what to do."""


@dataclass(frozen=True)
class Durable:
    """A durable consumer, and the stream that it reads."""

    stream: str
    config: api.ConsumerConfig

    @property
    def name(self) -> str:
        return str(self.config.durable_name)


def streams(subjects: Subjects) -> Sequence[api.StreamConfig]:
    """Every stream that there should be."""
    return [events_stream(subjects), alarms_stream(subjects)]


def events_stream(subjects: Subjects) -> api.StreamConfig:
    """The stream of all events.

    It allows neither schedules nor rollup, whose headers would let whoever may publish one event forge or wipe others.
    """
    return api.StreamConfig(
        name=subjects.events_stream,
        description="Everything that happened, for whoever wants to know. The journals are the truth.",
        subjects=[subjects.all_events],
        max_age=EVENTS_KEPT_DAYS * 86400,
        duplicate_window=DUPLICATES_KEPT_SECONDS,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
    )


def alarms_stream(subjects: Subjects) -> api.StreamConfig:
    """The stream of timers, without limits: a limit would delete timers without a word.

    As a work queue it drops a ring once that was acknowledged; schedules, which nobody consumes, stay until they fire.
    """
    return api.StreamConfig(
        name=subjects.alarms_stream,
        description="The scheduler's alarm clock. Its own records are the truth.",
        subjects=[subjects.all_alarms],
        retention=api.RetentionPolicy.WORK_QUEUE,
        duplicate_window=DUPLICATES_KEPT_SECONDS,
        allow_msg_schedules=True,
        allow_rollup_hdrs=True,
        allow_direct=True,
    )


def rings_consumer(subjects: Subjects) -> Durable:
    """The consumer of timers that ring. A ring is given again until it is acknowledged."""
    config = _consumer(subjects.consumer("rings"), [subjects.all_rings], RING_ACK_WAIT_SECONDS, -1, MOST_RINGS_AT_ONCE)
    return Durable(subjects.alarms_stream, config)


def reactions_consumer(subjects: Subjects, service: str, filters: Iterable[str]) -> Durable:
    """The consumer of the events to which a service reacts."""
    name = subjects.consumer(service)
    config = _consumer(name, filters, ACK_WAIT_SECONDS, MOST_DELIVERIES, MOST_UNACKNOWLEDGED)
    return Durable(subjects.events_stream, config)


def _consumer(
    name: str, filters: Iterable[str], ack_wait: float, max_deliver: int, max_ack_pending: int
) -> api.ConsumerConfig:
    return api.ConsumerConfig(
        durable_name=name,
        name=name,
        filter_subjects=sorted(filters),
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=ack_wait,
        max_deliver=max_deliver,
        max_ack_pending=max_ack_pending,
    )


async def find_stream(js: JetStreamContext, name: str) -> api.StreamInfo:
    """How a stream is; `NotProvisionedError` where there is none."""
    try:
        return await js.stream_info(name)
    except NotFoundError:
        raise NotProvisionedError(f"the bus has no stream {name}: {REMEDY}") from None


async def require_consumer(js: JetStreamContext, wanted: Durable) -> api.ConsumerInfo:
    """A consumer that gives all that is wanted; `NotProvisionedError` where there is none."""
    try:
        found: api.ConsumerInfo = await js.consumer_info(wanted.stream, wanted.name)
    except NotFoundError:
        raise NotProvisionedError(f"the bus has no consumer {wanted.name}: {REMEDY}") from None
    missing = filters_of(wanted.config) - filters_of(found.config)
    if missing:
        raise NotProvisionedError(f"the consumer {wanted.name} leaves out {', '.join(sorted(missing))}: {REMEDY}")
    return found


def filters_of(config: api.ConsumerConfig) -> set[str]:
    """The subjects that a consumer takes; the server has one in a field of its own, and several in another."""
    return {*(config.filter_subjects or ()), *([config.filter_subject] if config.filter_subject else [])}


def stream_differences(wanted: api.StreamConfig, found: api.StreamConfig) -> list[str]:
    """The fields in which a stream is not as it should be."""
    return _differences(STREAM_FIELDS, wanted, found)


def consumer_differences(wanted: api.ConsumerConfig, found: api.ConsumerConfig) -> list[str]:
    """The fields in which a consumer is not as it should be."""
    others = [field for field in CONSUMER_FIELDS if field != "filter_subjects"]
    filters = ["filter_subjects"] if filters_of(wanted) != filters_of(found) else []
    return [*filters, *_differences(others, wanted, found)]


def _differences(fields: Sequence[str], wanted: object, found: object) -> list[str]:
    return [field for field in fields if _plain(getattr(wanted, field)) != _plain(getattr(found, field))]


def _plain(value: Any) -> Any:
    """The server says "none" in more than one way."""
    return None if value in (None, 0, -1, False, "", []) else value
