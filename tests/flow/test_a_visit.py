"""A visit, from its announcement to its reminders, or to its cancellation."""

from datetime import timedelta

from convene.story import play, script
from tests.flow.test_a_clinic import each
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
