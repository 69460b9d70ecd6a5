"""Eight people who work without pause: they begin clinics, contribute, and go on to the next step."""

import asyncio
from collections.abc import Sequence

from bench.world import World
from shared.contracts import clinic as c
from shared.contracts.clinic import StepName

STEPS: Sequence[StepName] = ("context", "understanding", "related_experience", "advice", "summary")
PER_STEP = 12


async def write(world: World, number: int, stop: asyncio.Event) -> int:
    """One writer, until told to stop; how many commands were answered."""
    done = clinics = 0
    while not stop.is_set():
        clinics += 1
        clinic = await world.begin_clinic(f"Case {number}.{clinics}", dict.fromkeys(STEPS, 1))
        done += 3
        for step in STEPS:
            for turn in range(PER_STEP):
                if stop.is_set():
                    return done
                done += await _say(world, clinic, step, f"writer {number}, {step}, turn {turn}")
            if step != "summary":
                await world.send(world.facilitator, c.AdvanceStep(clinic_id=clinic, from_step=step))
                done += 1
    return done


async def _say(world: World, clinic: str, step: StepName, text: str) -> int:
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
    return 1
