"""The day of a visit for those who follow it online: what changes there shows here, without a reload."""

import pytest
from playwright.async_api import Browser, expect

from shared.clock import StoppedClock
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.browser import picture
from tests.support.village import Village
from tests.support.world import NOON

STARTS = When.of(NOON, "Europe/Rome")
STOPS = (
    t.Stop(title="The oven", kind="practice", minutes=60, link="https://meet.example.org/oven"),
    t.Stop(title="Tea", kind="meal", minutes=30),
)


@pytest.mark.parametrize(
    "size", [pytest.param((1366, 768), id="laptop", marks=pytest.mark.night), pytest.param((390, 844), id="phone")]
)
async def test_what_the_guide_says_and_what_moves_shows_at_once(
    browser: Browser, village: Village, size: tuple[int, int]
) -> None:
    for name in ("Hana", "Ana"):
        await village.people.joins(name)
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    send = village.people.send
    offer = t.ProposeVisit(community_id=village.community, title="Bread", place="Mill", guide="Bea", programme=STOPS)
    visit = (await send("Hana", offer))["id"]
    await send("Hana", t.ScheduleVisit(visit_id=visit, starts=STARTS.later(hours=1)))
    clock.moment = STARTS.later(hours=1, minutes=5).instant
    context = await browser.new_context(base_url=village.address, viewport={"width": size[0], "height": size[1]})
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"/enter?token={village.people.token('Ana')}&next=/visits/{visit}/day")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**/visits/{visit}/day")
    await page.evaluate("window.never_reloaded = true")
    await send("Hana", t.AddGuideNote(visit_id=visit, text="Smell <first>."))
    await expect(page.get_by_text("Smell <first>.")).to_be_visible()
    await send("Hana", t.RunLate(visit_id=visit, minutes=20))
    await expect(page.get_by_text("planned for").first).to_be_visible()
    assert await page.evaluate("window.never_reloaded") is True
    await picture(page, f"day-{size[0]}")
    await context.close()
