"""Webhooks on a real bus: what happens is posted in order, signed, until the other side took it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.notify.adapters.delivery import backoff
from services.notify.adapters.webhooks import poster
from services.notify.app import service as notify_service
from shared.bus.history import read_batch
from shared.contracts import clinic as k
from shared.contracts import community as m
from shared.contracts import notify as c
from shared.domain import Refusal
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.mail_host import MailHost
from tests.support.world import NOON, World

SECRET_WORDS = "What-was-said-in-confidence"


@dataclass(frozen=True)
class Posted:
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def name(self) -> str:
        return str(json.loads(self.body)["type"]).rpartition(".")[2]


class OtherSystem:
    """Takes what is posted to it, or answers as a test wants it to."""

    def __init__(self) -> None:
        self.port = 0
        self.took: list[Posted] = []
        self.refused: list[str] = []
        self.statuses: list[int] = []
        self.news = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    async def answer(self, request: web.Request) -> web.Response:
        status = self.statuses.pop(0) if self.statuses else 200
        posted = Posted({name.lower(): value for name, value in request.headers.items()}, await request.text())
        if status == 200:
            self.took.append(posted)
        else:
            self.refused.append(posted.id)
        self.news.set()
        return web.Response(status=status)

    async def until(self, count: int) -> list[Posted]:
        """What was taken, once it is so many."""
        async with asyncio.timeout(20):
            while len(self.took) < count:
                self.news.clear()
                await self.news.wait()
        return self.took


@pytest.fixture
async def other() -> AsyncIterator[OtherSystem]:
    other_system, app = OtherSystem(), web.Application()
    app.router.add_post("/in", other_system.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    other_system.port = runner.addresses[0][1]
    yield other_system
    await runner.cleanup()


@pytest.fixture
def settings(settings: Settings, mail_host: MailHost, other: OtherSystem) -> Settings:
    return settings.model_copy(update={"smtp_port": mail_host.port, "webhook_allow": f"127.0.0.1:{other.port}"})


@pytest.fixture
async def people(world: World, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.setattr(poster, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(backoff, "FIRST_PAUSE", 0.01)
    await world.open(community_service, clinic_service, notify_service)
    this_people = People(world)
    await this_people.begin()
    await this_people.joins("Ana")
    return this_people


async def add(people: People, other: OtherSystem, *events: str) -> str:
    return (await added(people, other, *events))[0]


async def added(people: People, other: OtherSystem, *events: str) -> tuple[str, str]:
    """A new webhook, and the secret that the answer shows."""
    command = c.AddHook(community_id=people.community, url=other.url, events=events)
    done = await people.send("Cora", command)
    return str(done["id"]), secret_in(done)


def secret_in(done: dict[str, Any]) -> str:
    return str(done["events"][0]["data"]["secret"])


async def shown(people: People, name: str = "Cora") -> c.HookView:
    listed = await people.ask(name, c.ListHooks(community_id=people.community), c.HookList)
    return listed.hooks[0]


async def propose(people: People, *titles: str) -> list[str]:
    """Cases are proposed one after the other; their clinics' ids."""
    made = []
    for title in titles:
        case = k.ProposeCase(community_id=people.community, title=title, question=SECRET_WORDS)
        made.append(str((await people.send("Ana", case))["id"]))
        await people.world.runtimes["clinic"].journal.settled()
        people.world.clock.moment += timedelta(seconds=1)  # type: ignore[attr-defined]
    return made


async def test_what_happens_is_posted_in_order_and_signed_without_what_was_said(
    people: People, other: OtherSystem
) -> None:
    await propose(people, "Before")
    _, secret = await added(people, other, "CaseProposed")
    clinics = await propose(people, "One", "Two", "Three")
    took = await other.until(3)
    assert [json.loads(posted.body)["subject"] for posted in took] == clinics, "what was before is not posted"
    assert {posted.name for posted in took} == {"CaseProposed"}, "nor is what was not asked for"
    for posted in took:
        assert Webhook(secret).verify(posted.body, posted.headers)["id"] == posted.id
        assert SECRET_WORDS not in posted.body
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(secret).verify(took[0].body + " ", took[0].headers)


