"""Eight people who work without pause: they begin clinics, contribute, and go on to the next step."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.world import Refused, World
from shared.contracts import clinic as c
from shared.contracts.clinic import StepName

STEPS: Sequence[StepName] = ("context", "understanding", "related_experience", "advice", "summary")
PER_STEP = 12


@dataclass
class Writers:
    """All that they send is in order, so a refusal means that the service knows less, or more, than was acknowledged."""

    world: World
    say: Callable[[str], None]
    refused: list[str] = field(default_factory=list)
    name: str = "Case"
    """What the titles of their cases begin with."""

    async def write(self, number: int, stop: asyncio.Event) -> None:
        """One writer, until told to stop. A clinic in which something was refused is left, and another one begun."""
        clinics = 0
        while not stop.is_set():
            clinics += 1
            try:
                await self._clinic(number, clinics, stop)
            except Refused as refusal:
                self.refused.append(str(refusal))
                self.say(f"REFUSED to writer {number}: {refusal}")

    async def _clinic(self, number: int, clinics: int, stop: asyncio.Event) -> None:
        world = self.world
        clinic = await world.begin_clinic(f"{self.name} {number}.{clinics}", dict.fromkeys(STEPS, 1))
        for step in STEPS:
            for turn in range(PER_STEP):
                if stop.is_set():
                    return
                await _say(world, clinic, step, f"writer {number}, {step}, turn {turn}")
            if step != "summary":
                await world.send(world.facilitator, c.AdvanceStep(clinic_id=clinic, from_step=step))


async def _say(world: World, clinic: str, step: StepName, text: str) -> None:
    """What the step takes, from whoever gives it."""
    command: c.ClinicCommand
    who = world.guest
    match step:
        case "context":
            who, command = world.presenter, c.GiveContext(clinic_id=clinic, text=text)
        case "understanding":
            command = c.AskQuestion(clinic_id=clinic, text=text)
        case "related_experience":
            command = c.ShareExperience(clinic_id=clinic, text=text)
        case "advice":
            command = c.GiveAdvice(clinic_id=clinic, text=text)
        case "summary":
            who, command = world.presenter, c.NoteTakeaway(clinic_id=clinic, text=text)
    await world.send(who, command)
