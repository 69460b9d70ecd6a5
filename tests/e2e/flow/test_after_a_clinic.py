"""After a clinic: who is asked, nudged and told, over months, with every service real."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from convene.story import play, script
from tests.support.tale import MINUTES, STARTS
from tests.support.town import Town

FOLLOW_UP = STARTS + timedelta(days=21)
WEEK, MONTH = timedelta(days=7), timedelta(days=30, hours=1)
# In between the clocks of Rome change: the same time of day is an hour later.
ASKED = "What really happened? ..."
NUDGED = "Two lines are enough: ..."
TOLD = "What became of your advice: ..."


async def closed(town: Town) -> list[str]:
    """The story's clinic is over; the ids of what Chiara took along: Elif's advice and Farid's."""
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    await town.comes(STARTS)
    await play.run_clinic(town.api, town.cast, town.at_rest, lambda _: town.at_rest())
    await play.close_clinic(town.api, town.cast, FOLLOW_UP)
    await town.at_rest()
    return town.cast.said[-2:]


def after(town: Town) -> dict[tuple[str, str], int]:
    """The letters that follow a clinic, so far."""
    return {key: count for key, count in town.mails(script.TITLE).items() if key[1] in (ASKED, NUDGED, TOLD)}


def text_to(town: Town, name: str) -> str:
    mails = [mail for mail in town.box.mails if mail.recipients[0].startswith(name.lower())]
    return " ".join(mails[-1].text.replace("\n> ", " ").split())


async def report(town: Town, *outcomes: dict[str, Any], **more: Any) -> None:
    path = f"/api/clinics/{town.cast.clinic}/follow-up"
    await town.api.post(path, {"outcomes": outcomes, **more}, town.cast[script.PRESENTER])
    await town.at_rest()


async def days(town: Town, moments: Sequence[datetime]) -> None:
    for moment in moments:
        await town.comes(moment)


async def test_who_does_not_answer_is_nudged_twice_each_time_with_one_takeaway_and_then_left_alone(town: Town) -> None:
    await closed(town)
    presenter = script.PRESENTER
    await town.comes(FOLLOW_UP)
    assert after(town) == {(presenter, ASKED): 1}
    await town.comes(FOLLOW_UP + WEEK - timedelta(seconds=1))
    assert after(town) == {(presenter, ASKED): 1}
    first, second = (takeaway.text for takeaway in script.CLINIC[-1][1])
    await town.comes(FOLLOW_UP + WEEK)
    assert after(town) == {(presenter, ASKED): 1, (presenter, NUDGED): 1}
    assert first in text_to(town, presenter)
    assert second not in text_to(town, presenter)
    await town.comes(FOLLOW_UP + MONTH)
    assert second in text_to(town, presenter)
    await days(town, [FOLLOW_UP + MONTH * number for number in range(2, 13)])
    assert after(town) == {(presenter, ASKED): 1, (presenter, NUDGED): 2}


async def test_a_report_ends_the_nudges_and_tells_each_adviser_what_became_of_theirs(town: Town) -> None:
    elifs, farids = await closed(town)
    await town.comes(FOLLOW_UP)
    await report(town, {"takeaway_id": elifs, "done": "tried", "result": "helped", "story": "Nine came."})
    wanted = {(script.PRESENTER, ASKED): 1, ("Elif", TOLD): 1}
    assert after(town) == wanted
    letter = text_to(town, "Elif")
    assert "You advised: When we were where you are" in letter
    assert "Tried, and it helped. Nine came." in letter
    assert "Two kept slots" not in letter, "somebody else's advice"
    await report(town, {"takeaway_id": farids, "done": "not_tried"}, text=script.REPORT)
    wanted |= {("Elif", TOLD): 2, ("Farid", TOLD): 1, ("Amara", TOLD): 1}
    assert after(town) == wanted
    assert "Not tried." in text_to(town, "Farid")
    await days(town, [FOLLOW_UP + WEEK, FOLLOW_UP + MONTH, FOLLOW_UP + MONTH * 4])
    assert after(town) == wanted


async def test_what_is_too_early_to_tell_is_asked_again_on_a_second_date(town: Town) -> None:
    elifs, farids = await closed(town)
    await town.comes(FOLLOW_UP)
    second = FOLLOW_UP + timedelta(days=60)
    early = {"takeaway_id": elifs, "done": "tried", "result": "too_early"}
    helped = {"takeaway_id": farids, "done": "tried", "result": "helped"}
    await report(town, early, helped, again=play.wall(second))
    await days(town, [FOLLOW_UP + WEEK, FOLLOW_UP + MONTH, second - timedelta(seconds=1)])
    assert [document["number"] for document in town.ears.heard("FollowUpDue")] == [1]
    assert not town.ears.heard("NudgeDue")
    await town.comes(second)
    assert [document["number"] for document in town.ears.heard("FollowUpDue")] == [1, 2]
    assert after(town)[(script.PRESENTER, ASKED)] == 2
    await report(town, {**early, "result": "did_not_help"})
    await days(town, [second + WEEK, second + MONTH])
    assert not town.ears.heard("NudgeDue")
    assert after(town)[("Elif", TOLD)] == 2


async def test_a_presenter_who_postpones_is_asked_on_the_new_day_and_not_on_the_old_one(town: Town) -> None:
    await closed(town)
    later = FOLLOW_UP + timedelta(days=10)
    path = f"/api/clinics/{town.cast.clinic}/follow-up/date"
    await town.api.post(path, {"until": play.wall(later)}, town.cast[script.PRESENTER])
    await town.at_rest()
    await days(town, [FOLLOW_UP, FOLLOW_UP + WEEK])
    assert after(town) == {}
    await town.comes(later)
    assert after(town) == {(script.PRESENTER, ASKED): 1}
