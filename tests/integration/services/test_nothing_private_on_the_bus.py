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
from tests.support.world import NOON, World, member

SIGN_UP_AND_DAY = (
    "SignUpOpened", "SignUpClosed", "SeatsChanged", "QuestionsShared", "MemberSignedUp", "NeedsTold", "QuestionPrepared",
    "SeatOffered", "SeatTaken", "MemberSignedOff", "GroupsChanged", "VisitStarted", "RollCalled", "StopLeft", "RestOfDayMoved",
    "StopSkipped", "StopRestored", "GuideNoteAdded", "VisitAttended",
)  # fmt: skip
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
        for runtime in world.runtimes.values():
            await runtime.journal.settled()
        # What was published is in this client's hands once a flush has come back and its queue was worked off.
        await client.drain()
    finally:
        await client.close()

    private = [
        "Cora", "Finn", "Ana", "example.org", "address-kept", "chat.example.net", "hooks-secret", "Asia/Tokyo",
        "Community-name-kept", PURPOSE, *people.codes.values(),
        "Better-title", "Port-place", "Quay-address", "Ugo-guide", "Pia-meets", "Pumps-work", "Mill-stop", "Weir-stop",
        "Weir-gate", "rescue.example.net", "gluten-free", "Waste-title",
        "Fig-free", "Knee-kept", "Rye-question", "Oat-question", "Elvish-kept", "Van-reason", "Rain-reason", "Gates-note",
        "Taxi-reason", "Brindisi-place", "Rosa-guide", "Landfill-stop", "Gate-stop", "Learned-kept", "Flood-reason",
    ]  # fmt: skip
    assert len(people.codes) == 3
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
        "convene.community.AddressProposed",
        "convene.community.AddressWithdrawn",
        "convene.community.AddressConfirmed",
        "convene.community.MemberLeft",
        "convene.trips.VisitProposed",
        "convene.trips.VisitDescribed",
        "convene.trips.GuideNamed",
        "convene.trips.PeopleNamed",
        "convene.trips.GuestInvited",
        "convene.trips.InvitationWithdrawn",
        "convene.trips.VisitorsExpected",
        "convene.trips.StopAdded",
        "convene.trips.StopChanged",
        "convene.trips.StopMoved",
        "convene.trips.StopRemoved",
        "convene.trips.ProgrammeMoved",
        "convene.trips.VisitScheduled",
        "convene.trips.VisitCompleted",
        "convene.trips.VisitCancelled",
        *(f"convene.trips.{name}" for name in SIGN_UP_AND_DAY),
    }


async def _belong(people: People) -> None:
    """Everything that can happen to somebody who belongs."""
    await people.begin()
    finn = await people.joins("Finn")
    await people.joins("Bo")
    ana = await people.joins("Ana")
    here = people.community
    await people.send("Cora", community.ChangeRole(community_id=here, member_id=ana, role="facilitator"))
    webhook = "https://chat.example.net/hooks-secret"
    await people.send(
        "Ana",
        community.SetContact(community_id=here, email="ana@example.org", chat_webhook=webhook, zone="Asia/Tokyo"),
    )
    await people.moves("Ana", "gone-again@address-kept.example", confirm=False)
    await people.send("Ana", community.WithdrawAddress(community_id=here))
    await people.moves("Ana", "ana@address-kept.example")
    await people.send("Finn", community.LeaveCommunity(community_id=here, member_id=finn))


async def _plan(people: People, visit: str) -> None:
    """Everything that a host can say of a visit and its programme."""
    seen = await people.ask("Ana", trips.GetVisit(visit_id=visit), trips.VisitView)
    landfill, guest = seen.programme[0].id, member("Gus")
    mill = trips.Stop(title="Mill-stop", start="06:00", end="06:30")  # type: ignore[arg-type]
    weir = trips.Stop(title="Weir-stop", at="Weir-gate", minutes=30, link="https://rescue.example.net/room")
    moved = {"visit_id": visit, "stop_id": landfill}
    for command in (
        trips.DescribeVisit(visit_id=visit, title="Better-title", place="Port-place", address="Quay-address"),
        trips.NameGuide(visit_id=visit, guide="Ugo-guide"),
        trips.NamePeople(visit_id=visit, people=(trips.Person(name="Pia-meets", does="Pumps-work"),)),
        trips.ExpectVisitors(visit_id=visit, count=9, needs=trips.Needs(diets=("gluten-free",))),
        trips.AddStop(visit_id=visit, stop=mill, before=landfill),
        trips.InviteGuest(visit_id=visit, guest_id=guest, stops=(landfill,)),
        trips.WithdrawInvitation(visit_id=visit, guest_id=guest),
        trips.ChangeStop(**moved, stop=weir),
        trips.AddStop(visit_id=visit, stop=mill.model_copy(update={"day": 2})),
        trips.MoveStop(**moved),
        trips.RemoveStop(**moved),
    ):
        await people.send("Ana", command)


