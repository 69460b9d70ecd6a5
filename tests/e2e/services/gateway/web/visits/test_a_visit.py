"""A visit from its plan to what is kept of it, in browsers: its host, a manager who sees one stop, and visitors."""

from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageOps
from playwright.async_api import Browser, BrowserContext, Page, expect

from shared.clock import StoppedClock
from shared.contracts import trips as t
from tests.support.browser import picture
from tests.support.gateway.people import LAPTOP, PHONE
from tests.support.village import Village

VILLAGE = {"name": "Bakers of the valley", "purpose": "Baking well together, by night and by day"}


def loaf() -> bytes:
    """A round, warm photo."""
    out = BytesIO()
    ImageOps.colorize(Image.radial_gradient("L"), "#f0c78a", "#3a2418").resize((800, 600)).save(out, "JPEG")
    return out.getvalue()


class Story:
    """People with browsers of their own, on the pages of one visit."""

    def __init__(self, browser: Browser, village: Village, visit: str) -> None:
        self.browser, self.village, self.visit = browser, village, visit
        self._contexts: list[BrowserContext] = []

    async def comes_in(self, name: str, part: str) -> Page:
        context = await self.browser.new_context(base_url=self.village.address, viewport=LAPTOP)
        self._contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        await page.goto(f"/enter?token={self.village.people.token(name)}&next=/visits/{self.visit}{part}")
        await page.get_by_role("button", name="Come in").click()
        await page.wait_for_url(f"**/visits/{self.visit}{part}")
        return page

    async def ends(self) -> None:
        for context in self._contexts:
            await context.close()

    async def later(self, **after: float) -> None:
        clock = self.village.world.clock
        assert isinstance(clock, StoppedClock)
        clock.moment += timedelta(**after)

    async def seen(self, page: Page, name: str) -> None:
        """On a phone by night, and on a laptop by day."""
        await page.set_viewport_size(PHONE)
        await page.emulate_media(color_scheme="dark")
        await picture(page, f"visit-{name}-phone")
        await page.set_viewport_size(LAPTOP)
        await page.emulate_media(color_scheme="light")
        await picture(page, f"visit-{name}-laptop")


async def goes_to(page: Page, tab: str) -> None:
    link = page.get_by_role("navigation", name="This visit").get_by_role("link", name=tab, exact=True)
    await link.click()
    await expect(
        page.get_by_role("navigation", name="This visit").get_by_role("link", name=tab, exact=True)
    ).to_have_attribute("aria-current", "page")


async def adds(page: Page, title: str, kind: str, minutes: str, **more: str) -> None:
    if not await page.get_by_label("What will visitors see or do?").is_visible():
        await page.locator("#adding > summary").click()
    form = page.locator("#adding")
    await form.get_by_label("What will visitors see or do?").fill(title)
    await form.get_by_label("What is it?").select_option(label=kind)
    await form.get_by_label("Minutes", exact=True).fill(minutes)
    for label, value in more.items():
        await form.get_by_label(label, exact=True).fill(value)
    await form.get_by_role("button", name="Add the stop").click()
    await expect(page.locator(".stop-title").filter(has_text=title)).to_be_visible()


async def test_a_visit_from_its_plan_to_its_memories(browser: Browser, village: Village) -> None:
    for name in ("Hana", "Ana", "Ben"):
        await village.people.joins(name)
    await village.people.joins("Mara", "guest")
    offer = t.ProposeVisit(community_id=village.community, title="Bread at night", place="Mill Lane 3, Gent")
    story = Story(browser, village, (await village.people.send("Hana", offer))["id"])
    hana = await story.comes_in("Hana", "")
    await plans(story, hana)
    ana, ben = await story.comes_in("Ana", "/sign-up"), await story.comes_in("Ben", "")
    await sign_up(story, hana, ana, ben)
    await a_manager_sees_one_stop(story)
    await lives_the_day(story, hana, ben)
    await remember(story, hana, ana, ben)
    await story.ends()


async def plans(story: Story, hana: Page) -> None:
    """With the check beside the programme."""
    await story.seen(hana, "new")
    await goes_to(hana, "Plan")
    await adds(hana, "Slides in the meeting room", "Presentation", "60", Begins="18:30")
    await adds(hana, "The oven at work", "Practice at work", "45", Begins="19:30")
    await expect(hana.locator("#check")).to_contain_text("60 minutes of presentations against 45 minutes")
    await story.seen(hana, "plan-checked")
    await hana.get_by_role("button", name="Move The oven at work up").click()
    await expect(hana.locator(".stop-title").first).to_contain_text("The oven at work")
    await hana.get_by_role("link", name="Change Slides in the meeting room").click()
    await hana.get_by_label("Minutes", exact=True).fill("15")
    await story.seen(hana, "stop")
    await hana.get_by_role("button", name="Keep this").click()
    await adds(hana, "What did we see?", "Reflection", "30")
    await expect(hana.locator("#check")).not_to_contain_text("minutes of presentations")
    await hana.locator("#guiding").get_by_label("Who guides?").fill("Bea, baker")
    await hana.locator("#guiding").get_by_role("button").click()
    await hana.locator("#meeting > summary").click()
    await hana.locator("#meeting").get_by_label("Name").fill("Ugo")
    await hana.locator("#meeting").get_by_label("What do they do there?").fill("kneads since 1998")
    await hana.locator("#meeting").get_by_role("button", name="Add this person").click()
    await hana.locator("#guests > summary").click()
    await hana.locator("#guests").get_by_text("Slides in the meeting room").click()
    await hana.get_by_role("button", name="Invite to these stops").click()
    await hana.locator("#scheduling").get_by_label("Day").fill("2026-09-15")
    await hana.locator("#scheduling").get_by_label("Time", exact=True).fill("18:30")
    await hana.locator("#scheduling").get_by_label("Time zone").fill("Europe/Brussels")
    await hana.get_by_role("button", name="Schedule the visit").click()
    await expect(hana.locator("#scheduling > summary")).to_contain_text("15 September 2026, 18:30")
    await story.seen(hana, "plan")


