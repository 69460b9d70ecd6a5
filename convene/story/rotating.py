"""Plays a rotating clinic: everyone goes where their page tells them, and speaks about the case that is there. All invented."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from convene.story.people import Api, Person
from convene.story.play import wall

type StepOver = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Players:
    """Who presents, in the order of the cases; who listens; who leads."""

    presenters: Sequence[Person]
    people: Sequence[Person]
    facilitator: Person


@dataclass(frozen=True)
class Case:
    """What one presenter brings, and what they hear from the first group they visit, the second, ..."""

    title: str
    question: str
    context: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    advice: tuple[str, ...]
    takeaway: str


CASES = (
    Case(
        "The waiting list (invented)",
        "How do I halve a waiting list without a second therapist?",
        "Forty people wait for speech therapy. Each waits eleven weeks, and a third never come.",
        ("Who decides who is next?", "What happens in week one?", "What do those do who never come?"),
        ("I do, by date.", "A letter, and then nothing.", "We never asked."),
        (
            "We once saw six people in one afternoon, ten minutes each. Two needed nothing else.",
            "I began to call people in the second week. Half of them told me it was over.",
            "We let parents meet as a group while they waited, and the list lost its fright.",
        ),
        "An afternoon of ten minutes for everyone new.",
    ),
    Case(
        "The night phone (invented)",
        "How do we share the night phone so that nobody dreads it?",
        "Four of us carry it in turn. Most calls could wait until morning, but who knows which.",
        ("Which call was the last bad one?", "Who calls most often?", "What would you miss without it?"),
        ("A fall, and I was an hour away.", "Three families, every week.", "The two calls a month that matter."),
        (
            "We wrote a card with five questions. With it my nights became shorter.",
            "I called the three families in the evening, before they called me.",
            "Two of us carried it together for a month, to learn from each other's calls.",
        ),
        "A card with five questions, tried for a month.",
    ),
    Case(
        "The empty kitchen (invented)",
        "How do we get neighbours to cook with patients again?",
        "Before the renovation somebody cooked every Thursday. The new kitchen shines, and nobody comes.",
        ("Who cooked, back then?", "Whose kitchen is it now?", "What did it smell like?"),
        ("Two retired bus drivers.", "On paper, the facility's.", "Onions, all the way to the street."),
        (
            "We asked one of the old cooks to choose the pots. He came with friends.",
            "I took down the sign with the rules, and left one: wash what you use.",
            "We opened the window and cooked ourselves. By the third week somebody knocked.",
        ),
        "Ask the bus drivers which pots they want.",
    ),
)


async def propose(
    api: Api, community: str, players: Players, starts: datetime, minutes: Mapping[str, int] | None = None
) -> str:
    """The first presenter proposes the clinic, the others add their cases, and it gets its time; its id."""
    first, *others = zip(players.presenters, CASES, strict=True)
    brought = {"title": first[1].title, "question": first[1].question}
    made = await api.post("/api/clinics", {"community_id": community, "protocol": "rotating", **brought}, first[0])
    clinic: str = made["id"]
    for presenter, case in others:
        await api.post(f"/api/clinics/{clinic}/cases", {"title": case.title, "question": case.question}, presenter)
    plan = {"starts": wall(starts), "facilitator_id": players.facilitator.id, "minutes": dict(minutes or {})}
    await api.post(f"/api/clinics/{clinic}/schedule", plan, players.facilitator)
    return clinic


async def begin(api: Api, clinic: str, players: Players) -> None:
    people = [person.id for person in players.people]
    await api.post(f"/api/clinics/{clinic}/start", {"people": people}, players.facilitator)


async def run(api: Api, clinic: str, players: Players, over: StepOver) -> None:
    """From the first step to the last; the facilitator goes on when `over` returns."""
    while True:
        seen = await api.get(f"/api/clinics/{clinic}", players.facilitator)
        step = seen["step"]
        await _speak(api, clinic, players, seen)
        await over(step)
        seen = await api.get(f"/api/clinics/{clinic}", players.facilitator)
        [number] = [name["number"] for name in seen["steps"] if name["name"] == step]
        if not any(name["number"] > number and not name["skipped"] for name in seen["steps"]):
            return
        await api.post(f"/api/clinics/{clinic}/steps", {"from_step": step}, players.facilitator)


async def _speak(api: Api, clinic: str, players: Players, seen: dict[str, Any]) -> None:
    """In each group one asks or advises, and its presenter tells or answers; in the plenary each in turn."""
    [step] = [name for name in seen["steps"] if name["name"] == seen["step"]]
    for place, (presenter, case) in enumerate(zip(players.presenters, CASES, strict=True)):
        if step["turn_of"] == presenter.id:
            await _takes_along(api, clinic, presenter, case)
        group = next((name for name in seen["rotation"]["groups"] if name["presenter_id"] == presenter.id), None)
        if group is None:
            continue
        visited = (group["number"] - 1 - place) % len(players.presenters)
        members = [person for person in players.people if person.id in group["members"]]
        if "context" in step["takes"]:
            await _say(api, clinic, presenter, "context", case.context)
        if members and "question" in step["takes"]:
            asked = await _say(api, clinic, members[0], "question", case.questions[visited])
            await _say(api, clinic, presenter, "answer", case.answers[visited], about=asked)
        if members and "advice" in step["takes"]:
            await _say(api, clinic, members[-1], "advice", case.advice[visited])


async def _takes_along(api: Api, clinic: str, presenter: Person, case: Case) -> None:
    """From the first advice they got."""
    seen = await api.get(f"/api/clinics/{clinic}", presenter)
    given = (
        name["id"] for name in seen["contributions"] if name["kind"] == "advice" and name["case_of"] == presenter.id
    )
    await _say(api, clinic, presenter, "takeaway", case.takeaway, about=next(given, None))


async def _say(api: Api, clinic: str, who: Person, what: str, text: str, **about: str | None) -> str:
    made = await api.post(f"/api/clinics/{clinic}/contributions", {"what": what, "text": text, **about}, who)
    contribution: str = made["events"][0]["data"]["contribution_id"]
    return contribution
