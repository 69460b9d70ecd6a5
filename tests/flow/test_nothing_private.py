"""The whole story, and not a private word of it on the bus."""

from datetime import timedelta

import orjson

from convene.story import play, script
from tests.flow.test_a_clinic import MINUTES, STARTS, days_pass
from tests.support.town import Town

REASON = "The boiler burst."


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
    said = [one.text for _, step in script.CLINIC for one in step]
    stops = [str(stop[key]) for stop in script.VISIT_PROGRAMME for key in ("title", "at") if key in stop]
    addresses = ["example.org", town.box.chat_url, "/chat"]
    about = [script.COMMUNITY, script.PURPOSE, script.TITLE, script.QUESTION, script.REPORT, REASON]
    visit = [script.VISIT_TITLE, script.VISIT_PLACE, script.VISIT_GUIDE, script.VISIT_LEARNING]
    # A part of a text would be as bad as the whole of it.
    parts = [" ".join(text.split()[:4]) for text in (*said, *about, *visit)]
    return [*script.NAMES, *said, *stops, *addresses, *about, *visit, *parts]


async def test_no_private_word_of_the_whole_story_is_on_the_bus(town: Town) -> None:
    await whole_story(town)
    kinds = set()
    for message in town.ears.messages:
        everything = f"{message.subject} {message.headers} {message.data.decode()}"
        for text in private_texts(town):
            assert text not in everything, f"{text!r} in {message.subject}"
        if message.headers and ".ev." in message.subject:
            kinds.add(orjson.loads(message.data)["type"].rpartition(".")[2])
    # What was looked through is really the story, and the letters really said what the bus may not.
    assert {"MemberJoined", "AdviceGiven", "FollowUpReported", "VisitCancelled", "MessageSent", "FollowUpDue"} <= kinds
    assert any(script.REPORT.split()[0] in mail.text for mail in town.box.mails)
    assert any(script.QUESTION in mail.text for mail in town.box.mails)
