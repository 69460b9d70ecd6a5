"""A service that was broken into gains nothing on the bus: every order to JetStream beyond its own consumer is denied."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest

from convene import provision as command
from convene.permissions import OBSERVER, PROVISIONER, services
from shared.bus.provisioner import ProvisionError
from shared.bus.streams import REMEDY, events_stream, streams
from shared.bus.subjects import Subjects
from tests.support import ROOT
from tests.support.guarded_bus import GuardedBus, guarded_bus

SUBJECTS = Subjects()
EVENTS, ALARMS = SUBJECTS.events_stream, SUBJECTS.alarms_stream
DURABLES = [(durable.stream, durable.name) for service in services() for durable in service.durables(SUBJECTS)]
READING = ("INFO", "MSG.NEXT")
STREAM_ORDERS = (
    "CREATE", "UPDATE", "DELETE", "PURGE", "INFO", "SNAPSHOT", "RESTORE", "MSG.GET", "MSG.DELETE", "LEADER.STEPDOWN",
    "PEER.REMOVE",
)  # fmt: skip
CONSUMER_ORDERS = (
    "CREATE", "DURABLE.CREATE", "DELETE", "PAUSE", "RESET", "UNPIN", "LEADER.STEPDOWN", "INFO", "MSG.NEXT",
)  # fmt: skip
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "wipe what was": {"max_msgs": 1},
    "record commands, with the tokens in them": {"subjects": ["convene.ev.>", "convene.cmd.>"]},
    "tap every event": {"republish": {"src": ">", "dest": "tapped.>"}},
    "end all publishing": {"sealed": True},
    "forge subjects and wipe by header": {"allow_rollup_hdrs": True, "allow_msg_schedules": True},
}
MAY = {
    "scheduler": {f"$JS.API.STREAM.INFO.{ALARMS}", f"$JS.API.STREAM.PURGE.{ALARMS}"},
    "gateway": {f"$JS.API.DIRECT.GET.{EVENTS}", "$JS.API.INFO", "$JS.API.STREAM.LIST"}
    | {f"$JS.API.CONSUMER.LIST.{stream}" for stream in (EVENTS, ALARMS)},
    OBSERVER: {f"$JS.API.CONSUMER.CREATE.{EVENTS}.convene_observer"},
    PROVISIONER: {f"$JS.API.STREAM.{order}.{stream}" for order in ("CREATE", "UPDATE") for stream in (EVENTS, ALARMS)}
    | {f"$JS.API.STREAM.INFO.{ALARMS}"}
    | {f"$JS.API.CONSUMER.{order}.{stream}.{name}" for order in ("CREATE", "INFO") for stream, name in DURABLES},
}
"""What a user may beside asking how the events stream is, and reading the consumers that its service declares."""


@pytest.fixture(scope="module")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[GuardedBus]:
    async with guarded_bus(tmp_path_factory.mktemp("attacked"), "mongodb://nobody.example") as running:
        yield running


def orders() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every order to JetStream that there is, on everything that is there, with something bad in it where that matters."""
    for verb in ("INFO", "STREAM.NAMES", "STREAM.LIST", "ACCOUNT.PURGE.$G", "META.LEADER.STEPDOWN", "SERVER.REMOVE"):
        yield f"$JS.API.{verb}", {}
    yield "$JS.API.STREAM.CREATE.tap", {"name": "tap", "subjects": ["convene.cmd.>"]}
    for config in streams(SUBJECTS):
        for change in CHANGES.values():
            yield f"$JS.API.STREAM.UPDATE.{config.name}", config.as_dict() | change
    for stream in (EVENTS, ALARMS):
        for order in STREAM_ORDERS:
            yield f"$JS.API.STREAM.{order}.{stream}", {}
        yield f"$JS.API.DIRECT.GET.{stream}", {"seq": 1}
        yield f"$JS.API.DIRECT.GET.{stream}.convene.ev.x", {}
        yield f"$JS.API.CONSUMER.LIST.{stream}", {}
        yield f"$JS.API.CONSUMER.NAMES.{stream}", {}
        yield f"$JS.API.CONSUMER.CREATE.{stream}", {"stream_name": stream, "config": {"deliver_subject": "tapped"}}
    for stream, name in [*DURABLES, (EVENTS, "convene_observer")]:
        for order in CONSUMER_ORDERS:
            config = {"durable_name": name, "name": name, "filter_subject": "convene.ev.>"}
            yield f"$JS.API.CONSUMER.{order}.{stream}.{name}", {"stream_name": stream, "config": config}
        yield f"$JS.API.CONSUMER.CREATE.{stream}.{name}.convene.ev.>", {"stream_name": stream}
        yield f"$JS.ACK.{stream}.{name}.1.1.1.1.1", {}


