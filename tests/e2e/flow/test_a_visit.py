"""A visit, from its announcement to its reminders, or to its cancellation."""

from datetime import UTC, datetime, timedelta

from convene.story import play, script
from shared.contracts.types import When
from tests.e2e.flow.test_a_clinic import each
from tests.support.town import MONDAY, Town

STARTS = MONDAY + timedelta(days=2)
ANNOUNCED = "Visit: ..., Wednesday 18 September 2024, 14:00 (Europe/Rome)"


async def test_everybody_is_reminded_of_a_visit_a_day_and_an_hour_before_and_told_where_it_is(town: Town) -> None:
    takes = await play.schedule_visit(town.api, town.cast, STARTS)
    await town.at_rest()
    wanted = each(script.NAMES, ANNOUNCED)
    assert town.mails(script.VISIT_TITLE) == wanted

    for lead, hours in (("24 hours", 24), ("1 hour", 1)):
        await town.comes(STARTS - timedelta(hours=hours))
        wanted += each(script.NAMES, f"In {lead}: ... (visit)")
        assert town.mails(script.VISIT_TITLE) == wanted
    letters = [mail.text for mail in town.box.mails if mail.subject.startswith("In ")]
    assert all(script.VISIT_PLACE in letter and script.VISIT_GUIDE in letter for letter in letters)

    await town.comes(STARTS + takes)
    await play.complete_visit(town.api, town.cast)
    await town.comes(STARTS + timedelta(days=100))
    assert town.mails(script.VISIT_TITLE) == wanted


async def test_a_cancelled_visit_says_why_and_reminds_nobody(town: Town) -> None:
    await play.schedule_visit(town.api, town.cast, STARTS)
    await town.at_rest()
    path = f"/api/visits/{town.cast.visit}/cancellation"
    await town.api.post(path, {"reason": "The hall is flooded."}, town.cast["Farid"])
    await town.at_rest()
    wanted = each(script.NAMES, ANNOUNCED, "Cancelled: visit ...")
    assert town.mails(script.VISIT_TITLE) == wanted
    letters = [mail.text for mail in town.box.mails if mail.subject.startswith("Cancelled")]
    assert all("The hall is flooded." in letter for letter in letters)

    await town.comes(STARTS + timedelta(days=1))
    assert town.mails(script.VISIT_TITLE) == wanted
    assert town.ears.heard("ReminderDue") == []


MARKET = {
    "title": "The fish market",
    "place": "Mercato Vecchio",
    "guide": "Ugo",
    "mode": "in_person",
    "zone": "Europe/Rome",
    "meeting_point": "Platform 4, under the clock",
    "programme": [
        {"title": "Coffee", "kind": "meal", "start": "04:30", "minutes": 15},
        {"title": "Train to the coast", "kind": "travel", "start": "05:50", "end": "06:40", "zone": "Europe/Athens"},
        {"title": "Auction", "kind": "practice", "start": "06:10", "end": "07:00"},
    ],
}


async def test_a_market_at_five_is_reminded_of_by_day_with_all_one_needs_to_be_there(town: Town) -> None:
    farid = town.cast["Farid"]
    guest = town.cast["Elif"]
    role = f"/api/communities/{town.cast.community}/members/{guest.id}/role"
    await town.api.post(role, {"role": "guest"}, town.cast[script.CONVENER])
    made = await town.api.post("/api/visits", {"community_id": town.cast.community, **MARKET}, farid)
    visit = f"/api/visits/{made['id']}"
    await town.api.post(f"{visit}/description", {"bring": "Boots.\nA warm hat."}, farid)
    starts = {"local": "2024-09-18T04:30", "zone": "Europe/Rome"}
    await town.api.post(f"{visit}/schedule", {"starts": starts}, farid)
    await town.at_rest()
    wanted = town.mails("The fish market")
    for lead, moment in (("22 hours", "2024-09-17T07:00"), ("8 hours", "2024-09-17T20:00")):
        due_at = When(local=datetime.fromisoformat(moment), zone="Europe/Rome").instant
        await town.comes(due_at - timedelta(minutes=1))
        assert town.mails("The fish market") == wanted
        await town.comes(due_at)
        wanted += each(script.NAMES, f"In {lead}: ... (visit)")
        assert town.mails("The fish market") == wanted
    for mail in town.box.mails:
        if not mail.subject.startswith("In "):
            continue
        assert "When: Wednesday 18 September 2024, 04:30 (Europe/Rome)" in mail.text
        assert "We meet: Platform 4, under the clock" in mail.text
        assert {"> Boots.", "> A warm hat."} <= set(mail.text.splitlines())
        sets_off = "We set off: Train to the coast, Wednesday 18 September 2024, 05:50 (Europe/Athens)"
        assert (sets_off in mail.text) == (guest.email not in mail.recipients), (
            "a guest is told of no stop they don't see"
        )


async def test_who_will_try_something_is_asked_alone_nudged_once_and_left_in_peace_once_they_told(town: Town) -> None:
    await play.schedule_visit(town.api, town.cast, STARTS)
    await town.comes(STARTS + timedelta(hours=1))
    path = f"/api/visits/{town.cast.visit}"
    said = {}
    for name, text in (("Dede", "Rest the <dough>"), ("Elif", "Ask the night shift"), ("Farid", "Lock the gate")):
        made = await town.api.post(f"{path}/intentions", {"text": text}, town.cast[name])
        said[name] = made["events"][0]["data"]
    await town.at_rest()
    due_at = datetime.fromisoformat(said["Dede"]["due_at"])
    assert due_at == datetime(2024, 10, 30, 9, 0, tzinfo=UTC), "six weeks later at ten in Rome"

    async def tells(name: str, result: str | None = None) -> None:
        told = {"done": "tried", "result": result, "story": "It helped a little."}
        await town.api.post(f"{path}/intentions/{said[name]['memory_id']}/report", told, town.cast[name])
        await town.at_rest()

    await tells("Farid", "helped")
    asked = "What came of it? ..."
    before = town.mails(script.VISIT_TITLE)
    await town.comes(due_at - timedelta(minutes=1))
    assert town.mails(script.VISIT_TITLE) == before
    await town.comes(due_at)
    once = before + each(("Dede", "Elif"), asked)
    assert town.mails(script.VISIT_TITLE) == once
    [letter] = [
        mail.text for mail in town.box.mails if mail.subject.startswith("What came") and "dede" in mail.recipients[0]
    ]
    assert "> Rest the <dough>" in letter
    assert "Ask the night shift" not in letter
    assert f"/visits/{town.cast.visit}/memories" in letter

    await tells("Elif")
    await town.comes(due_at + timedelta(days=8))
    assert town.mails(script.VISIT_TITLE) == once + each(("Dede",), asked), "a nudge for the one who has not told"
    assert "do not ask again" in town.box.mails[-1].text
    await town.comes(due_at + timedelta(days=400))
    assert town.mails(script.VISIT_TITLE) == once + each(("Dede",), asked)
