"""Deliveries per second of the gateway's event stream, beside a bare fan-out of the same messages."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.registry import Figures, Say
from bench.servers import servers
from bench.web import bare, gateway
from bench.web.gateway import Gate
from bench.web.listening import Fan, drive
from shared.bus.cloudevents import Message, messages
from shared.contracts.base import derived_id
from shared.contracts.clinic import AdviceGiven
from shared.journal import Commit

STREAMS_EACH = 10
"""Streams of one person: fewer than one may have."""


@dataclass(frozen=True)
class Crowd:
    """How many listen, and how long is measured, in seconds."""

    listeners: int = 500
    warm_up: float = 1.5
    seconds: float = 6.0


async def against_bare(say: Say, crowd: Crowd | None = None) -> Figures:
    """The same event again and again to as many listeners of both, one after the other."""
    crowd = crowd or Crowd()
    say("starting the gateway and what is behind it")
    async with gateway.running(members=crowd.listeners // STREAMS_EACH) as gate:
        event = event_of(gate)
        say(f"{crowd.listeners} listeners of the gateway")
        of_ours = await drive(ours(gate, event, crowd), gate.folder)
    say(f"ours: {of_ours}")
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        async with servers() as fresh, bare.serving(fresh.nats_url, Path(name)) as (address, running):
            say(f"{crowd.listeners} listeners of a bare fan-out")
            fan = theirs(address, fresh.nats_url, running.process.pid, event, crowd)
            of_theirs = await drive(fan, Path(name))
    say(f"bare: {of_theirs}")
    note = f"{crowd.listeners} listeners. ours: {of_ours}. a bare fan-out: {of_theirs}"
    return Figures(of_ours.per_second, of_theirs.per_second, note)


def ours(gate: Gate, event: Message, crowd: Crowd) -> Fan:
    """The gateway's stream, fed by the events stream of the bus."""
    world = gate.world
    people = [world.guest, world.presenter, world.facilitator, *world.others]
    tokens = [world.token(person) for person in people]
    return Fan(
        address=gate.address,
        path=f"/api/events?community={world.community}",
        listeners=[
            {"Host": "127.0.0.1", "Authorization": f"Bearer {tokens[number % len(tokens)]}"}
            for number in range(crowd.listeners)
        ],
        nats_url=world.settings.nats_url,
        subject=event.subject,
        payload=event.payload.decode(),
        process=gate.process.pid,
        jetstream=True,
        warm_up=crowd.warm_up,
        seconds=crowd.seconds,
    )


def theirs(address: str, nats_url: str, process: int, event: Message, crowd: Crowd) -> Fan:
    """The bare fan-out, fed by messages that only pass through the bus."""
    return Fan(
        address=address,
        path="/api/events",
        listeners=[{"Host": "127.0.0.1"}] * crowd.listeners,
        nats_url=nats_url,
        subject=bare.SUBJECT,
        payload=event.payload.decode(),
        process=process,
        jetstream=False,
        warm_up=crowd.warm_up,
        seconds=crowd.seconds,
    )


def event_of(gate: Gate) -> Message:
    """What the bus brings when advice was given, in a clinic that nobody looks at."""
    clinic, now = derived_id("clinic", "nobody looks"), datetime.now(UTC)
    given = AdviceGiven(
        community_id=gate.world.community,
        clinic_id=clinic,
        contribution_id=derived_id("said", "once"),
        member_id=gate.world.guest,
        step="advice",
        at=now,
        text="",
    )
    commit = Commit(
        stream=clinic,
        version=1,
        at=now,
        actor=gate.world.guest,
        command_id="bench",
        community=gate.world.community,
        events=[given],
    )
    return next(iter(messages(commit, gate.subjects)))
