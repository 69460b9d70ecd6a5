"""A delayed response: the presenter only listens to the advice, and answers after it. Part of a visit. All invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from convene.story import conversation, letters
from convene.story.conversation import Brought, Turn
from convene.story.stage import DAY, NUDGED_AFTER, Stage, until_it_begins

STEP = timedelta(hours=6)
NIGHT = Brought(
    name="delayed response",
    title="Nobody writes down what happened at night (invented)",
    question="How do we get those who work at night to leave a note that the morning can use?",
    protocol="delayed_response",
    presenter="Elif",
    facilitator="Bruno",
    script=(
        (
            "context",
            (
                Turn(
                    "Elif", "context", "The book is at the counter. On most mornings it says: quiet. It was not quiet."
                ),
            ),
        ),
        (
            "understanding",
            (
                Turn("Dede", "question", "Who reads the book?"),
                Turn("Elif", "answer", "I do. I don't think that anybody has seen me do it.", 1),
            ),
        ),
        ("related_experience", (Turn("Hana", "experience", "Ours began to write when somebody wrote back."),)),
        (
            "advice",
            (
                Turn(
                    "Hana",
                    "advice",
                    "I came half an hour earlier for a week, with bread, and asked. Then I wrote it down.",
                ),
                Turn(
                    "Dede", "advice", "We threw the book away and put up three lines on a board: who, what, tomorrow."
                ),
            ),
        ),
        (
            "summary",
            (
                Turn("Elif", "response", "I had thought of a better form. You both speak of somebody who listens."),
                Turn("Elif", "takeaway", "Bread, and half an hour, for a week.", 4),
            ),
        ),
    ),
)
REPORT = "Bread works. After four days the night nurse had written a page, and I wrote back."


def people(visitors: Sequence[str]) -> list[str]:
    """Who is expected: those invited, and who presents and leads."""
    return list(dict.fromkeys([NIGHT.presenter, NIGHT.facilitator, *visitors]))


async def arrange(stage: Stage, starts: datetime, visitors: Sequence[str]) -> str:
    """The clinic is proposed, has its people and its time; its id."""
    clinic = await conversation.propose(stage, NIGHT)
    invited = [stage.cast[name].id for name in visitors]
    presenter = stage.cast[NIGHT.presenter]
    await stage.api.post(f"/api/clinics/{clinic}/invitations", {"member_ids": invited}, presenter)
    await conversation.schedule(stage, clinic, NIGHT, starts, STEP)
    await stage.posted(letters.clinic_announced(people(visitors), NIGHT.title))
    return clinic


async def play_it(stage: Stage, clinic: str, starts: datetime, visitors: Sequence[str], since: datetime) -> None:
    await until_it_begins(stage, NIGHT.title, starts, people(visitors), since)
    await conversation.hold(stage, clinic, NIGHT)
    due = starts + 9 * DAY
    await conversation.close(stage, clinic, NIGHT.facilitator, due)
    await stage.comes(due)
    await stage.posted(letters.asked(NIGHT.presenter, NIGHT.title))
    await stage.api.post(f"/api/clinics/{clinic}/follow-up", {"text": REPORT}, stage.cast[NIGHT.presenter])
    advisers = [turn.who for turn in NIGHT.said("advice")]
    await stage.posted(letters.told(advisers, NIGHT.presenter, NIGHT.title))
    await stage.comes(due + NUDGED_AFTER + timedelta(hours=2))  # and there is no nudge