async def test_what_cannot_be_read_is_passed_over_and_named(people: People, other: OtherSystem) -> None:
    await add(people, other, "CaseProposed")
    runtime = people.world.runtimes["notify"]
    thing = f"clinic-{'a' * 26}"
    subject = runtime.subjects.event(people.community, "clinic", thing, "CaseProposed")
    junk = [b"no JSON", b"[]", b"{}", b'{"id": 7}', b'{"time": "noon"}', b"\xff"]
    for payload in junk:
        await runtime.js.publish(subject, payload)
    await propose(people, "One")
    took = await other.until(1)
    assert {posted.name for posted in took} == {"CaseProposed"}
    parked = [letter async for letter in runtime.collection("dead_letters").find({})]
    assert sorted(bytes(letter["payload"]) for letter in parked) == sorted(junk)
    assert {letter["subject"] for letter in parked} == {subject}
    assert all("passed over by webhooks: not a CloudEvent" in letter["reason"] for letter in parked)


async def test_a_webhook_whose_place_cannot_be_read_begins_again(people: People, other: OtherSystem) -> None:
    hook = await add(people, other, "CaseProposed")
    await propose(people, "One")
    first = (await other.until(1))[0].id
    broken = {"seq": "far", "retry_at": "soon", "failing_since": []}
    world = people.world
    await world.runtimes.pop("notify").__aexit__(None, None, None)
    runtime = Runtime(notify_service, world.settings, world.clock)
    await runtime.collection("hook_cursors").update_one({"_id": hook}, {"$set": broken})
    await world.open(notify_service)
    assert (await shown(people)).state == "active"
    await propose(people, "Two")
    took = await other.until(3)
    assert [posted.id for posted in took[:2]] == [first, first], "what comes twice has the same id"


async def test_what_is_not_taken_comes_again_before_anything_else(people: People, other: OtherSystem) -> None:
    await add(people, other, "CaseProposed")
    other.statuses = [500, 503, 400]
    clinics = await propose(people, "One", "Two")
    took = await other.until(2)
    assert [json.loads(posted.body)["subject"] for posted in took] == clinics
    assert other.refused == [took[0].id] * 3, "the same id at every attempt"
    view = await shown(people)
    assert (view.state, view.trouble, view.failing_since) == ("active", None, None)


async def test_a_replay_posts_again_under_the_same_ids_and_goes_on(people: People, other: OtherSystem) -> None:
    hook = await add(people, other, "CaseProposed")
    await propose(people, "One", "Two")
    first = [posted.id for posted in await other.until(2)]
    await people.send("Cora", c.ReplayHook(hook_id=hook, since=NOON - timedelta(hours=1)))
    await other.until(4)
    await propose(people, "Three")
    took = [posted.id for posted in await other.until(5)]
    assert took[2:4] == first
    assert took[4] not in first


async def test_one_whose_other_side_is_gone_is_switched_off_and_its_convener_told(
    people: People, other: OtherSystem, mail_host: MailHost
) -> None:
    hook = await add(people, other, "CaseProposed")
    other.statuses = [410]
    await propose(people, "One")
    while True:
        mails = await mail_host.holds(1)
        if any("was switched off" in mail["Subject"] for mail in mails):
            break
        mail_host.news.clear()
        await mail_host.news.wait()
    view = await shown(people)
    assert (view.state, view.reason) == ("disabled", view.trouble)
    await propose(people, "Two")
    assert other.took == []
    await people.send("Cora", c.ReplayHook(hook_id=hook, since=NOON - timedelta(hours=1)))
    assert len(await other.until(2)) == 2, "nothing was lost meanwhile"


async def test_after_a_new_start_it_goes_on_where_it_was(people: People, other: OtherSystem) -> None:
    await add(people, other, "CaseProposed")
    await propose(people, "One")
    await other.until(1)
    world = people.world
    await world.runtimes.pop("notify").__aexit__(None, None, None)
    await propose(people, "Two")
    await world.open(notify_service)
    took = await other.until(2)
    await propose(people, "Three")
    assert len({posted.id for posted in await other.until(3)}) == 3
    assert len(took) == 3


async def test_nothing_comes_after_it_was_removed(people: People, other: OtherSystem) -> None:
    hook = await add(people, other, "CaseProposed")
    await people.send("Cora", c.RemoveHook(hook_id=hook))
    await propose(people, "One")
    again = await add(people, other, "CaseProposed")
    await propose(people, "Two")
    took = await other.until(1)
    assert len(took) == 1, "only what came after the second was added"
    listed = await people.ask("Cora", c.ListHooks(community_id=people.community), c.HookList)
    assert [hook.id for hook in listed.hooks] == [again]
    more = await add(people, other)
    first = await people.ask("Cora", c.ListHooks(community_id=people.community, limit=1), c.HookList)
    rest = await people.ask("Cora", c.ListHooks(community_id=people.community, after=first.next or ""), c.HookList)
    assert {first.hooks[0].id, rest.hooks[0].id} == {again, more}
    assert rest.next is None


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/in",
        "https://[::1]/in",
        "https://169.254.169.254/latest",
        "https://user:pass@example.com/in",
        "http://example.com/in",
        "https://localhost/in",
        "file:///etc/passwd",
    ],
)
async def test_an_address_inside_the_house_is_refused_at_once(people: People, url: str) -> None:
    with pytest.raises(Refusal) as refused:
        await people.send("Cora", c.AddHook(community_id=people.community, url=url))
    assert (refused.value.status, refused.value.extra["errors"][0]["field"]) == (422, "url")