async def _visit(world: World, people: People) -> None:
    """Everything that can happen to a visit, in two of them."""
    offer = trips.ProposeVisit(
        community_id=people.community,
        title="Waste-title",
        place="Brindisi-place",
        guide="Rosa-guide",
        programme=(trips.Stop(title="Landfill-stop", minutes=30, at="Gate-stop"),),
    )
    name, other = [(await people.send("Ana", offer))["id"] for _ in range(2)]
    await people.send("Ana", trips.CancelVisit(visit_id=other, reason="Flood-reason"))
    await _plan(people, name)
    await people.send("Ana", trips.ScheduleVisit(visit_id=name, starts=STARTS))
    await _sign_up(people, name)
    world.clock.moment = NOON + timedelta(days=2)  # type: ignore[attr-defined]
    await _run(people, name)
    await people.send("Ana", trips.CompleteVisit(visit_id=name, learning="Learned-kept"))


async def _sign_up(people: People, visit: str) -> None:
    """Everything that people can say when they sign up, and the host of them."""
    needs = trips.OwnNeeds(diets=("Fig-free",), other="Knee-kept")
    for name, command in (
        ("Ana", trips.OpenSignUp(visit_id=visit, seats=2)),
        ("Ana", trips.ChangeSeats(visit_id=visit, seats=1)),
        ("Cora", trips.SignUp(visit_id=visit, needs=needs, question="Rye-question")),
        ("Cora", trips.TellNeeds(visit_id=visit, needs=needs.model_copy(update={"languages": ("Elvish-kept",)}))),
        ("Cora", trips.PrepareQuestion(visit_id=visit, question="Oat-question")),
        ("Bo", trips.SignUp(visit_id=visit)),
        ("Ana", trips.ShareQuestions(visit_id=visit)),
        ("Ana", trips.SignOff(visit_id=visit, member_id=people.ids["Cora"], reason="Van-reason")),
        ("Bo", trips.TakeSeat(visit_id=visit)),
        ("Ana", trips.ChangeSeats(visit_id=visit, seats=2)),
        ("Cora", trips.SignUp(visit_id=visit)),
        ("Ana", trips.CloseSignUp(visit_id=visit)),
    ):
        await people.send(name, command)
    first = (await people.ask("Ana", trips.GetVisit(visit_id=visit), trips.VisitView)).programme[0]
    small = trips.Stop(title="Weir-stop", start="06:00", end="07:00", capacity=1)  # type: ignore[arg-type]
    await people.send("Ana", trips.ChangeStop(visit_id=visit, stop_id=first.id, stop=small))


async def _run(people: People, visit: str) -> None:
    """Everything that can happen on the day."""
    name, other = (
        stop.id for stop in (await people.ask("Ana", trips.GetVisit(visit_id=visit), trips.VisitView)).programme[:2]
    )
    marks = (trips.Mark(member_id=people.ids["Cora"], presence="absent"),)
    for command in (
        trips.SkipStop(visit_id=visit, stop_id=other, reason="Rain-reason"),
        trips.RestoreStop(visit_id=visit, stop_id=other),
        trips.CallRoll(visit_id=visit, stop_id=name, marks=marks),
        trips.AddGuideNote(visit_id=visit, text="Gates-note"),
        trips.RunLate(visit_id=visit, minutes=5, stop_id=name),
        trips.LeaveStop(visit_id=visit, stop_id=name, anyway="Taxi-reason"),
    ):
        await people.send("Ana", command)
