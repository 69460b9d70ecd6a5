"""The streams and consumers of the house, made or brought up to date by whoever needs them.

An existing consumer silently keeps its old configuration when somebody subscribes with a new one; so it is updated here.
"""

from collections.abc import Sequence
from datetime import datetime

from nats.js import JetStreamContext, api
from nats.js.errors import BadRequestError, NotFoundError

from shared.bus.subjects import Subjects

EVENTS_KEPT_DAYS = 90
DUPLICATES_KEPT_SECONDS = 120
MOST_DELIVERIES = 500
"""With a minute between the later ones, a reaction is tried for some eight hours before it is given up."""
MOST_UNACKNOWLEDGED = 2000
ACK_WAIT_SECONDS = 30
RING_ACK_WAIT_SECONDS = 5
MOST_RINGS_AT_ONCE = 10_000


async def provide_events(js: JetStreamContext, subjects: Subjects) -> datetime:
    """The stream of all events; when it was made.

    It allows neither schedules nor rollup, whose headers would let whoever may publish one event forge or wipe others.
    """
    config = api.StreamConfig(
        name=subjects.events_stream,
        description="Everything that happened, for whoever wants to know. The journals are the truth.",
        subjects=[subjects.all_events],
        max_age=EVENTS_KEPT_DAYS * 86400,
        duplicate_window=DUPLICATES_KEPT_SECONDS,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
    )
    return await _provide(js, config)


async def provide_alarms(js: JetStreamContext, subjects: Subjects) -> datetime:
    """The stream of timers, without limits: a limit would delete timers without a word.

    As a work queue it drops a ring once that was acknowledged; schedules, which nobody consumes, stay until they fire.
    """
    config = api.StreamConfig(
        name=subjects.alarms_stream,
        description="The scheduler's alarm clock. Its own records are the truth.",
        subjects=[subjects.all_alarms],
        retention=api.RetentionPolicy.WORK_QUEUE,
        allow_msg_schedules=True,
        allow_rollup_hdrs=True,
        allow_direct=True,
    )
    return await _provide(js, config)


async def provide_rings(js: JetStreamContext, subjects: Subjects) -> str:
    """The durable consumer of timers that ring; its name. A ring is given again until it is acknowledged."""
    name = subjects.consumer("rings")
    config = api.ConsumerConfig(
        durable_name=name,
        name=name,
        filter_subjects=[subjects.all_rings],
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=RING_ACK_WAIT_SECONDS,
        max_deliver=-1,
        max_ack_pending=MOST_RINGS_AT_ONCE,
    )
    await js.add_consumer(subjects.alarms_stream, config)
    return name


async def _provide(js: JetStreamContext, config: api.StreamConfig) -> datetime:
    name = str(config.name)
    try:
        info = await js.stream_info(name)
    except NotFoundError:
        try:
            info = await js.add_stream(config)
        except BadRequestError:  # another process was faster
            info = await js.stream_info(name)
    else:
        wanted = {field: value for field, value in config.as_dict().items() if field in _OURS}
        if {field: info.config.as_dict().get(field) for field in wanted} != wanted:
            info = await js.update_stream(config)
    if info.created is None:
        raise RuntimeError(f"the bus does not say when stream {name} was made")
    return info.created


_OURS = {"description", "subjects", "max_age"}


async def has_consumer(js: JetStreamContext, stream: str, name: str) -> bool:
    try:
        await js.consumer_info(stream, name)
    except NotFoundError:
        return False
    return True


async def provide_consumer(js: JetStreamContext, stream: str, name: str, filters: Sequence[str]) -> None:
    """A durable consumer with these filters, whatever it had before."""
    config = api.ConsumerConfig(
        durable_name=name,
        name=name,
        filter_subjects=sorted(filters),
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_SECONDS,
        max_deliver=MOST_DELIVERIES,
        max_ack_pending=MOST_UNACKNOWLEDGED,
    )
    await js.add_consumer(stream, config)  # creates it, or updates what may be updated
