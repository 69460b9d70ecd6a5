"""The whole story, and not a private word of it on the bus."""

import orjson

from convene.story import script
from tests.support.tale import private_texts, whole_story
from tests.support.town import Town


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
