"""Nothing is sent any more about what was cancelled, however late the cancellation comes."""

from collections import Counter
from datetime import timedelta

from convene.story import play, script
from tests.e2e.flow.test_a_clinic import ANNOUNCED, each, reminders
from tests.support.tale import LEADS, MINUTES, STARTS, days_pass
from tests.support.town import Town

REASON = "The boiler burst and nobody will come."
CANCELLED = "Cancelled: case clinic ..."


async def cancel(town: Town) -> None:
    path = f"/api/clinics/{town.cast.clinic}/cancellation"
    await town.api.post(path, {"reason": REASON}, town.cast[script.PRESENTER])


async def announced(town: Town) -> None:
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    await town.at_rest()


def dropped(town: Town) -> Counter[str]:
    return Counter(message["reason"] for message in town.ears.heard("MessageDropped"))


async def test_after_the_cancellation_with_its_reason_nothing_more_is_sent(town: Town) -> None:
    await announced(town)
    await town.comes(STARTS - LEADS["7 days"])
    await cancel(town)
    await town.at_rest()
    wanted = each(script.NAMES, ANNOUNCED, *reminders("7 days"), CANCELLED)
    assert town.mails(script.TITLE) == wanted
    letters = [mail.text for mail in town.box.mails if mail.subject.startswith("Cancelled")]
    assert all(REASON in letter for letter in letters)

    await days_pass(town, STARTS)
    await town.comes(STARTS + timedelta(days=60))
    assert town.mails(script.TITLE) == wanted
    assert len(town.ears.heard("ReminderDue")) == 1


async def test_a_cancellation_between_the_alarm_and_the_letter_stops_the_letter(town: Town) -> None:
    await announced(town)
    await town.close("notify")
    town.clock.moment = STARTS - LEADS["24 hours"]
    await town.ears.until("ReminderDue", lead="24 hours")
    await cancel(town)
    await town.ears.until("ClinicCancelled")
    await town.open("notify")
    await town.at_rest()
    assert town.mails(script.TITLE) == each(script.NAMES, ANNOUNCED, CANCELLED)
    assert dropped(town) == {"It was cancelled.": 2 * (len(script.NAMES) + len(script.WITH_CHAT))}


async def test_a_cancellation_stops_the_letters_that_wait_for_a_mail_server_that_takes_nothing(town: Town) -> None:
    await announced(town)
    town.box.shut = True
    town.clock.moment = STARTS - LEADS["24 hours"]
    for person in town.cast.people.values():
        await town.ears.until("MessageDelayed", channel="email", member_id=person.id)
    await cancel(town)
    for person in town.cast.people.values():
        await town.ears.until("MessageDropped", channel="email", member_id=person.id)
    town.box.shut = False
    await town.comes(town.clock.now() + timedelta(hours=2))
    assert town.mails(script.TITLE) == each(script.NAMES, ANNOUNCED, CANCELLED)