def allowed(user: str) -> set[str]:
    """The orders that a user may give."""
    may = {f"$JS.API.STREAM.INFO.{EVENTS}", *MAY.get(user, ())}
    service = next((this_service for this_service in services() if this_service.name == user), None)
    own = [(durable.stream, durable.name) for durable in service.durables(SUBJECTS)] if service else []
    own += [(EVENTS, "convene_observer")] if user == OBSERVER else []
    for stream, name in own:
        may |= {f"$JS.API.CONSUMER.{order}.{stream}.{name}" for order in READING}
        may.add(f"$JS.ACK.{stream}.{name}.1.1.1.1.1")
    if service:
        may.add(f"$JS.API.STREAM.MSG.GET.{EVENTS}")
    if service and service.aggregates:
        may.add(f"$JS.API.DIRECT.GET.{EVENTS}")
    return may


async def refusals(bus: GuardedBus, user: str, *sent: tuple[str, Mapping[str, Any]], hears: str = "") -> set[str]:
    """Publish all of this as a user, and listen to a subject; what of it the server refused.

    By hand: a client library may give up a connection on which so much is refused.
    """
    host, _, port = bus.url.rpartition("/")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**22)
    settings = bus.settings(user)
    login = {"verbose": False, "user": user, "pass": settings.nats_password.get_secret_value()}
    writer.write(b"CONNECT %s\r\n" % json.dumps(login).encode())
    if hears:
        writer.write(b"SUB %s 1\r\n" % hears.encode())
    for subject, payload in sent:
        body = json.dumps(payload).encode()
        # Without a subject for the answer the server does nothing.
        writer.write(b"PUB %s _INBOX.attack %d\r\n%s\r\n" % (subject.encode(), len(body), body))
    writer.write(b"PING\r\n")
    answer = (await reader.readuntil(b"PONG\r\n")).decode()
    writer.close()
    return set(re.findall(r'-ERR .Permissions Violation for (?:Publish|Subscription) to "([^"]+)"', answer))


async def test_whoever_breaks_into_a_service_can_give_the_bus_no_order_but_its_own_few(bus: GuardedBus) -> None:
    faults = []
    for user in [*(service.name for service in services()), OBSERVER, PROVISIONER]:
        # What a user may is other tests': here it would be done to the streams of all.
        foreign = [pair for pair in orders() if pair[0] not in allowed(user)]
        left = {subject for subject, _ in foreign} - await refusals(bus, user, *foreign)
        faults += [f"{user} may {subject}" for subject in sorted(left)]
    assert faults == []


async def test_after_all_attacks_the_streams_are_as_they_were_declared(bus: GuardedBus) -> None:
    update = f"$JS.API.STREAM.UPDATE.{EVENTS}"
    attacks = [(update, events_stream(SUBJECTS).as_dict() | change) for change in CHANGES.values()]
    for service in services():
        await refusals(bus, service.name, *attacks)
    changed = await command.provision_bus(bus.settings(PROVISIONER))
    assert changed == [], "the provisioner would have put right what differs"


def test_every_stream_that_is_declared_is_one_that_is_attacked_here() -> None:
    assert {stream.name for stream in streams(SUBJECTS)} == {EVENTS, ALARMS}


async def test_a_user_who_may_not_provision_is_told_so(bus: GuardedBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ASK_SECONDS", 0.5)
    with pytest.raises(ProvisionError, match=r"does not let clinic make streams and consumers: .*violation"):
        await command.provision_bus(bus.settings("clinic"))


async def test_the_provisioner_can_neither_read_nor_publish_events(bus: GuardedBus) -> None:
    event, order = "convene.ev.community-x.clinic.clinic-x.AdviceGiven", "convene.cmd.community.ChangeRole"
    refused = await refusals(bus, PROVISIONER, (event, {}), (order, {}), hears="convene.ev.>")
    assert refused == {event, order, "convene.ev.>"}


def test_the_remedy_names_the_command_and_the_container_that_there_are() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    assert "`convene provision`" in REMEDY
    assert "docker compose run --rm provision" in REMEDY
    assert "\n  provision:\n" in compose
