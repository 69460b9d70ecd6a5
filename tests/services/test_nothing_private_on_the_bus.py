"""What people said, their names, addresses and codes never go on the bus: looked for there with a plain client."""

from datetime import timedelta

import nats
import orjson
from nats.aio.msg import Msg

from services.community.app import service as community_service
from services.trips.app import service as trips_service
from shared.contracts import community, trips
from shared.contracts.types import When
from tests.support.belonging import PURPOSE, People
from tests.support.world import NOON, World

STARTS = When.of(NOON + timedelta(days=1), "UTC")


async def test_a_plain_subscriber_sees_every_event_and_no_private_text(world: World) -> None:
    heard: list[Msg] = []

    async def hear(message: Msg) -> None:
        heard.append(message)

    client = await nats.connect(world.settings.nats_url)
    try:
        await client.subscribe(f"{world.settings.bus_prefix}.ev.>", cb=hear)
        await client.flush()
        await world.open(community_service, trips_service)
        people = People(world)
        await _belong(people)
        await _visit(world, people)
        for house in world.houses.values():
            await house.journal.settled()
        # What was published is in this client's hands once a flush has come back and its queue was worked off.
        await client.drain()
    finally:
        await client.close()

    private = [
        "Cora", "Finn", "Ana", "example.org", "chat.example.net", "hooks-secret", "Asia/Tokyo",
        "Community-name-kept", PURPOSE, *people.codes.values(),
        "Waste-title", "Brindisi-place", "Rosa-guide", "Landfill-stop", "Gate-stop", "Learned-kept", "Flood-reason",
    ]  # fmt: skip
    assert len(people.codes) == 2
    for message in heard:
        everything = f"{message.subject} {message.headers} {message.data.decode()}"
        for text in private:
            assert text not in everything, f"{text} in {message.subject}"

    assert {orjson.loads(message.data)["type"] for message in heard} == {
        "convene.community.CommunityCreated",
        "convene.community.MemberInvited",
        "convene.community.MemberJoined",
        "convene.community.RoleChanged",
        "convene.community.ContactSet",
        "convene.community.MemberLeft",
        "convene.trips.VisitProposed",
        "convene.trips.VisitScheduled",
        "convene.trips.VisitCompleted",
        "convene.trips.VisitCancelled",
    }


async def _belong(people: People) -> None:
    """Everything that can happen to somebody who belongs."""
    await people.begin()
    finn = await people.joins("Finn")
    ana = await people.joins("Ana")
    here = people.community
    await people.send("Cora", community.ChangeRole(community_id=here, member_id=ana, role="facilitator"))
    webhook = "https://chat.example.net/hooks-secret"
    await people.send(
        "Ana",
        community.SetContact(community_id=here, email="ana@example.org", chat_webhook=webhook, zone="Asia/Tokyo"),
    )
    await people.send("Finn", community.LeaveCommunity(community_id=here, member_id=finn))


async def _visit(world: World, people: People) -> None:
    """Everything that can happen to a visit, in two of them."""
    offer = trips.ProposeVisit(
        community_id=people.community,
        title="Waste-title",
        place="Brindisi-place",
        guide="Rosa-guide",
        programme=(trips.Stop(title="Landfill-stop", minutes=30, at="Gate-stop"),),
    )
    one, other = [(await people.send("Ana", offer))["id"] for _ in range(2)]
    await people.send("Ana", trips.CancelVisit(visit_id=other, reason="Flood-reason"))
    await people.send("Ana", trips.ScheduleVisit(visit_id=one, starts=STARTS))
    world.clock.moment = NOON + timedelta(days=2)  # type: ignore[attr-defined]
    await people.send("Ana", trips.CompleteVisit(visit_id=one, learning="Learned-kept"))
