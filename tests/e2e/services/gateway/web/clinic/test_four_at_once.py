"""Four people in one clinic at once, each in a browser of their own, from the mailed way in to the report weeks later."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from services.scheduler.app import service as scheduler_service
from shared.clock import StoppedClock
from shared.contracts import clinic as c
from shared.contracts.types import When
from tests.support.browser import picture
from tests.support.gateway.people import LAPTOP, PHONE
from tests.support.village import Village, local
from tests.support.world import NOON

TOMORROW = When.of(NOON + timedelta(days=1), "Europe/Paris")
ADVICE = {
    "Gil": "When I had this, both teams walked one case together.",
    "Zoe": "We drew lots for a month, and talked about it.",
}
HAPPENED = "We walked one case. Now they write it down together."


@dataclass
class Four:
    """Ana presents, Finn leads, Gil and Zoe help."""

    ana: Page
    finn: Page
    gil: Page
    zoe: Page

    @property
    def all(self) -> tuple[Page, ...]:
        return (self.ana, self.finn, self.gil, self.zoe)

    async def see(self, words: str) -> None:
        """All of them, without a reload."""
        await asyncio.gather(
            *(expect(page.locator(".said .text", has_text=words).first).to_be_visible() for page in self.all)
        )

    async def step(self, title: str) -> None:
        """Finn goes on; everybody is there at once, with its hint."""
        await self.finn.locator("#next").click()
        await asyncio.gather(
            *(expect(page.locator("[aria-current=step] .name")).to_have_text(title) for page in self.all)
        )


async def comes_in(browser: Browser, village: Village, name: str, wanted: str, size: dict[str, int]) -> Page:
    """Somebody follows a link to the clinic, asks for their way in, and uses the one in their letter."""
    context = await browser.new_context(base_url=village.address, viewport=size)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(wanted)
    await page.get_by_role("link", name="Come in with a link by mail").click()
    await page.get_by_label("Mail address").fill(f"{name.lower()}@example.org")
    before = len(village.mail_host.took)
    await page.get_by_role("button", name="Send me a link").click()
    await expect(page.get_by_role("status").first).to_contain_text("letter is on its way")
    await page.goto(await way_in(village, name, before))
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**{wanted}")
    await page.evaluate("window.never_reloaded = true")
    return page


async def way_in(village: Village, name: str, before: int) -> str:
    """The link of the newest letter that lets somebody in, of those that came after so many."""
    count = before + 1
    while True:
        for letter in reversed((await village.mail_host.holds(count))[before:]):
            found = re.search(r"http\S+/enter\?\S+", letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
            if found and letter["To"].addresses[0].username == name.lower():
                return local(found[0])
        count += 1


async def says(page: Page, label: str, words: str, send: str) -> None:
    await page.get_by_label(label, exact=True).fill(words)
    await page.get_by_role("button", name=send, exact=True).click()


async def tells_and_asks(four: Four) -> None:
    """The first two steps: each sees their own form, and what the others said."""
    await says(four.ana, "What should the group know?", "Two teams share one product.", "Give context")
    await four.see("Two teams share one product.")
    for page in (four.finn, four.gil):
        await expect(page.get_by_label("What should the group know?")).to_have_count(0)
        await expect(page.get_by_label("Change or take back")).to_have_count(0)
    await four.step("Understanding")
    await four.zoe.get_by_role("button", name="Raise your hand").click()
    await says(four.gil, "Your question", "Who writes it today?", "Ask")
    await four.see("Who writes it today?")
    await expect(four.finn.locator(".first-hand")).to_contain_text("One hand is up.")
    await expect(four.finn.locator("#heard > summary")).to_contain_text("not yet: Zoe")
    await four.finn.locator("#call-first").click()
    await expect(four.zoe.locator(".floor")).to_have_text("You have the floor.")
    await expect(four.gil.locator(".floor")).to_have_text("Zoe has the floor.")
    await four.ana.get_by_role("link", name="Answer this").click()
    await says(four.ana, "Your answer", "Whoever is last.", "Answer")
    await asyncio.gather(
        *(expect(page.locator(".reply", has_text="Whoever is last.")).to_be_visible() for page in four.all)
    )
    await four.zoe.get_by_role("button", name="Me too").first.click()
    await expect(four.gil.locator(".said")).to_contain_text("Me too: Zoe")


async def advises(four: Four) -> None:
    """Advice that came too early waits for its step, with its author alone."""
    await four.step("Related experience")
    await four.gil.get_by_text("Something for a later step?").click()
    await four.gil.get_by_label("It is kept for you alone until its step").fill(ADVICE["Gil"])
    await four.gil.get_by_role("button", name="Keep it").click()
    await expect(four.gil.get_by_text("You can give it in the advice step.")).to_be_visible()
    await says(four.zoe, "Your own experience", "We stood at the board together.", "Share")
    await four.see("We stood at the board together.")
    for page in (four.ana, four.finn, four.zoe):
        await expect(page.get_by_text(ADVICE["Gil"])).to_have_count(0)
    await four.step("Advice")
    await four.gil.locator("article.draft").get_by_role("button", name="Give advice").click()
    await four.zoe.get_by_label("Your advice, best as a story").first.fill(ADVICE["Zoe"])
    await four.zoe.get_by_label("It is a story").check()
    await four.zoe.get_by_role("button", name="Give advice").click()
    for words in ADVICE.values():
        await four.see(words)


async def takes_along_by_a_tap(four: Four) -> None:
    await four.step("Summary")
    for page in (four.finn, four.gil, four.zoe):
        await expect(page.get_by_role("button", name="Take it along")).to_have_count(0)
    first = four.ana.locator(".weighing", has_text=ADVICE["Gil"])
    await first.get_by_role("button", name="Take it along").click()
    await expect(first.locator(".badge")).to_have_text("taken")
    second = four.ana.locator(".weighing", has_text=ADVICE["Zoe"])
    await second.get_by_role("button", name="Take it along").click()
    await expect(second.locator(".badge")).to_have_text("taken")
    await second.get_by_role("button", name="Take it back").click()
    await expect(second.locator(".badge")).to_have_count(0)
    await second.get_by_text("Adapt it, or set it aside").click()
    await second.get_by_label("What do you make of it?").select_option(label="I set it aside")
    await second.get_by_role("button", name="Note it").click()
    await expect(second.locator(".wrong")).to_contain_text("why it is not for you")
    await second.get_by_label("Why? Whoever gave it will read this.").fill("We are too few to draw lots.")
    await second.get_by_role("button", name="Note it").click()
    await expect(second.locator(".badge")).to_have_text("set aside")
    shown = four.gil.locator("article.takeaway", has_text=ADVICE["Gil"])
    await expect(shown.locator(".kind").first).to_have_text("takeaway")
    shown = four.gil.locator("article.takeaway", has_text=ADVICE["Zoe"])
    await expect(shown.locator(".kind").first).to_have_text("set aside")


async def test_a_clinic_from_the_mailed_way_in_to_the_report_weeks_later(browser: Browser, village: Village) -> None:
    clock, send = village.world.clock, village.people.send
    assert isinstance(clock, StoppedClock)
    await village.world.open(scheduler_service)
    for name in ("Ana", "Finn", "Gil", "Zoe"):
        await village.people.joins(name, "facilitator" if name == "Finn" else "member")
    case = c.ProposeCase(community_id=village.community, title="Handover", question="How do we hand over?")
    path = f"/clinics/{(await send('Ana', case))['id']}"
    plan = c.ScheduleClinic(
        clinic_id=path.rpartition("/")[2], starts=TOMORROW, facilitator_id=village.people.ids["Finn"]
    )
    await send("Finn", plan)
    sizes = {"Ana": LAPTOP, "Finn": PHONE, "Gil": LAPTOP, "Zoe": PHONE}
    four = Four(*[await comes_in(browser, village, name, path, size) for name, size in sizes.items()])

    await four.finn.get_by_role("button", name="Begin the clinic").click()
    for page in four.all:
        await expect(page.get_by_role("timer")).to_have_text(re.compile(r"\d+:\d\d"))
    await tells_and_asks(four)
    await advises(four)
    await takes_along_by_a_tap(four)
    await four.finn.get_by_role("button", name="Close the clinic").click()
    for page in four.all:
        await expect(page.get_by_role("heading", name="Closed")).to_be_visible()
        assert await page.evaluate("window.never_reloaded") is True
    await expect(four.ana.get_by_role("link", name="Tell what really happened")).to_be_visible()
    await expect(four.gil.get_by_role("link", name="Tell what really happened")).to_have_count(0)
    await expect(four.gil.locator(".now")).to_contain_text("the community asks Ana what really happened")
    await picture(four.ana, "closed-presenter-laptop")
    await picture(four.zoe, "closed-peer-phone")
    await four.ana.context.close()

    clock.moment += timedelta(weeks=6, days=1)
    letter = await village.letter_to("Ana", "What really happened")
    assert path in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    ana = await comes_in(browser, village, "Ana", path, LAPTOP)
    await ana.get_by_label("What did you do?").select_option(label="Tried")
    await ana.get_by_label("What came of it?").select_option(label="It helped")
    await ana.get_by_label("What really happened since?").fill(HAPPENED)
    await ana.get_by_role("button", name="Tell the community").click()
    for page in (ana, four.finn, four.gil, four.zoe):
        await expect(page.locator(".now")).to_contain_text(HAPPENED)
        await expect(page.locator(".now")).to_contain_text("It helped")
    await four.gil.get_by_role("link", name="Read the record").click()
    await expect(four.gil.get_by_role("heading", name="What really happened")).to_be_visible()
    await picture(four.gil, "record-laptop")
    for page in (ana, four.finn, four.gil, four.zoe):
        await page.context.close()
