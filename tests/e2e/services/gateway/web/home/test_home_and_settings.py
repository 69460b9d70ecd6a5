"""Home, the pages of a community and the settings: how they look on a phone and on a laptop, and with a keyboard alone."""

from datetime import timedelta

from playwright.async_api import Browser, BrowserContext, Page, expect

from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.integration.services.gateway.web.clinic.test_outcomes import closed, in_summary, send
from tests.support.browser import picture, screenshot
from tests.support.gateway.people import LAPTOP, PHONE
from tests.support.village import Village
from tests.support.world import NOON

VILLAGE = {"name": "Bakers of the valley", "purpose": "Baking well together, by night and by day"}


def in_hours(hours: float) -> When:
    return When.of(NOON + timedelta(hours=hours), "Europe/Paris")


async def a_full_house(village: Village) -> None:
    """Cora's community with people, a clinic tonight, one later, an open case, a visit, a turn to host."""
    await village.people.joins("Finn", "facilitator")
    for name in ("Ana", "Gil"):
        await village.people.joins(name)
    await village.people.invites("Zoe")
    send, community = village.people.send, village.community
    for title, question, starts in (
        ("Handover between shifts", "How do two teams hand over one oven?", in_hours(8)),
        ("A quiet team", "How do I hear from those who say nothing?", in_hours(80)),
        ("Too many meetings", "Which of our meetings can we end?", None),
    ):
        clinic = (await send("Ana", c.ProposeCase(community_id=community, title=title, question=question)))["id"]
        if starts:
            finn = village.people.ids["Finn"]
            await send("Finn", c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=finn))
    stops = (t.Stop(title="The oven at night", minutes=30),)
    visit = t.ProposeVisit(
        community_id=community, title="The night bakery", place="Mill Lane 3", guide="Bea", programme=stops
    )
    visit_id = (await send("Cora", visit))["id"]
    await send("Cora", t.ScheduleVisit(visit_id=visit_id, starts=in_hours(50)))
    await send("Cora", t.OpenSignUp(visit_id=visit_id, seats=4))
    await send("Gil", t.OfferPlace(community_id=community, practice="Baking at night", place="Mill", region="Gent"))
    await send("Cora", t.ProposeTurn(community_id=community))
    await village.letter_to("Gil", "The night bakery")
    await village.known("Cora", "Gil")


async def comes_in(context: BrowserContext, village: Village, name: str) -> Page:
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"/enter?token={village.people.token(name)}")
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    return page


async def fits_everywhere(page: Page, name: str) -> None:
    """At four times the size, and written from right to left, a page is as wide as its screen and no wider."""
    before = page.viewport_size
    for width, direction in ((LAPTOP["width"] // 4, "ltr"), (LAPTOP["width"] // 4, "rtl"), (LAPTOP["width"], "rtl")):
        await page.set_viewport_size({"width": width, "height": LAPTOP["height"]})
        await page.evaluate("dir => document.documentElement.dir = dir", direction)
        cut = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not cut, f"{name} is cut off sideways at {width}, {direction}"
    assert before is not None
    await screenshot(page, f"{name}-rtl")
    await page.set_viewport_size(before)


async def test_a_member_finds_their_way_on_a_phone_with_the_keyboard_and_in_the_dark(
    browser: Browser, village: Village
) -> None:
    await a_full_house(village)
    context = await browser.new_context(base_url=village.address, viewport=PHONE, color_scheme="dark")  # type: ignore[arg-type]
    page = await comes_in(context, village, "Gil")
    await picture(page, "home-full-phone-dark")
    menu = page.get_by_role("button", name="Menu")
    await expect(page.get_by_role("link", name="Settings")).to_be_hidden()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await menu.focus()
    await page.keyboard.press("Enter")
    await picture(page, "menu-phone-dark")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="Settings")).to_be_hidden()
    await page.keyboard.press("Enter")
    for name in ("Home", "Community", "Clinics", "Visits", "Memory", "Sent to me", "Settings"):
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name=name, exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    await picture(page, "settings-phone-dark")
    await page.get_by_role("listitem").filter(has_text="reminders of").get_by_role("button").click()
    await expect(page.get_by_text("It holds from now on.")).to_be_visible()
    for name, path in (("clinics", "/clinics"), ("sent", "/sent"), ("community", "/community")):
        await page.goto(path)
        await picture(page, f"{name}-full-phone-dark")
    await context.close()


async def test_a_convener_sees_what_they_look_after_on_a_laptop(browser: Browser, village: Village) -> None:
    await a_full_house(village)
    context = await browser.new_context(base_url=village.address, viewport=LAPTOP)  # type: ignore[arg-type]
    page = await comes_in(context, village, "Cora")
    await picture(page, "home-full-laptop")
    await fits_everywhere(page, "home-full")
    for name, path in (
        ("community-full", "/community"),
        ("clinics-full", "/clinics"),
        ("visits-full", "/visits"),
        ("sent", f"/communities/{village.community}/sent?to=everybody"),
    ):
        await page.goto(path)
        await picture(page, f"{name}-laptop")
        await fits_everywhere(page, name)
    await page.goto("/settings")
    for summary in await page.locator("main summary:visible").all():
        await summary.click()
    await page.locator("#issue-token-name").fill("Our wall display")
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", name="Your new access token")).to_be_visible()
    await picture(page, "settings-laptop")
    await fits_everywhere(page, "settings")
    await context.close()


async def test_what_was_learned_and_the_design_are_shown_in_pictures(browser: Browser, village: Village) -> None:
    for name in ("Ana", "Ben"):
        await village.people.joins(name)
    ana = village.visitor("Ana")
    for title in ("Evening hours", "Short shifts"):
        clinic = await in_summary(village, title)
        taken, _ = await closed(village, ana, clinic)
    told = {f"done-{taken}": "tried", f"result-{taken}": "helped", f"story-{taken}": "", "text": "Nine bakers came."}
    await send(ana, clinic, "report", told)
    await village.known("Ana")
    for name, options in (
        ("laptop", {"viewport": LAPTOP}),
        ("phone-dark", {"viewport": PHONE, "color_scheme": "dark"}),
    ):
        context = await browser.new_context(base_url=village.address, **options)  # type: ignore[arg-type]
        page = await comes_in(context, village, "Ana")
        await page.goto("/memory")
        await picture(page, f"memory-{name}")
        await fits_everywhere(page, f"memory-{name}")
        await page.get_by_label("Search past cases").fill("bakery")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="2 of 2 past cases")).to_be_visible()
        await picture(page, f"memory-found-{name}")
        await page.goto("/design")
        await picture(page, f"design-{name}")
        await fits_everywhere(page, f"design-{name}")
        await context.close()
