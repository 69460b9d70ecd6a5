"""Each service has what it needs on a guarded bus, and nothing else."""

import ast
import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from convene.permissions import permissions_of, services
from services.clinic.app import service as clinic_service
from shared.access.signed_tokens import Signer
from shared.bus.client import BusClient
from shared.bus.cloudevents import Meta
from shared.bus.subjects import Subjects
from shared.clock import StoppedClock
from shared.contracts import clinic as c
from shared.contracts.base import Command, Query
from shared.domain import Actor, Refusal
from shared.runtime.ports import Ports
from shared.runtime.runtime import Runtime
from shared.runtime.service import Reactions, Service
from shared.store.driver import Store
from tests.support import ROOT
from tests.support.guarded_bus import GuardedBus, connected, guarded_bus
from tests.support.servers import Servers
from tests.support.world import COMMUNITY, NOON, member


@pytest.fixture(scope="module")
async def bus(real_servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[GuardedBus]:
    async with guarded_bus(tmp_path_factory.mktemp("guarded"), real_servers.mongo_url) as running:
        yield running
    store = Store(real_servers.mongo_url)
    for service in services():
        await store.drop(f"guarded_{service.name}")
    await store.close()


async def test_a_case_is_proposed_and_heard_of_under_the_services_own_users(bus: GuardedBus) -> None:
    gateway = await connected(bus, "gateway")
    observer = await connected(bus, "observer")
    heard = await observer.subscribe("convene.ev.*.clinic.*.CaseProposed")
    await observer.flush()
    async with Runtime(clinic_service, bus.settings("clinic"), StoppedClock(NOON)) as runtime:
        runtime.roles.note(COMMUNITY, member("ana"), "member")
        token = Signer.load(bus.secrets, "gateway").sign(Actor("member", member("ana")), 60)
        client = BusClient(gateway, Subjects())
        made = await client.command(
            c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"), id="1", token=token
        )
        seen = await client.query(c.GetClinic(clinic_id=made["id"]), c.ClinicView, token=token)
        assert seen.title == "Handover"
        message = await heard.next_msg(timeout=10)
        assert made["id"] in message.subject
        assert b"Handover" not in message.data
    await gateway.close()
    await observer.close()
    assert bus.violations() == []


@pytest.mark.parametrize("service", services(), ids=lambda service: service.name)
async def test_a_service_starts_and_asks_the_roster_without_being_denied_anything(
    bus: GuardedBus, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVENE_HTTP_PORT", "0")
    before = bus.violations()
    async with Runtime(
        service, bus.settings(service.name).model_copy(update={"http_port": 0}), StoppedClock(NOON)
    ) as runtime:
        if service.name != "community":
            with pytest.raises(Refusal) as refused:
                await runtime.roles.role(COMMUNITY, member("zoe"))
            assert refused.value.status in (503, 404)
        await runtime.connection.flush()
    assert bus.violations() == before


async def test_a_service_reacts_to_anothers_events_under_its_own_user(real_servers: Servers, tmp_path: Path) -> None:
    heard: asyncio.Queue[c.CaseProposed] = asyncio.Queue()
    reactions = Reactions()

    @reactions.on
    def hear(event: c.CaseProposed, meta: Meta, runtime: Ports) -> Sequence[Command]:
        heard.put_nowait(event)
        return []

    listener = Service("notify", reactions=(reactions,))
    async with (
        guarded_bus(tmp_path, real_servers.mongo_url, {"notify": listener}) as bus,
        Runtime(clinic_service, bus.settings("clinic"), StoppedClock(NOON)) as runtime,
        Runtime(listener, bus.settings("notify"), StoppedClock(NOON)),
    ):
        runtime.roles.note(COMMUNITY, member("ana"), "member")
        propose = c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?")
        await runtime.execute(propose, str(tmp_path), Actor("member", member("ana")))
        async with asyncio.timeout(15):
            assert (await heard.get()).presenter_id == member("ana")
        assert bus.violations() == []


FOREIGN = [
    ("clinic", "convene.ev.community-x.community.community-x.MemberJoined"),
    ("clinic", "convene.cmd.community.ChangeRole"),
    ("clinic", "convene.qry.community.GetContacts"),
    ("clinic", "convene.ops.clinic.Replay"),
    ("clinic", "convene.alarm.set.timers-x.step"),
    ("clinic", "$JS.API.STREAM.PURGE.convene_events"),
    ("clinic", "$JS.API.STREAM.DELETE.convene_events"),
    ("clinic", "$JS.API.CONSUMER.DELETE.convene_events.convene_notify"),
    ("clinic", "$JS.API.CONSUMER.CREATE.convene_events.convene_notify"),
    ("clinic", "$JS.API.CONSUMER.MSG.NEXT.convene_events.convene_notify"),
    ("gateway", "convene.ev.community-x.clinic.clinic-x.AdviceGiven"),
    ("observer", "convene.ev.community-x.clinic.clinic-x.AdviceGiven"),
    ("observer", "convene.cmd.clinic.ProposeCase"),
    ("observer", "_INBOX.gateway.guessed"),
]


@pytest.mark.parametrize(("user", "subject"), FOREIGN)
async def test_a_foreign_subject_is_denied_to(bus: GuardedBus, user: str, subject: str) -> None:
    denied: asyncio.Queue[str] = asyncio.Queue()
    client = await connected(bus, user, denied.put_nowait)
    await client.publish(subject, b"{}")
    async with asyncio.timeout(5):
        assert subject.lower() in (await denied.get()).lower()
    await client.close()


@pytest.mark.parametrize("subject", ["_INBOX.gateway.>", "_INBOX.>", "convene.cmd.community.*", "convene.>", ">"])
async def test_nobody_listens_to_what_others_are_told(bus: GuardedBus, subject: str) -> None:
    denied: asyncio.Queue[str] = asyncio.Queue()
    client = await connected(bus, "clinic", denied.put_nowait)
    await client.subscribe(subject)
    async with asyncio.timeout(5):
        assert f'subscription to "{subject.lower()}"' in (await denied.get()).lower()
    await client.close()


async def test_a_wrong_password_is_denied(bus: GuardedBus) -> None:
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await _connect(bus, "clinic", "wrong")


async def test_nobody_is_let_in_without_a_name(bus: GuardedBus) -> None:
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await nats.connect(bus.url, allow_reconnect=False, connect_timeout=2)


async def _connect(bus: GuardedBus, user: str, password: str) -> Client:
    return await nats.connect(bus.url, user=user, password=password, allow_reconnect=False, connect_timeout=2)


def test_the_clinics_permissions_are_these_and_no_others() -> None:
    found = permissions_of(clinic_service, Subjects("house"))
    assert sorted(found.publish) == [
        "$JS.ACK.house_events.house_clinic.>",
        "$JS.API.CONSUMER.INFO.house_events.house_clinic",
        "$JS.API.CONSUMER.MSG.NEXT.house_events.house_clinic",
        "$JS.API.DIRECT.GET.house_events",
        "$JS.API.STREAM.INFO.house_events",
        "$JS.API.STREAM.MSG.GET.house_events",
        "_INBOX.>",
        "house.ev.*.clinic.*.*",
        "house.qry.community.GetRole",
        "house.qry.community.GetSessionState",
        "house.qry.community.GetTokenState",
    ]
    assert sorted(found.subscribe) == [
        "_INBOX.clinic.>",
        "house.cmd.clinic.*",
        "house.ev.*.community.*.MemberJoined",
        "house.ev.*.community.*.MemberLeft",
        "house.ev.*.community.*.RoleChanged",
        "house.ev.*.community.*.SessionEnded",
        "house.ev.*.community.*.SignedOutEverywhere",
        "house.ev.*.community.*.TokenRevoked",
        "house.ops.clinic.*",
        "house.qry.clinic.*",
    ]


@pytest.mark.parametrize("service", [s for s in services() if s.name != "gateway"], ids=lambda service: service.name)
def test_a_service_declares_whatever_it_asks_of_others(service: Service) -> None:
    named = {query for query in _queries_named_in(ROOT / "services" / service.name) if query.service != service.name}
    assert named == set(service.asks), (
        f"services/{service.name}/app.py: Service(asks=...) must name exactly these: "
        f"{sorted(query.__name__ for query in named)}"
    )


def _queries_named_in(folder: Path) -> set[type[Query]]:
    known = {query.__name__: query for base in Query.__subclasses__() for query in base.__subclasses__()}
    names: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                names.add(node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
    return {known[name] for name in names if name in known}
