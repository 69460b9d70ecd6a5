"""Who may do what on the bus: one NATS user per service, with what its declaration says it needs and nothing else.

`deploy/nats.conf` is written from here by `make docs`, so that code and configuration can't drift apart.
"""

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services import SERVICES
from shared.access.role_updates import NEWS
from shared.bus.streams import streams
from shared.bus.subjects import INBOX, Subjects, inbox_of
from shared.contracts.community import GetRole, GetSessionState, GetTokenState
from shared.runtime.service import Service

PROVISIONER = "provisioner"
"""The user of `convene provision`, which runs once and ends: nobody else may make or change a stream."""
OBSERVER = "observer"
"""The user for other systems: it may read every event, and keep one durable consumer of its own."""


@dataclass(frozen=True)
class Permissions:
    """What one user may publish and subscribe to; everything else is denied."""

    user: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def services() -> list[Service]:
    """The declaration of every service."""
    return [importlib.import_module(f"services.{name}.app").service for name in SERVICES]


def permissions(subjects: Subjects, declared: Sequence[Service]) -> list[Permissions]:
    """Of every service, of the provisioner, and of the observer."""
    services = [permissions_of(service, subjects) for service in declared]
    return [*services, _provisioner(subjects, declared), _observer(subjects)]


def permissions_of(service: Service, subjects: Subjects) -> Permissions:
    name, events = service.name, subjects.events_stream
    # How the events stream is, and single events by number: to see whether it goes on where it was known.
    publish = [f"{INBOX}.>", *(f"$JS.API.STREAM.{verb}.{events}" for verb in ("INFO", "MSG.GET"))]
    subscribe = [
        f"{inbox_of(name)}.>",
        subjects.commands_of(name),
        subjects.queries_of(name),
        subjects.operations_of(name),
    ]
    if service.aggregates:
        # To see what the stream has of its own: the store may have been put back.
        publish += [subjects.event("*", name, "*", "*"), f"$JS.API.DIRECT.GET.{events}"]
    for durable in service.durables(subjects):
        publish += _reads_consumer(durable.stream, durable.name)
    publish += [subjects.query(query) for query in service.asks]
    # For the roster, and for access tokens and sessions.
    publish += [subjects.query(name) for name in (GetRole, GetTokenState, GetSessionState)]
    subscribe += [subjects.events_of(event) for event in NEWS.values()]
    if name == "scheduler":
        publish += _winds_the_alarm_clock(subjects)
    if name == "gateway":
        publish += _speaks_for_people(subjects)
        subscribe.append(subjects.all_events)
    return Permissions(name, _once(publish), _once(subscribe))


def _observer(subjects: Subjects) -> Permissions:
    events, consumer = subjects.events_stream, subjects.consumer(OBSERVER)
    publish = [f"$JS.API.STREAM.INFO.{events}", f"$JS.API.CONSUMER.CREATE.{events}.{consumer}"]
    publish += _reads_consumer(events, consumer)
    return Permissions(OBSERVER, tuple(publish), (f"{inbox_of(OBSERVER)}.>", subjects.all_events))


def _provisioner(subjects: Subjects, declared: Sequence[Service]) -> Permissions:
    """Make the streams and consumers, and bring them up to date; neither delete nor read them."""
    publish = [
        f"$JS.API.STREAM.{verb}.{stream.name}" for stream in streams(subjects) for verb in ("INFO", "CREATE", "UPDATE")
    ]
    publish += [
        f"$JS.API.CONSUMER.{verb}.{durable.stream}.{durable.name}"
        for service in declared
        for durable in service.durables(subjects)
        for verb in ("INFO", "CREATE")
    ]
    return Permissions(PROVISIONER, tuple(publish), (f"{inbox_of(PROVISIONER)}.>",))


def _reads_consumer(stream: str, consumer: str) -> list[str]:
    """Ask about, fetch from and acknowledge to one durable consumer."""
    verbs = [f"$JS.API.CONSUMER.{verb}.{stream}.{consumer}" for verb in ("INFO", "MSG.NEXT")]
    return [*verbs, f"$JS.ACK.{stream}.{consumer}.>"]


def _winds_the_alarm_clock(subjects: Subjects) -> list[str]:
    """Set, move and cancel timers. Whoever may write there can forge and delete them, so nobody else may."""
    stream = subjects.alarms_stream
    return [
        f"$JS.API.STREAM.INFO.{stream}",
        f"$JS.API.STREAM.PURGE.{stream}",
        subjects.alarm("*", "*"),
    ]


def _speaks_for_people(subjects: Subjects) -> list[str]:
    """Commands, queries and operations of any service; events already past; and for `convene doctor`, how streams fare."""
    streams = (subjects.events_stream, subjects.alarms_stream)
    return [
        f"{subjects.prefix}.cmd.>",
        f"{subjects.prefix}.qry.>",
        f"{subjects.prefix}.ops.>",
        f"$JS.API.DIRECT.GET.{subjects.events_stream}",
        "$JS.API.INFO",
        "$JS.API.STREAM.LIST",
        *(f"$JS.API.CONSUMER.LIST.{stream}" for stream in streams),
    ]


def _once(subjects: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(subjects))


def password_variable(user: str) -> str:
    """What `nats.conf` calls a user's password; `nats_passwords.conf` says what it is."""
    return f"{user.upper()}_PASSWORD"
