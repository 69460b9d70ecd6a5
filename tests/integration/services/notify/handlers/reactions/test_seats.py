"""The letters about places on a visit and about its day, through the real services and a real mail server."""

from datetime import timedelta

import pytest

from shared.contracts import trips as c
from shared.contracts.base import Command
from shared.contracts.types import When
from tests.support.village import Village, settings, village
from tests.support.world import NOON

__all__ = ["settings", "village"]

STARTS = When.of(NOON + timedelta(days=3), "Europe/Rome")
OFFER = {
    "title": "Bread",
    "place": "Bakery",
    "guide": "Rosa",
    "programme": (
        {"title": "Oven", "kind": "practice", "minutes": 60},
        {"title": "Mill", "kind": "practice", "minutes": 60},
        {"title": "Shop", "kind": "tour", "minutes": 30},
    ),
}


@pytest.fixture
async def visit(village: Village) -> str:
    """Hana hosts; Ana, Ben and Dia are members, Gus is a guest. Nobody can sign up yet."""
    for name in ("Hana", "Ana", "Ben", "Dia"):
        await village.people.joins(name)
    await village.people.joins("Gus", "guest")
    offer = c.ProposeVisit.model_validate({"community_id": village.community, **OFFER})
    made: str = (await village.people.send("Hana", offer))["id"]
    await village.people.send("Hana", c.ScheduleVisit(visit_id=made, starts=STARTS))
    return made


async def does(village: Village, name: str, *commands: Command) -> None:
    for command in commands:
        await village.people.send(name, command)


async def text_to(village: Village, name: str, subject: str) -> str:
    body = (await village.letter_to(name, subject)).get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return " ".join(text.split())


async def test_everybody_hears_that_it_is_open_and_each_of_their_own_place(village: Village, visit: str) -> None:
    await does(village, "Hana", c.OpenSignUp(visit_id=visit, seats=1))
    assert "Seats: 1" in await text_to(village, "Ana", "Sign up: Bread")
    await does(village, "Ana", c.SignUp(visit_id=visit))
    await does(village, "Ben", c.SignUp(visit_id=visit))
    assert "You have a seat on the visit “Bread” to Bakery" in await text_to(village, "Ana", "You have a seat: Bread")
    assert "You are 1st on the waiting list" in await text_to(village, "Ben", "On the waiting list: Bread")


async def test_a_seat_that_becomes_free_is_offered_in_a_letter_that_says_until_when(
    village: Village, visit: str
) -> None:
    await does(village, "Hana", c.OpenSignUp(visit_id=visit, seats=1))
    for name in ("Ana", "Ben"):
        await does(village, name, c.SignUp(visit_id=visit))
    reason = "The van is smaller."
    await does(village, "Hana", c.SignOff(visit_id=visit, member_id=village.people.ids["Ana"], reason=reason))
    lost = await text_to(village, "Ana", "No longer signed up: Bread")
    assert "signed you off" in lost
    assert reason in lost
    offered = await text_to(village, "Ben", "A seat for you: Bread")
    assert "Take it until: Tuesday 15 September 2026, 14:00 (Europe/Rome)" in offered
    await does(village, "Ben", c.TakeSeat(visit_id=visit))
    await text_to(village, "Ben", "You have a seat: Bread")


async def test_closing_is_told_to_those_who_signed_up(village: Village, visit: str) -> None:
    await does(village, "Hana", c.OpenSignUp(visit_id=visit, seats=1))
    for name in ("Ana", "Ben"):
        await does(village, name, c.SignUp(visit_id=visit))
    await does(village, "Hana", c.CloseSignUp(visit_id=visit))
    assert "You have a seat." in await text_to(village, "Ana", "Sign-up is closed: Bread")
    assert "1st on the waiting list" in await text_to(village, "Ben", "Sign-up is closed: Bread")


async def test_once_people_can_sign_up_a_new_time_is_told_to_those_who_did(village: Village, visit: str) -> None:
    await does(village, "Hana", c.OpenSignUp(visit_id=visit, seats=1))
    for name in ("Ana", "Ben"):
        await does(village, name, c.SignUp(visit_id=visit))
    for name in ("Ana", "Ben", "Dia", "Hana"):
        await village.letter_to(name, "Visit: Bread")
    await does(village, "Hana", c.ScheduleVisit(visit_id=visit, starts=STARTS.later(days=1)))
    for name in ("Ana", "Ben", "Hana"):
        await village.letter_to(name, "New time: Bread")
    assert {name for name, subject in await all_letters(village) if subject.startswith("New time")} == {
        "ana",
        "ben",
        "hana",
    }


async def test_a_delay_is_told_to_those_who_come_and_to_the_guests_of_the_stops_that_move(
    village: Village, visit: str
) -> None:
    oven, mill, shop = (await village.people.ask("Hana", c.GetVisit(visit_id=visit), c.VisitView)).programme
    await village.people.joins("Gil", "guest")
    for guest, stop in (("Gus", oven.id), ("Gil", shop.id)):
        await does(village, "Hana", c.InviteGuest(visit_id=visit, guest_id=village.people.ids[guest], stops=(stop,)))
    await does(village, "Hana", c.OpenSignUp(visit_id=visit, seats=2))
    await does(village, "Ana", c.SignUp(visit_id=visit))
    village.world.clock.moment = STARTS.instant  # type: ignore[attr-defined]
    await does(village, "Hana", c.RunLate(visit_id=visit, minutes=20, stop_id=mill.id))
    told = await text_to(village, "Ana", "Another time today: Bread")
    assert "20 minutes later than last told" in told
    assert "15:20 (Europe/Rome): Mill" in told
    assert "16:20 (Europe/Rome): Shop" in told
    guest = await text_to(village, "Gil", "Another time today: Bread")
    assert "Shop" in guest
    assert "Mill" not in guest

    await does(village, "Hana", c.SkipStop(visit_id=visit, stop_id=shop.id, reason="It rains."))
    assert "It rains." in await text_to(village, "Gil", "Skipped today: Shop")
    await village.letter_to("Ana", "Skipped today: Shop")
    today = {name for name, subject in await all_letters(village) if "today" in subject}
    assert today == {"ana", "gil"}


async def test_those_who_signed_up_hear_of_a_cancellation_whether_they_were_told_the_time_or_not(
    village: Village, visit: str
) -> None:
    await does(village, "Hana", c.OpenSignUp(visit_id=visit, seats=2))
    await village.people.joins("Late")
    await does(village, "Late", c.SignUp(visit_id=visit))
    await village.letter_to("Late", "You have a seat: Bread")
    await does(village, "Hana", c.CancelVisit(visit_id=visit, reason="Flood"))
    assert "Flood" in await text_to(village, "Late", "Cancelled: visit Bread")


async def all_letters(village: Village) -> list[tuple[str, str]]:
    """Who has got what by now; whatever was caused before this moment is there, or is nobody's."""
    for runtime in village.world.runtimes.values():
        await runtime.journal.settled()
    mails = await village.mail_host.holds(1)
    return [(mail["To"].addresses[0].username, str(mail["Subject"])) for mail in mails]
