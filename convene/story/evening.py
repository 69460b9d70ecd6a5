"""The default clinic, from its proposal to what became of each takeaway. The case is invented."""

from datetime import timedelta

from convene.story import conversation, letters, play, script
from convene.story.stage import DAY, NUDGED_AFTER, Stage, day_after, made, step_over, until_it_begins

NAME = "evening hours"
STEP = timedelta(hours=12)
"""It goes over days, as dispersed communities do it; so its timers can be watched."""
ELIFS, FARIDS, AMARAS = 9, 10, 12
"""Where in the script the pieces of advice are."""
ADAPTED = "One kept slot, for whoever the bakery's shift leader sends."
WHY_NOT = "With a month's break the staff would take it as the end of the evenings."
OUTCOMES = (
    ("tried", "helped", "Went to the bakery and a laundry with the book. Nine came the week after, six of them new."),
    ("adapted", "did_not_help", "The kept slot was used once. We dropped it."),
)
"""What became of what was taken along, in the order of the script's takeaways."""


def advisers() -> list[str]:
    """Everybody whose advice the presenter took, adapted or set aside: all of them hear what became of it."""
    said = [said for _, step in script.CLINIC for said in step]
    return [said[place].who for place in (ELIFS, FARIDS, AMARAS)]


async def play_it(stage: Stage) -> None:
    api, cast = stage.api, stage.cast
    since, starts = stage.now(), day_after(stage, 9, 14)
    minutes = {step: int(STEP / timedelta(minutes=1)) for step, _ in script.CLINIC}
    await play.schedule_clinic(api, cast, starts, minutes)
    clinic = cast.clinic
    stage.called(clinic, NAME)
    everybody = list(cast.people)
    await stage.posted(letters.clinic_announced(everybody, script.TITLE))
    await until_it_begins(stage, script.TITLE, starts, everybody, since)
    await play.run_clinic(api, cast, play.at_once, lambda step: step_over(stage, clinic, step))
    taken = await decide(stage)
    due = starts + 12 * DAY
    await conversation.close(stage, clinic, script.FACILITATOR, due)
    await stage.comes(due)
    await stage.posted(letters.asked(script.PRESENTER, script.TITLE))
    outcomes = [
        {"takeaway_id": takeaway, "done": done, "result": result, "story": story}
        for takeaway, (done, result, story) in zip(taken, OUTCOMES, strict=True)
    ]
    body = {"outcomes": outcomes, "text": script.REPORT}
    await api.post(f"/api/clinics/{clinic}/follow-up", body, cast[script.PRESENTER])
    await stage.posted(letters.told(advisers(), script.PRESENTER, script.TITLE))
    await stage.comes(due + NUDGED_AFTER + timedelta(hours=2))  # and there is no nudge


async def decide(stage: Stage) -> list[str]:
    """The presenter takes the first along as it is, adapts the second, and sets the third aside; those that are to be tried."""
    cast, presenter = stage.cast, stage.cast[script.PRESENTER]
    path = f"/api/clinics/{cast.clinic}/takeaways"
    first, second = cast.said[-2:]
    adapted = {"choice": "adapted", "text": ADAPTED, "advice_ids": [cast.said[FARIDS]]}
    await stage.api.post(f"{path}/{second}/change", adapted, presenter)
    aside = {"choice": "set_aside", "why": WHY_NOT, "advice_id": cast.said[AMARAS]}
    answer = await stage.api.post(path, aside, presenter)
    assert made(answer, "contribution_id")
    return [first, second]
