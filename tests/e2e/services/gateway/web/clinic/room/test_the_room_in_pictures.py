"""The room in all its states, as each of its people sees it: nothing cut off, usable for everyone, and kept to be looked at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from shared.clock import StoppedClock
from shared.contracts import clinic as c
from shared.contracts.types import When
from tests.support.browser import picture
from tests.support.door import Web
from tests.support.gateway.people import LAPTOP, PHONE, WALL, comes_in, shows
from tests.support.pictures import sketch
from tests.support.world import NOON

TITLE, QUESTION = (
    "Handover at the bakery",
    "How can two teams hand over one product when they meet for twenty minutes a day?",
)
NEED = "Twice this month a batch was thrown away because the night team did not know what the day team had changed."


class Play:
    """A clinic's people act, and time passes."""

    def __init__(self, web: Web) -> None:
        self.web = web

    async def propose(self, **fields: object) -> None:
        case = c.ProposeCase.model_validate(
            {"community_id": self.web.community, "title": TITLE, "question": QUESTION, **fields}
        )
        self.web.clinic = (await self.do("Ana", c.ProposeCase.model_validate(case)))["id"]
        starts = When.of(NOON + timedelta(hours=1), "Europe/Paris")
        await self.lead(c.ScheduleClinic, starts=starts, facilitator_id=self.web.id("Finn"))

    async def do(self, who: str, command: object) -> dict[str, object]:
        return await self.web.send(who, command)  # type: ignore[arg-type]

    async def say(self, who: str, what: c.Kind, text: str, about: object = None, story: bool = False) -> object:
        """The id of what was said."""
        command = c.Contribute(clinic_id=self.web.clinic, what=what, text=text, about=about, story=story)  # type: ignore[arg-type]
        events = (await self.do(who, command))["events"]
        return events[0]["data"]["contribution_id"]  # type: ignore[index]

    async def lead(self, command: type[c.ClinicCommand], **fields: object) -> None:
        await self.do("Finn", command.model_validate({"clinic_id": self.web.clinic, **fields}))

    async def goes_on(self, step: str, minutes: float) -> None:
        self.passes(minutes)
        await self.lead(c.AdvanceStep, from_step=step)

    def passes(self, minutes: float) -> None:
        clock = self.web.people.world.clock
        assert isinstance(clock, StoppedClock)
        clock.moment += timedelta(minutes=minutes)


@asynccontextmanager
async def seen_by(browser: Browser, web: Web, name: str, path: str = "") -> AsyncIterator[Page]:
    page = await comes_in(browser, web, name, path, reduced_motion="reduce")
    yield page
    await page.context.close()


async def taken(page: Page, name: str, *, dark: bool = False, size: dict[str, int] = LAPTOP) -> None:
    """As it is now, anew, in this size."""
    await page.emulate_media(color_scheme="dark" if dark else "light")
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    await page.reload()
    counts = page.locator("#room .clock")
    if await counts.count():
        await expect(counts).to_contain_text(":")
    await picture(page, name)


