"""Puts the demo on: a temporary stack with a fast clock, the story over HTTP, and a count of what arrived."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from convene.demo.expected import ASKED, Arrival, difference, expected, recognised
from convene.demo.timeline import Timeline
from convene.stack import Stack
from convene.stack.postbox import Postbox
from convene.story import play, script
from convene.story.people import Api
from shared.clock import clock_of

SPEED = 60_000.0
"""A day in 1.44 s: the five weeks of the story in less than a minute."""
DOMAIN = "example.org"
STEP_MINUTES = 24 * 60
"""The demo's clinic goes over five days, a step a day, as dispersed communities do it; so its timers can be watched."""
PATIENCE = 40.0


async def show(console: Console) -> bool:
    """Play everything; whether all that should have arrived did, exactly once."""
    began = time.monotonic()
    async with AsyncExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="convene-demo-")))
        console.print(f"[bold]Convene, {SPEED:,.0f} times as fast as life.[/] The case and its people are invented.\n")
        stack = Stack(folder, http_port=0, speed=SPEED, say=lambda line: console.print(f"  {line}", style="dim"))
        await opened.enter_async_context(stack)
        assert stack.postbox is not None
        session = await opened.enter_async_context(aiohttp.ClientSession())
        api = Api(session, stack.settings.public_url)
        cast = play.cast(DOMAIN)
        timeline = Timeline(console, clock_of(stack.settings), cast)
        console.print()
        await _story(api, cast, stack, timeline)
        wanted = expected(cast)
        arrived = await _all_arrived(stack.postbox, wanted)
        wrong = difference(wanted, arrived) + await _undelivered(api, cast)
    return _summary(console, timeline, arrived, wrong, time.monotonic() - began)


async def _story(api: Api, cast: play.Cast, stack: Stack, timeline: Timeline) -> None:
    clock, box = clock_of(stack.settings), stack.postbox
    assert box is not None
    await play.found_community(api, cast, play.operator(stack.settings))
    followers = [
        asyncio.create_task(timeline.follow(api, cast[script.CONVENER])),
        asyncio.create_task(timeline.arrivals(box)),
    ]
    try:
        await play.gather(api, cast, box)
        minutes = {step: STEP_MINUTES for step, _ in script.CLINIC}
        await play.schedule_clinic(api, cast, clock.now() + timedelta(days=8), minutes)
        for lead in ("7 days", "24 hours", "1 hour"):
            await timeline.until("ReminderDue", PATIENCE, lead=lead, topic=cast.clinic)
        await play.run_clinic(
            api,
            cast,
            between=lambda: asyncio.sleep(0.05),
            step_over=lambda step: timeline.until("StepTimeUp", PATIENCE, step=step),
        )
        await play.close_clinic(api, cast, clock.now() + timedelta(days=18))
        await _visit(api, cast, stack, timeline)
        await timeline.until("FollowUpDue", PATIENCE, topic=cast.clinic)
        await _in_the_post(box, ASKED, 1)
        await play.report(api, cast)
        await timeline.until("FollowUpReported", PATIENCE)
    except Exception:
        for follower in followers:
            if follower.done() and follower.exception():
                follower.result()
        raise
    finally:
        for follower in followers:
            follower.cancel()
        await asyncio.gather(*followers, return_exceptions=True)


async def _visit(api: Api, cast: play.Cast, stack: Stack, timeline: Timeline) -> None:
    assert stack.postbox is not None
    clock = clock_of(stack.settings)
    starts = clock.now() + timedelta(days=2)
    takes = await play.schedule_visit(api, cast, starts)
    for lead in ("24 hours", "1 hour"):
        await timeline.until("ReminderDue", PATIENCE, lead=lead, topic=cast.visit)
    # What takes a moment here takes hours in the story: nobody goes home before the last letter has come.
    await _in_the_post(stack.postbox, f"In 1 hour: {script.VISIT_TITLE}", len(script.NAMES))
    await _reach(clock.real(starts + takes).timestamp())
    await play.complete_visit(api, cast)


async def _in_the_post(box: Postbox, subject: str, count: int) -> None:
    """Wait until so many mails with this subject have arrived."""
    await box.until(lambda: sum(mail.subject.startswith(subject) for mail in box.mails) >= count, PATIENCE)


def _reach(moment: float) -> Awaitable[None]:
    return asyncio.sleep(max(0.0, moment - time.time()))


async def _all_arrived(box: Postbox, wanted: Counter[Arrival]) -> Counter[Arrival]:
    """Wait until as much arrived as should, and a moment longer for anything that should not."""
    try:
        await box.until(lambda: len(box.mails) + len(box.chats) >= wanted.total(), 15)
        await box.until(lambda: len(box.mails) + len(box.chats) > wanted.total(), 1)
    except TimeoutError:
        pass
    arrived: Counter[Arrival] = Counter()
    for mail in box.mails:
        name = mail.recipients[0].partition("@")[0].capitalize()
        arrived[recognised(wanted, "email", name, mail.subject)] += 1
    for chat in box.chats:
        arrived[recognised(wanted, "chat", chat.channel, _first_line(chat.text))] += 1
    return arrived


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].strip("*_ ")


async def _undelivered(api: Api, cast: play.Cast) -> list[str]:
    """What notify itself says it could not deliver."""
    told = await api.get(f"/api/communities/{cast.community}/deliveries", cast[script.CONVENER])
    return [
        f"{one['letter']} by {one['channel']} is {one['status']}: {one['reason']}"
        for one in told["deliveries"]
        if one["status"] != "sent"
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
