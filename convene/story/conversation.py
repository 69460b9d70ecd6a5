"""What people say in a clinic of any method, step by step, and the clinic in which they say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from convene.story.play import wall
from convene.story.stage import Stage, made, step_over


@dataclass(frozen=True)
class Turn:
    """One contribution. `about` is the place, among all turns, of the one it belongs to."""

    who: str
    what: str
    text: str
    about: int | None = None


type Script = Sequence[tuple[str, Sequence[Turn]]]


@dataclass(frozen=True)
class Brought:
    """A case and how it is worked on."""

    name: str
    """For short."""
    title: str
    question: str
    protocol: str
    presenter: str
    facilitator: str
    script: Script

    def said(self, what: str) -> Sequence[Turn]:
        return [turn for _, step in self.script for turn in step if turn.what == what]


async def propose(stage: Stage, case: Brought) -> str:
    """The clinic's id."""
    body = {"title": case.title, "question": case.question, "protocol": case.protocol}
    presenter = stage.cast[case.presenter]
    answer = await stage.api.post("/api/clinics", {"community_id": stage.cast.community, **body}, presenter)
    clinic: str = answer["id"]
    stage.called(clinic, case.name)
    return clinic


async def schedule(stage: Stage, clinic: str, case: Brought, starts: datetime, each: timedelta) -> None:
    """It gets its time, and every step of it as long as `each`."""
    facilitator = stage.cast[case.facilitator]
    minutes = {step: int(each / timedelta(minutes=1)) for step, _ in case.script}
    body = {"starts": wall(starts), "facilitator_id": facilitator.id, "minutes": minutes}
    await stage.api.post(f"/api/clinics/{clinic}/schedule", body, facilitator)


async def hold(stage: Stage, clinic: str, case: Brought) -> Sequence[str]:
    """The clinic from its first step to its last; the ids of what was said, in the script's order."""
    facilitator, path = stage.cast[case.facilitator], f"/api/clinics/{clinic}"
    await stage.api.post(f"{path}/start", {}, facilitator)
    ids: list[str] = []
    for step, turns in case.script:
        for turn in turns:
            body: dict[str, Any] = {"what": turn.what, "text": turn.text}
            if turn.about is not None:
                body["about"] = ids[turn.about]
            answer = await stage.api.post(f"{path}/contributions", body, stage.cast[turn.who])
            ids.append(made(answer, "contribution_id"))
        await step_over(stage, clinic, step)
        if step != case.script[-1][0]:
            await stage.api.post(f"{path}/steps", {"from_step": step}, facilitator)
    return ids


async def close(stage: Stage, clinic: str, facilitator: str, follow_up: datetime) -> None:
    body = {"follow_up": wall(follow_up)}
    await stage.api.post(f"/api/clinics/{clinic}/closing", body, stage.cast[facilitator])
