"""A rotating clinic: three bring a case, all go around, and each hears later what is asked of them alone. All invented."""

from datetime import timedelta

from convene.story import conversation, letters, rotating, script
from convene.story.stage import DAY, NUDGED_AFTER, Stage, day_after, step_over, until_it_begins

NAME = "three cases"
PRESENTERS = ("Dede", "Gino", "Hana")
LISTENERS = ("Amara", "Chiara", "Elif", "Farid", "Ivo")
STEP = timedelta(hours=6)
REPORTS = (
    "Two afternoons were enough to see everyone new. A third of the list needed nothing else.",
    "The card hangs at the phone. Two calls a month are left that wake somebody.",
    "The bus drivers chose three pots and a cloth. They cook again, on the second Thursday.",
)
"""What each presenter tells, in their order."""


async def play_it(stage: Stage) -> None:
    cast = stage.cast
    players = rotating.Players(
        [cast[name] for name in PRESENTERS], [cast[name] for name in LISTENERS], cast[script.FACILITATOR]
    )
    since, starts = stage.now(), day_after(stage, 9, 20)
    minutes = dict.fromkeys(("context", "understanding", "advice", "plenary"), int(STEP / timedelta(minutes=1)))
    clinic = await rotating.propose(stage.api, cast.community, players, starts, minutes)
    stage.called(clinic, NAME)
    [title, *_] = (case.title for case in rotating.CASES)
    everybody = list(cast.people)
    await stage.posted(letters.clinic_announced(everybody, title))
    await until_it_begins(stage, title, starts, everybody, since)
    await rotating.begin(stage.api, clinic, players)
    await rotating.run(stage.api, clinic, players, lambda step: step_over(stage, clinic, step))
    due = starts + 12 * DAY
    await conversation.close(stage, clinic, script.FACILITATOR, due)
    await stage.comes(due)
    for name, case in zip(PRESENTERS, rotating.CASES, strict=True):
        await stage.posted(letters.asked(name, case.title))
    for name, case, report in zip(PRESENTERS, rotating.CASES, REPORTS, strict=True):
        await stage.api.post(f"/api/clinics/{clinic}/follow-up", {"text": report}, cast[name])
        await stage.posted(letters.told(await advisers(stage, clinic, case), name, case.title))
    await stage.comes(due + NUDGED_AFTER + timedelta(hours=2))  # and there is no nudge


async def advisers(stage: Stage, clinic: str, case: rotating.Case) -> list[str]:
    """Who spoke which advice depends on who was in which group: the room says it."""
    seen = await stage.api.get(f"/api/clinics/{clinic}", stage.cast[script.FACILITATOR])
    ids = {name["member_id"] for name in seen["contributions"] if name["text"] in case.advice}
    return [name for name, person in stage.cast.people.items() if person.id in ids]
