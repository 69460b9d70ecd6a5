"""A webhook goes on where the bus was put back: what was lost there is posted, though others filled the numbers."""

from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.notify.adapters.delivery import backoff
from services.notify.adapters.webhooks import poster
from services.notify.app import service as notify_service
from shared.settings import Settings
from tests.integration.services.notify.adapters.webhooks.test_poster import OtherSystem, add, other, propose
from tests.support.belonging import People
from tests.support.killable import Killable, own_bus
from tests.support.mail_host import MailHost
from tests.support.world import COMMUNITY, World

__all__ = ["other"]


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Killable]:
    async with own_bus(tmp_path) as killable:
        yield killable


@pytest.fixture
def settings(settings: Settings, mail_host: MailHost, other: OtherSystem, bus: Killable) -> Settings:
    allowed = {"smtp_port": mail_host.port, "webhook_allow": f"127.0.0.1:{other.port}"}
    return settings.model_copy(update={"nats_url": bus.url, **allowed})


async def from_a_service_that_is_away(world: World) -> None:
    """Events that nobody will publish again, so that others get their numbers."""
    runtime = world.runtimes["community"]
    subject = runtime.subjects.event(COMMUNITY, "trips", "visit-x", "Nothing")
    client = await nats.connect(world.settings.nats_url)
    for _ in range(40):
        await client.jetstream().publish(subject, b"{}")
    await client.close()


@pytest.mark.parametrize("restarted", [False, True], ids=["while it runs", "and notify starts again"])
async def test_what_a_bus_lost_is_posted_once_it_is_there_again(
    settings: Settings, other: OtherSystem, bus: Killable, monkeypatch: pytest.MonkeyPatch, restarted: bool
) -> None:
    monkeypatch.setattr(poster, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(backoff, "FIRST_PAUSE", 0.01)
    world = World(settings)
    await world.open(community_service, clinic_service, notify_service)
    people = People(world)
    await people.begin()
    await people.joins("Ana")
    await add(people, other, "CaseProposed")
    await propose(people, "Before")
    await other.until(1)
    await bus.keep_copy()
    await from_a_service_that_is_away(world)
    await propose(people, "One", "Two")
    await other.until(3)
    if restarted:
        await world.close()
        await bus.put_back()
        again = World(settings, world.clock)
        await again.open(community_service, clinic_service, notify_service)
        people.world = world = again
    else:
        await bus.put_back()
    made = await propose(people, "Three", "Four", "Five")
    posted = []
    while (
        not {posted.body for posted in other.took if any(clinic in posted.body for clinic in made)} or len(posted) < 6
    ):
        await other.until(len(other.took) + 1)
        posted = list(dict.fromkeys(posted.id for posted in other.took))
    assert len(posted) == 6, "everything was posted, and whatever came twice has the same id"
    await world.close()
    await world.wipe(list(world.runtimes))
