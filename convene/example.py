"""`convene up --example`: on a new folder, an invented clinic runs before your eyes, in real time."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import aiohttp

from convene.stack import Stack
from convene.story import play, script
from convene.story.people import Api, Unanswered
from shared.access.signed_tokens import GATEWAY, Signer
from shared.clock import clock_of
from shared.domain import Actor

STEP_MINUTES = 1
"""A minute a step, so that the whole clinic can be watched, and every timer is seen to ring."""
SECONDS_BETWEEN = 6.0
SIGN_IN_SECONDS = 24 * 3600.0

Say = Callable[[str], None]


async def play_example(stack: Stack, say: Say) -> None:
    """Play the clinic once per data folder; on later starts only say where it is."""
    played = stack.folder.path / "example.json"
    if played.exists():
        known = json.loads(played.read_text())
        say(f"The example clinic:    {_link(stack, known['facilitator'], known['clinic'])}\n")
        return
    if stack.postbox is None:
        say("No example is played where a real mail server is set: its people are invented.\n")
        return
    try:
        async with aiohttp.ClientSession() as session:
            await _play(stack, Api(session, stack.settings.public_url), say)
    except (Unanswered, TimeoutError, aiohttp.ClientError) as error:
        say(f"The example stopped: {error}. Everything else goes on.")


async def _play(stack: Stack, api: Api, say: Say) -> None:
    assert stack.postbox is not None
    clock = clock_of(stack.settings)
    cast = play.cast("example.org")
    await play.found_community(api, cast, play.operator(stack.settings))
    await play.gather(api, cast, stack.postbox)
    minutes = {step: STEP_MINUTES for step, _ in script.CLINIC}
    await play.schedule_clinic(api, cast, clock.now() + timedelta(minutes=5), minutes)
    facilitator = cast[script.FACILITATOR].id
    known = {"facilitator": facilitator, "clinic": cast.clinic, "community": cast.community}
    (stack.folder.path / "example.json").write_text(json.dumps(known) + "\n")
    say("A case clinic with invented people runs now, a minute a step. Watch it, or take part as its facilitator:")
    say(f"  {_link(stack, facilitator, cast.clinic)}\n")
    await play.run_clinic(api, cast, lambda: asyncio.sleep(SECONDS_BETWEEN), lambda step: _until_over(api, cast, step))
    await play.close_clinic(api, cast, clock.now() + timedelta(days=28))


async def _until_over(api: Api, cast: play.Cast, step: str) -> None:
    """Wait until this step's minute is over, as the service sees it, or somebody has gone on by hand."""
    while True:
        clinic = await api.get(f"/api/clinics/{cast.clinic}", cast[script.FACILITATOR])
        run = next(name for name in clinic["steps"] if name["name"] == step)
        if clinic["step"] != step or clinic["now"] >= run["ends_at"]:
            return
        await asyncio.sleep(1)


def _link(stack: Stack, member: str, clinic: str) -> str:
    """A link that signs this browser in as that member, once its button is pressed."""
    token = Signer.load(stack.settings.keys_dir, GATEWAY).sign(Actor("member", member), SIGN_IN_SECONDS, enters=True)
    return f"{stack.settings.public_url}/enter?token={token}&next={quote(f'/clinics/{clinic}')}"
