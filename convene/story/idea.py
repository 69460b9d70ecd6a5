"""Exploring a new idea, and the brief with which it goes to a team. The idea is invented."""

from datetime import timedelta

from convene.story import conversation, letters, script
from convene.story.conversation import Brought, Turn
from convene.story.stage import DAY, NUDGED_AFTER, Stage, day_after, until_it_begins

STEP = timedelta(hours=8)
IDEA = Brought(
    name="a new idea",
    title="A walk instead of a waiting room (invented)",
    question="Would you send people round the block with a volunteer while they wait, and what would you need for it?",
    protocol="new_idea",
    presenter="Ivo",
    facilitator=script.FACILITATOR,
    script=(
        (
            "context",
            (Turn("Ivo", "context", "Half of our people wait an hour, sitting. There is a canal behind the house."),),
        ),
        (
            "understanding",
            (
                Turn("Gino", "question", "How would somebody on a walk know that it is their turn?"),
                Turn("Ivo", "answer", "The volunteer has a phone. We ring once.", 1),
            ),
        ),
        ("related_experience", (Turn("Hana", "experience", "We had a bench outside. It was the best room we had."),)),
        (
            "debate",
            (
                Turn("Amara", "refinement", "Make it two routes: one of ten minutes, and one that needs no stairs."),
                Turn("Chiara", "implication", "Whoever is at the counter needs to see who is out. A slate will do."),
                Turn("Dede", "downside", "In January nobody walks."),
                Turn("Elif", "support", "People talk while they walk. I would send mine tomorrow."),
                Turn("Farid", "support", "It costs a slate and a phone."),
            ),
        ),
        ("summary", (Turn("Ivo", "takeaway", "A trial in May, with the short route and a slate."),)),
    ),
)
NAMED = "Elif"
"""Who supports the idea and agrees to stand in its brief by name; the others who do are counted."""
DOWNSIDE = 6
"""Where in the script it is."""
RESPONSE = "So it begins in May, and the bench comes first."
NEXT_STEPS = "Ask the team on Monday, and two volunteers this week."
REPORT = "Three weeks in May. Eleven people walked, two of them every time. The team keeps it until October."


async def play_it(stage: Stage) -> None:
    everybody = list(stage.cast.people)
    since, starts = stage.now(), day_after(stage, 4, 10)
    clinic = await conversation.propose(stage, IDEA)
    await conversation.schedule(stage, clinic, IDEA, starts, STEP)
    await stage.posted(letters.clinic_announced(everybody, IDEA.title))
    await until_it_begins(stage, IDEA.title, starts, everybody, since)
    said = await conversation.hold(stage, clinic, IDEA)
    due = starts + 12 * DAY
    await conversation.close(stage, clinic, IDEA.facilitator, due)
    await brief(stage, clinic, said[DOWNSIDE])
    await stage.comes(due)
    await stage.posted(letters.asked(IDEA.presenter, IDEA.title))
    await stage.api.post(f"/api/clinics/{clinic}/follow-up", {"text": REPORT}, stage.cast[IDEA.presenter])
    await stage.posted(letters.told(advisers(), IDEA.presenter, IDEA.title))
    # And there is no nudge.
    await stage.comes(due + NUDGED_AFTER + timedelta(hours=2))


def advisers() -> list[str]:
    """Who refined the idea, told what it implies or what speaks against it: that is the advice here."""
    return [turn.who for what in ("refinement", "implication", "downside") for turn in IDEA.said(what)]


async def brief(stage: Stage, clinic: str, downside: str) -> None:
    """The presenter writes their part; it names who agreed to be named, and counts the others."""
    api, presenter, path = stage.api, stage.cast[IDEA.presenter], f"/api/clinics/{clinic}/brief"
    await api.post(f"{path}/naming", {}, stage.cast[NAMED])
    await api.post(path, {"next_steps": NEXT_STEPS}, presenter)
    await api.post(f"{path}/responses", {"downside_id": downside, "text": RESPONSE}, presenter)
    seen = await api.get(path, presenter)
    named = [name["member_id"] for name in seen["supporters"]]
    others = len(IDEA.said("support")) - 1
    if (named, seen["others"], seen["next_steps"]) != ([stage.cast[NAMED].id], others, NEXT_STEPS):
        raise ValueError(f"the brief of {IDEA.title} is not as its presenter wrote it: {seen}")
