"""The story of the example, from its first invitation to its last letter, and what in it is private."""

from datetime import datetime, timedelta
from typing import Any

from convene.story import play, script
from tests.support.town import MONDAY, Town

STARTS = MONDAY + timedelta(days=8)
LEADS = {"7 days": timedelta(days=7), "24 hours": timedelta(hours=24), "1 hour": timedelta(hours=1)}
MINUTES = {step: 10 for step, _ in script.CLINIC}
REASON = "The boiler burst."


async def days_pass(town: Town, starts: datetime) -> None:
    """Until the clinic begins, with a stop wherever people are to be reminded."""
    for before in LEADS.values():
        if starts - before > town.clock.now():
            await town.comes(starts - before)
    await town.comes(starts)


async def whole_story(town: Town) -> None:
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    await days_pass(town, STARTS)
    await play.run_clinic(town.api, town.cast, town.at_rest, lambda _: town.at_rest())
    await play.close_clinic(town.api, town.cast, STARTS + timedelta(days=21))
    await town.at_rest()
    await town.comes(STARTS + timedelta(days=21))
    await play.report(town.api, town.cast)
    takes = await play.schedule_visit(town.api, town.cast, town.clock.now() + timedelta(days=2))
    await town.at_rest()
    await days_pass(town, town.clock.now() + timedelta(days=2))
    await town.comes(town.clock.now() + takes)
    await play.complete_visit(town.api, town.cast)
    await play.schedule_visit(town.api, town.cast, town.clock.now() + timedelta(days=2))
    path = f"/api/visits/{town.cast.visit}/cancellation"
    await town.api.post(path, {"reason": REASON}, town.cast["Farid"])
    await town.at_rest()


def private_texts(town: Town) -> list[str]:
    """Everything in the story that somebody said, and every name, address and place."""
    said = [said.text for _, step in script.CLINIC for said in step]
    stops = [str(stop[key]) for stop in script.VISIT_PROGRAMME for key in ("title", "at") if key in stop]
    addresses = ["example.org", town.box.chat_url, "/chat"]
    about = [script.COMMUNITY, script.PURPOSE, script.TITLE, script.QUESTION, script.REPORT, REASON]
    visit = [script.VISIT_TITLE, script.VISIT_PLACE, script.VISIT_GUIDE, script.VISIT_LEARNING]
    # A part of a text would be as bad as the whole of it.
    parts = [" ".join(text.split()[:4]) for text in (*said, *about, *visit)]
    return [*script.NAMES, *said, *stops, *addresses, *about, *visit, *parts]


def forget_what_time_changes(view: dict[str, Any]) -> None:
    """What a clinic's steps to come would have, and how far ahead or behind it is, follows from when one looks."""
    view.pop("clock")
    for step in view["steps"]:
        step.pop("time")
        step.pop("minutes")
