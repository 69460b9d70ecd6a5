"""Puts the demo on: a temporary stack with a fast clock, stories side by side over HTTP, and a count of what arrived."""

import asyncio
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from convene.demo import pace
from convene.demo.expected import Arrival, difference, invitations
from convene.demo.staging import FastStage
from convene.demo.timeline import Timeline
from convene.stack import Stack, StackError
from convene.stack.postbox import Postbox
from convene.story import evening, expedition, idea, play, script, three_cases
from convene.story.people import Api
from shared.clock import clock_of

DOMAIN = "example.org"
STORIES = (evening.play_it, three_cases.play_it, idea.play_it, expedition.play_it)
"""Told side by side, on the one clock."""
LINGERS = 1.5
"""Real seconds in which anything may still arrive that should not."""


async def show(console: Console, speed: float | None = None) -> bool:
    """Play everything; whether all that should have arrived did, exactly once.

    Without a speed it is chosen by how fast this machine is. Raises `StackError`, with what to try, where something does
    not happen in time.
    """
    chosen = speed if speed is not None else pace.speed_for(await pace.seconds_to_load())
    try:
        return await _show(console, chosen)
    except TimeoutError as error:
        raise StackError(f"{error}; {pace.advice(chosen)}") from error


async def _show(console: Console, speed: float) -> bool:
    began = time.monotonic()
    async with AsyncExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="convene-demo-")))
        console.print(f"[bold]Convene, {pace.told(speed)}.[/] The cases and their people are invented.\n")
        stack = Stack(folder, http_port=0, speed=speed, say=lambda line: console.print(f"  {line}", style="dim"))
        await opened.enter_async_context(stack)
        assert stack.postbox is not None
        session = await opened.enter_async_context(aiohttp.ClientSession())
        api = Api(session, stack.settings.public_url)
        cast = play.cast(DOMAIN, script.COMPANY)
        clock = clock_of(stack.settings)
        timeline = Timeline(console, clock, cast)
        stage = FastStage(api, cast, clock, timeline, stack.postbox, patience=pace.patience_at(speed))
        console.print()
        await _stories(stage, stack, timeline)
        await _lingers(stage, stack.postbox)
        arrived = stage.promises.arrived()
        wrong = difference(stage.promises.wanted, arrived) + await _undelivered(api, cast)
    if wrong:
        wrong.append(pace.advice(speed))
    return _summary(console, timeline, arrived, wrong, time.monotonic() - began)


async def _stories(stage: FastStage, stack: Stack, timeline: Timeline) -> None:
    """Everybody comes together, then all stories at once, followed on the timeline."""
    box, cast = stack.postbox, stage.cast
    assert box is not None
    await play.found_community(stage.api, cast, play.operator(stack.settings))
    followers = [
        asyncio.create_task(timeline.follow(stage.api, cast[script.CONVENER])),
        asyncio.create_task(timeline.arrivals(box)),
    ]
    try:
        stage.promises.add(invitations(cast))
        await play.gather(stage.api, cast, box)
        async with asyncio.TaskGroup() as group:
            for story in STORIES:
                group.create_task(story(stage))
    except* Exception as several:
        for follower in followers:
            if follower.done() and follower.exception():
                follower.result()
        raise _first(several) from None
    finally:
        for follower in followers:
            follower.cancel()
        await asyncio.gather(*followers, return_exceptions=True)


def _first(error: BaseException) -> BaseException:
    """Of what went wrong in stories side by side, what went wrong first: the others were only stopped."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


async def _lingers(stage: FastStage, box: Postbox) -> None:
    """A moment longer, for anything that should not come."""
    total = stage.promises.wanted.total()
    with suppress(TimeoutError):
        await box.until(lambda: len(box.mails) + len(box.chats) > total, LINGERS)


async def _undelivered(api: Api, cast: play.Cast) -> list[str]:
    """What notify itself says it could not deliver."""
    told = await api.get(f"/api/communities/{cast.community}/deliveries", cast[script.CONVENER])
    return [
        f"{name['letter']} by {name['channel']} is {name['status']}: {name['reason']}"
        for name in told["deliveries"]
        if name["status"] != "sent"
    ]


def _summary(console: Console, timeline: Timeline, arrived: Counter[Arrival], wrong: list[str], seconds: float) -> bool:
    table = Table(title="\nWhat arrived", show_header=True)
    for column in ("what", "by", "how many"):
        table.add_column(column)
    by_text = Counter({(text, channel): 0 for channel, _, text in arrived})
    for (channel, _, text), count in arrived.items():
        by_text[text, channel] += count
    for (text, channel), count in by_text.items():
        table.add_row(text, channel, str(count))
    console.print(table)
    console.print(f"{len(timeline.seen)} events, {arrived.total()} messages, {seconds:.0f} s")
    for line in wrong:
        console.print(f"[red]wrong:[/] {line}")
    if not wrong:
        console.print("[green]Everything that should have arrived did, exactly once.[/]")
    return not wrong