async def test_members_do_not_see_the_webhooks(people: People, other: OtherSystem) -> None:
    await add(people, other)
    with pytest.raises(Refusal) as refused:
        await people.ask("Ana", c.ListHooks(community_id=people.community), c.HookList)
    assert refused.value.status == 403


async def test_a_secret_is_shown_once_when_it_is_made_and_never_with_the_list(
    people: People, other: OtherSystem
) -> None:
    hook, secret = await added(people, other)
    assert secret.startswith("whsec_")
    again = await people.send("Cora", c.RenewHookSecret(hook_id=hook))
    listed = await people.ask("Cora", c.ListHooks(community_id=people.community), c.HookList)
    for name in (secret, secret_in(again)):
        assert name not in listed.model_dump_json()
    bus = await past_of(people)
    assert "whsec_" not in bus
    assert '"secret"' not in bus


async def past_of(people: People) -> str:
    """All that is on the bus of this community's webhooks."""
    runtime = people.world.runtimes["notify"]
    await runtime.journal.settled()
    subject = runtime.subjects.event(people.community, "notify", "*", "*")
    batch = await read_batch(runtime.connection, runtime.subjects.events_stream, 1, subject, 100)
    assert {"HookAdded", "HookSecretRenewed"} <= {seen.name for seen in batch}
    return " ".join(seen.payload.decode() for seen in batch)


async def test_a_new_secret_signs_beside_the_old_one_for_a_while_or_at_once(people: People, other: OtherSystem) -> None:
    hook, old = await added(people, other, "CaseProposed")
    new = secret_in(await people.send("Cora", c.RenewHookSecret(hook_id=hook, keep_old_hours=1)))
    await propose(people, "One")
    posted = (await other.until(1))[0]
    for secret in (old, new):
        assert Webhook(secret).verify(posted.body, posted.headers)["id"] == posted.id
    newest = secret_in(await people.send("Cora", c.RenewHookSecret(hook_id=hook, keep_old_hours=0)))
    await propose(people, "Two")
    two = (await other.until(2))[1]
    assert Webhook(newest).verify(two.body, two.headers)["id"] == two.id
    for secret in (old, new):
        with pytest.raises(Exception, match="No matching signature"):
            Webhook(secret).verify(two.body, two.headers)


async def test_the_webhook_of_a_convener_who_goes_waits_for_another_who_is_told(
    people: People, other: OtherSystem, mail_host: MailHost
) -> None:
    hook = await add(people, other, "CaseProposed")
    await people.joins("Dora", "convener")
    await propose(people, "One")
    await other.until(1)
    await people.send("Dora", m.LeaveCommunity(community_id=people.community, member_id=people.ids["Cora"]))
    await told(mail_host, "needs a convener", "dora@example.org")
    await propose(people, "Two")
    view = await shown(people, "Dora")
    assert (view.state, view.member_id) == ("disabled", people.ids["Cora"])
    assert len(other.took) == 1
    await people.send("Dora", c.ReplayHook(hook_id=hook, since=NOON - timedelta(hours=1)))
    await other.until(3)
    view = await shown(people, "Dora")
    assert (view.state, view.member_id) == ("active", people.ids["Dora"])


async def test_so_does_that_of_one_who_is_convener_no_more(
    people: People, other: OtherSystem, mail_host: MailHost
) -> None:
    await add(people, other, "CaseProposed")
    await people.joins("Dora", "convener")
    await people.send("Dora", m.ChangeRole(community_id=people.community, member_id=people.ids["Cora"], role="member"))
    await told(mail_host, "needs a convener", "dora@example.org")
    assert not any(
        "cora@example.org" in mail["To"] and "needs a convener" in mail["Subject"] for mail in mail_host.took
    )
    assert (await shown(people, "Dora")).state == "disabled"


async def told(mail_host: MailHost, subject: str, address: str) -> None:
    while not any(subject in mail["Subject"] and address in mail["To"] for mail in await mail_host.holds(1)):
        mail_host.news.clear()
        await mail_host.news.wait()