async def sign_up(story: Story, hana: Page, ana: Page, ben: Page) -> None:
    await goes_to(hana, "Sign-up")
    await hana.get_by_label("Seats", exact=True).fill("1")
    await hana.get_by_role("button", name="Let people sign up").click()
    await ana.reload()
    await ana.get_by_label("A question you bring").fill("Who starts the oven?")
    await ana.get_by_label("I can't take stairs").check()
    await story.seen(ana, "signing-up")
    await ana.get_by_role("button", name="Sign up").click()
    await expect(ana.get_by_text("You have a seat.")).to_be_visible()
    await story.seen(ana, "seat")
    await ben.reload()
    await ben.get_by_role("link", name="Come along").click()
    await ben.get_by_role("button", name="Sign up").click()
    await expect(ben.get_by_text("You are 1st on the waiting list")).to_be_visible()
    await hana.get_by_label("Seats", exact=True).fill("2")
    await hana.get_by_role("button", name="Change the seats").click()
    await ben.reload()
    await ben.get_by_role("button", name="Take the seat").click()
    await expect(ben.get_by_text("You have a seat.")).to_be_visible()
    await goes_to(hana, "Sign-up")
    await story.seen(hana, "list")

    await goes_to(ana, "The visit")
    await story.seen(ana, "about")


async def a_manager_sees_one_stop(story: Story) -> None:
    mara = await story.comes_in("Mara", "")
    await expect(mara.locator(".stop-title")).to_have_count(1)
    await expect(mara.locator("main")).not_to_contain_text("oven")
    await story.seen(mara, "guest")


async def lives_the_day(story: Story, hana: Page, ben: Page) -> None:
    """The network goes while the roll is called, and comes back."""
    await story.later(days=1, hours=4, minutes=40)
    await hana.goto(f"/visits/{story.visit}/day")
    await ben.goto(f"/visits/{story.visit}/day")
    await expect(ben.locator(".on-now")).to_contain_text("The oven at work")
    await story.seen(hana, "day")
    await hana.context.set_offline(True)
    roll = hana.locator("#roll")
    await roll.get_by_role("group", name="Ben").get_by_label("absent").check()
    await roll.get_by_role("button", name="All the others are here").click()
    await expect(hana.locator("#roll-state")).to_contain_text("No connection. The roll is kept on this device")
    await hana.context.set_offline(False)
    await expect(hana.locator("#roll-count")).to_contain_text("Everybody is accounted for.")
    await expect(hana.locator("#roll-state")).to_contain_text("The roll is kept.")
    await story.seen(hana, "roll")
    await hana.locator("#late > summary").click()
    await hana.locator("#late").get_by_label("How many minutes later?").fill("20")
    await hana.get_by_role("button", name="See what moves").click()
    await expect(hana.locator(".delay")).to_contain_text("19:35")
    await story.seen(hana, "late")
    await hana.get_by_role("button", name="Move the rest of the day").click()
    await expect(ben.locator(".moved").first).to_be_visible()
    await story.seen(ben, "following")


async def remember(story: Story, hana: Page, ana: Page, ben: Page) -> None:
    await story.later(hours=4)
    await hana.goto(f"/visits/{story.visit}/memories")
    await hana.get_by_label("What shall the community keep of it?").fill("Dough rests at night, and so do bakers.")
    await hana.get_by_role("button", name="Tell the community").click()
    await ana.goto(f"/visits/{story.visit}/memories")
    await ana.get_by_label("This is").select_option(label="what I will try")
    await ana.get_by_label("In your words").fill("Rest the dough for a night")
    await ana.get_by_role("button", name="Keep it").click()
    await ana.locator("#photo > summary").click()
    await ana.locator("#photo-image").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": loaf()})
    await ana.locator("#photo").get_by_label("What does it show").fill("Hands in dough")
    await ana.get_by_role("button", name="Keep the photo").click()
    await expect(ana.get_by_text("Hidden until all who are on it agree")).to_be_visible()
    await story.seen(ana, "memories")
    await ben.goto(f"/visits/{story.visit}/memories")
    await expect(ben.get_by_alt_text("Hands in dough")).to_have_count(0)
    await hana.goto(f"/visits/{story.visit}/memories")
    await hana.get_by_text("Are you on it?").click()
    await hana.get_by_role("button", name="All on it agree to its being shown").click()
    await ben.reload()
    await expect(ben.get_by_alt_text("Hands in dough")).to_be_visible()
    await story.later(days=45)
    await ana.reload()
    report = ana.locator(".trying")
    await report.get_by_text("What came of it?").first.click()
    await report.get_by_label("And").select_option(label="it helped")
    await report.get_by_label("The story").fill("Softer crust, calmer mornings.")
    await report.get_by_role("button", name="Tell what came of it").click()
    await ben.reload()
    await expect(ben.get_by_text("Softer crust, calmer mornings.").first).to_be_visible()
    await story.seen(ben, "kept")