async def test_a_clinic_in_pictures(browser: Browser, web: Web) -> None:
    play = Play(web)
    await play.propose(need=NEED, urgency="soon", actual=True)
    await play.do("Zoe", c.OfferExperience(clinic_id=web.clinic, note="We shared one oven for a year"))
    async with (
        seen_by(browser, web, "Ana") as ana,
        seen_by(browser, web, "Finn") as finn,
        seen_by(browser, web, "Gil") as gil,
    ):
        await shows(ana, sketch(), "Day team and night team share a log book, which is read late")
        await taken(gil, "room-before-peer-phone", size=PHONE)
        await taken(ana, "room-before-presenter-laptop")
        await taken(finn, "room-before-facilitator-phone", size=PHONE)
        await understood(play)
        await taken(finn, "room-leading-laptop")
        await taken(finn, "room-leading-phone", size=PHONE)
        await taken(ana, "room-answering-laptop")
        await taken(gil, "room-asking-phone", dark=True, size=PHONE)
        async with seen_by(browser, web, "Finn", "/projector") as wall:
            await taken(wall, "projector-understanding", size=WALL)
            await taken(wall, "projector-understanding-dark", dark=True, size=WALL)
        await advised(play)
        await taken(gil, "room-advising-phone", size=PHONE)
        await play.goes_on("advice", 8)
        await ana.reload()
        await ana.get_by_role("button", name="Take it along").first.click()
        await expect(ana.locator(".weighing .badge")).to_have_text("taken")
        await taken(ana, "room-summing-up-laptop")
        await taken(ana, "room-summing-up-phone", dark=True, size=PHONE)
        await taken(finn, "room-closing-phone", size=PHONE)
        await play.lead(c.CloseClinic, follow_up=When.of(NOON + timedelta(weeks=6), "Europe/Paris"))
        await taken(ana, "room-closed-laptop")
        await ana.goto(f"/clinics/{web.clinic}/record")
        await taken(ana, "room-record-laptop")
        await ana.goto(f"/clinics/{web.clinic}/replay?version=12")
        await taken(ana, "room-replay-laptop")


async def understood(play: Play) -> None:
    """To the middle of the second step, a little late."""
    play.passes(60)
    await play.lead(c.StartClinic)
    await play.say("Ana", "context", "Two teams bake one bread. The night team learns late what the day team did.")
    await play.goes_on("context", 12)
    asked = await play.say("Gil", "question", "Who writes the handover today, and who reads it?")
    await play.say("Ana", "answer", "Whoever is last writes it. I am not sure that anybody reads it.", asked)
    await play.say("Zoe", "question", "What happened on the two days when it went wrong?")
    await play.do("Zoe", c.SayMeToo(clinic_id=play.web.clinic, contribution_id=str(asked)))
    await play.do("Cora", c.RaiseHand(clinic_id=play.web.clinic))
    play.passes(4.2)


async def advised(play: Play) -> None:
    """To the middle of the advice."""
    await play.goes_on("understanding", 9)
    await play.say("Zoe", "experience", "We shared one oven for a year. What helped was standing at it together.")
    await play.goes_on("related_experience", 8)
    given = await play.say("Gil", "advice", "When I had this, both teams walked one batch together.", story=True)
    await play.say("Zoe", "comment", "That helped us, too: after a month the log was half as long.", given)
    await play.say("Zoe", "advice", "Leave the log. Write the three changes of the day on the oven door.")
    play.passes(5)


async def test_a_rotating_clinic_in_pictures(browser: Browser, web: Web) -> None:
    play = Play(web)
    for name in ("Bo", "Eva", "Hal", "Ida"):
        await web.people.joins(name)
    await play.propose(protocol="rotating")
    for name, title, question in (
        ("Bo", "Flour", "Where do we keep it dry?"),
        ("Zoe", "Apprentices", "How do they learn from both teams?"),
    ):
        await play.do(name, c.AddCase(clinic_id=web.clinic, title=title, question=question))
    play.passes(60)
    await play.lead(c.StartClinic, people=[web.id(name) for name in ("Gil", "Eva", "Hal", "Ida")])
    await play.goes_on("context_1", 3)
    await play.goes_on("understanding_1", 5)
    async with (
        seen_by(browser, web, "Gil") as gil,
        seen_by(browser, web, "Bo") as bo,
        seen_by(browser, web, "Finn") as finn,
    ):
        await expect(bo.locator(".way.turning .next")).to_contain_text("Group 3")
        await taken(gil, "rotating-member-phone", size=PHONE)
        await taken(bo, "rotating-presenter-phone", dark=True, size=PHONE)
        await taken(finn, "rotating-facilitator-laptop")
    async with seen_by(browser, web, "Finn", "/projector") as wall:
        await taken(wall, "projector-rotating", size=WALL)
        assert await wall.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing is below the wall"
