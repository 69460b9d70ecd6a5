"""Plays the invented clinic and visit, each person acting for themselves."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from convene.stack.postbox import Postbox
from convene.stack.postbox_items import Mail
from convene.story import script
from convene.story.people import Api, Person
from shared.access.signed_tokens import GATEWAY, Signer
from shared.domain import Actor
from shared.settings import Settings

type Minutes = dict[str, int]
type Pause = Callable[[], Awaitable[None]]

ZONE = "Europe/Rome"
POST_SECONDS = 30.0
"""How long a letter may take, in real seconds."""


@dataclass
class Cast:
    """Everybody, by first name, and what they made together."""

    people: dict[str, Person]
    community: str = ""
    clinic: str = ""
    visit: str = ""
    said: list[str] = field(default_factory=list)
    """Ids of the contributions, in the script's order."""

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def cast(domain: str, names: Iterable[str] = script.NAMES) -> Cast:
    return Cast({name: Person(name, f"{name.lower()}@{domain}") for name in names})


async def at_once() -> None:
    """No pause between contributions."""


def wall(moment: datetime) -> dict[str, str]:
    """A moment (Convene's time) as wall time where the story happens."""
    local = moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, microsecond=0)
    return {"local": local.isoformat(), "zone": ZONE}


def operator(settings: Settings) -> Person:
    """Whoever runs the stack; they may found communities."""
    token = Signer.load(settings.keys_dir, GATEWAY).sign(Actor("operator", "operator"), 3600)
    return Person("operator", "", token)


async def found_community(api: Api, cast: Cast, operator: Person) -> None:
    """The convener begins the community and becomes its first member."""
    convener = cast[script.CONVENER]
    made = await api.post(
        "/api/communities",
        {
            "name": script.COMMUNITY,
            "purpose": script.PURPOSE,
            "zone": ZONE,
            "convener_name": convener.name,
            "convener_email": convener.email,
        },
        operator,
    )
    cast.community = made["id"]
    convener.token, convener.id = made["token"], made["member_id"]


async def invite(api: Api, cast: Cast) -> None:
    """Everybody else is invited, by mail."""
    for name in cast.people:
        if name == script.CONVENER:
            continue
        role = script.ROLES.get(name, "member")
        await api.post(
            f"/api/communities/{cast.community}/invitations",
            {"name": name, "email": cast[name].email, "role": role},
            cast[script.CONVENER],
        )


async def gather(api: Api, cast: Cast, box: Postbox) -> None:
    """Invite; everybody reads their letter and joins with the code in it; two choose chat posts as well."""
    await invite(api, cast)
    for name in cast.people:
        if name == script.CONVENER:
            continue
        letter = await letter_to(cast[name].email, box)
        code = re.search(r"[?&]code=([\w-]+)", letter.text)
        if code is None:
            raise ValueError(f"no code in the invitation:\n{letter.text}")
        await join(api, cast, name, code[1])
    for name in script.WITH_CHAT:
        contact = {"email": cast[name].email, "chat_webhook": f"{box.chat_url}/{name}", "zone": ZONE}
        await api.post(f"/api/communities/{cast.community}/contact", contact, cast[name])


async def letter_to(address: str, box: Postbox) -> Mail:
    def found() -> list[Mail]:
        return [mail for mail in box.mails if address in mail.recipients and "code=" in mail.text]

    await box.until(lambda: bool(found()), POST_SECONDS)
    return found()[-1]


async def join(api: Api, cast: Cast, name: str, code: str) -> None:
    """One person accepts, with the code from their letter."""
    joined = await api.post(f"/api/communities/{cast.community}/members", {"code": code})
    cast[name].token, cast[name].id = joined["token"], joined["member_id"]


async def schedule_clinic(api: Api, cast: Cast, starts: datetime, minutes: Minutes) -> None:
    made = await api.post(
        "/api/clinics",
        {"community_id": cast.community, "title": script.TITLE, "question": script.QUESTION},
        cast[script.PRESENTER],
    )
    cast.clinic = made["id"]
    await api.post(
        f"/api/clinics/{cast.clinic}/schedule",
        {"starts": wall(starts), "facilitator_id": cast[script.FACILITATOR].id, "minutes": minutes},
        cast[script.FACILITATOR],
    )


async def run_clinic(api: Api, cast: Cast, between: Pause, step_over: Callable[[str], Awaitable[None]]) -> None:
    """The clinic itself: people contribute, and the facilitator goes on when `step_over` returns."""
    facilitator = cast[script.FACILITATOR]
    await api.post(f"/api/clinics/{cast.clinic}/start", {}, facilitator)
    last = script.CLINIC[-1][0]
    for step, contributions in script.CLINIC:
        await _speak(api, cast, contributions, between)
        await step_over(step)
        if step != last:
            await api.post(f"/api/clinics/{cast.clinic}/steps", {"from_step": step}, facilitator)


async def _speak(api: Api, cast: Cast, contributions: Sequence[script.Said], between: Pause) -> None:
    for said in contributions:
        await between()
        body: dict[str, Any] = {"text": said.text}
        if said.about is not None:
            body["question_id" if said.kind == "answers" else "advice_id"] = cast.said[said.about]
        made = await api.post(f"/api/clinics/{cast.clinic}/{said.kind}", body, cast[said.who])
        cast.said.append(made["events"][0]["data"]["contribution_id"])


async def close_clinic(api: Api, cast: Cast, follow_up: datetime) -> None:
    await api.post(f"/api/clinics/{cast.clinic}/closing", {"follow_up": wall(follow_up)}, cast[script.FACILITATOR])


async def report(api: Api, cast: Cast) -> None:
    await api.post(f"/api/clinics/{cast.clinic}/follow-up", {"text": script.REPORT}, cast[script.PRESENTER])


async def schedule_visit(api: Api, cast: Cast, starts: datetime) -> timedelta:
    """The host offers a visit and sets its time; how long it takes."""
    made = await api.post(
        "/api/visits",
        {
            "community_id": cast.community,
            "title": script.VISIT_TITLE,
            "place": script.VISIT_PLACE,
            "guide": script.VISIT_GUIDE,
            "programme": list(script.VISIT_PROGRAMME),
        },
        cast["Farid"],
    )
    cast.visit = made["id"]
    await api.post(f"/api/visits/{cast.visit}/schedule", {"starts": wall(starts)}, cast["Farid"])
    return timedelta(minutes=sum(int(str(stop["minutes"])) for stop in script.VISIT_PROGRAMME))


async def complete_visit(api: Api, cast: Cast) -> None:
    await api.post(f"/api/visits/{cast.visit}/completion", {"learning": script.VISIT_LEARNING}, cast["Farid"])
