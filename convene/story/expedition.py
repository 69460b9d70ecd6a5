"""A visit of three days, with a case clinic on it, a waiting list, a late day, and what somebody tries later. All invented."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from convene.story import letters, listening, script
from convene.story.letters import Letter
from convene.story.play import ZONE, wall
from convene.story.stage import DAY, NUDGED_AFTER, Stage, day_after, made, until_it_begins

NAME = "visit"
HOST = "Farid"
TITLE = "Three days with the night clinic of the market hall (invented)"
DAY_ONE, START = 11, 10
"""How many days ahead it is, and the hour at which it begins."""
PROGRAMME: Sequence[dict[str, Any]] = (
    {"title": "Walk the hall while stalls are set up", "kind": "practice", "day": 1, "start": "10:00", "minutes": 60},
    {"title": "Sit in at the counter", "kind": "practice", "day": 1, "start": "12:00", "minutes": 90},
    {"title": "The night book", "kind": "case_clinic", "day": 2, "start": "10:00", "minutes": 60},
    {"title": "With porters and traders", "kind": "conversation", "day": 3, "start": "10:00", "minutes": 60},
    {"title": "What did we see, what will we try?", "kind": "reflection", "day": 3, "start": "18:00", "minutes": 60},
)
LATE, CLINIC, MANAGERS = 1, 2, 1
"""Which stop begins late, which one is a case clinic, and to which one the manager is invited."""
MINUTES_LATE = 30
SEATS = 2
COMES_ALONG = ("Dede", "Gino", "Hana", "Ivo")
"""Who signs up, in this order: there are seats for the first ones."""
SIGNS_OFF = "Gino"
SAW = (("Dede", "The counter stands where people pass anyway. Nobody has to decide to come."),)
TRIED = {"Hana": ("A chair at the front door, and I sit on it.", "Six people stopped. One came back with her son.")}
"""What somebody wants to try, and what came of it."""


def seated_at_first() -> Sequence[str]:
    return COMES_ALONG[:SEATS]


def promoted() -> str:
    """Who waited longest, and is offered the seat that becomes free."""
    return COMES_ALONG[SEATS]


def visitors() -> list[str]:
    """Who has a seat in the end."""
    return [*(name for name in seated_at_first() if name != SIGNS_OFF), promoted()]


def seat(name: str) -> Letter:
    return Letter(name, f"You have a seat: {TITLE}", f"You have a seat on the visit {TITLE}")


def waiting(name: str) -> Letter:
    return Letter(name, f"On the waiting list: {TITLE}", f"The visit {TITLE}: You are ")


def offered(name: str) -> Letter:
    return Letter(name, f"A seat for you: {TITLE}", f"A seat on the visit {TITLE} is yours")


def told_late() -> Sequence[Letter]:
    """Those who come, and the manager if it is about her stop; the host said it."""
    readers = [*visitors(), *([script.MANAGER] if LATE == MANAGERS else [])]
    return letters.to_each(readers, f"Another time today: {TITLE}", f"{TITLE}: {MINUTES_LATE} minutes later")


def asked(name: str) -> Letter:
    return Letter(name, f"What came of it? {TITLE}", f"What came of what you wanted to try after {TITLE}?")


async def play_it(stage: Stage) -> None:
    since, starts = stage.now(), day_after(stage, DAY_ONE, START)
    clinic_starts = day_after(stage, DAY_ONE + 1, START)
    visit, stops = await offer(stage, starts)
    path = f"/api/visits/{visit}"
    clinic = await listening.arrange(stage, clinic_starts, visitors())
    await stage.api.post(f"{path}/stops/{stops[CLINIC]}/clinic", {"clinic_id": clinic}, stage.cast[HOST])
    await stage.happens("ClinicNoted", visit_id=visit, clinic_id=clinic)
    await fill(stage, path)
    async with asyncio.TaskGroup() as both:
        both.create_task(listening.play_it(stage, clinic, clinic_starts, visitors(), since))
        both.create_task(go(stage, path, stops, starts, since))


async def offer(stage: Stage, starts: datetime) -> tuple[str, Sequence[str]]:
    """The host offers it, invites a manager to a stop, sets its time, opens sign-up; the visit's id, and its stops'."""
    api, host = stage.api, stage.cast[HOST]
    body = {
        "community_id": stage.cast.community,
        "title": TITLE,
        "place": script.VISIT_PLACE,
        "guide": script.VISIT_GUIDE,
        "visit_kind": "learning_expedition",
        "zone": ZONE,
        "programme": list(PROGRAMME),
    }
    answer = await api.post("/api/visits", body, host)
    path = f"/api/visits/{answer['id']}"
    stage.called(answer["id"], NAME)
    stops = [name["id"] for name in (await api.get(path, host))["programme"]]
    guest = {"guest_id": stage.cast[script.MANAGER].id, "stops": [stops[MANAGERS]]}
    await api.post(f"{path}/guests", guest, host)
    await api.post(f"{path}/schedule", {"starts": wall(starts)}, host)
    # From now on reminders are for those who come, so people can sign up before there are any.
    await api.post(f"{path}/sign-up/opening", {"seats": SEATS}, host)
    others = [name for name in stage.cast.people if name != HOST]
    await stage.posted(letters.to_each(stage.cast.people, f"Visit: {TITLE}"))
    await stage.posted(letters.to_each(others, f"Sign up: {TITLE}", f"Sign up for the visit {TITLE}"))
    return answer["id"], stops


async def fill(stage: Stage, path: str) -> None:
    """All seats are taken, two wait, one seat becomes free, and whoever waited longest takes it."""
    api, cast = stage.api, stage.cast
    for number, name in enumerate(COMES_ALONG):
        await api.post(f"{path}/sign-up", {}, cast[name])
        await stage.posted([seat(name) if number < SEATS else waiting(name)])
    await api.post(f"{path}/sign-up/signing-off", {}, cast[SIGNS_OFF])
    await stage.posted([offered(promoted())])
    await api.post(f"{path}/sign-up/seat", {}, cast[promoted()])
    await stage.posted([seat(promoted())])


async def go(stage: Stage, path: str, stops: Sequence[str], starts: datetime, since: datetime) -> None:
    """The visit itself, and weeks later what came of what somebody wanted to try."""
    api, cast = stage.api, stage.cast
    host = cast[HOST]
    await until_it_begins(stage, TITLE, starts, [HOST, *visitors(), script.MANAGER], since)
    await api.post(f"{path}/day/start", {}, host)
    await api.post(f"{path}/day/delay", {"minutes": MINUTES_LATE, "stop_id": stops[LATE]}, host)
    await stage.posted(told_late())
    for name, text in SAW:
        await api.post(f"{path}/memories", {"what": "saw", "text": text, "stop_id": stops[LATE]}, cast[name])
    wanted = {}
    for name, (text, _) in TRIED.items():
        wanted[name] = made(await api.post(f"{path}/intentions", {"text": text}, cast[name]), "memory_id")
    due = starts + 10 * DAY
    await api.post(f"{path}/trying-day", {"at": wall(due)}, host)
    await stage.comes(starts + timedelta(days=2, hours=10))
    await api.post(f"{path}/completion", {"learning": script.VISIT_LEARNING}, host)
    await stage.comes(due)
    await stage.posted([asked(name) for name in TRIED])
    for name, (_, story) in TRIED.items():
        told = {"done": "tried", "result": "helped", "story": story}
        await api.post(f"{path}/intentions/{wanted[name]}/report", told, cast[name])
    await stage.comes(due + NUDGED_AFTER + timedelta(hours=2))  # and there is no nudge
