"""A form that was refused, on a page that keeps itself current."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from shared.contracts import clinic as c
from shared.contracts.types import When
from tests.support.village import Village
from tests.support.world import NOON

SOON = When(local=(NOON + timedelta(days=8)).replace(tzinfo=None), zone="UTC")


async def test_what_is_wrong_with_a_form_stays_to_be_seen_while_others_change_the_clinic(
    browser: Browser, village: Village
) -> None:
    send = village.people.send
    facilitator = await village.people.joins("Finn", "facilitator")
    clinic = (await send("Cora", c.ProposeCase(community_id=village.community, title="Ovens", question="Who?")))["id"]
    await send("Finn", c.ScheduleClinic(clinic_id=clinic, starts=SOON, facilitator_id=facilitator))
    context = await browser.new_context(base_url=village.address)
    page = await context.new_page()
    await page.goto(f"/enter?token={village.people.token('Finn')}&next=/clinics/{clinic}")
    await page.get_by_role("button", name="Come in").click()
    await page.get_by_text("Change the time or the facilitator").click()
    await page.get_by_label("Day").fill("2026-09-13")
    await page.get_by_label("Who facilitates?").select_option(label="Finn (facilitator)")
    await page.get_by_role("button", name="Change the plan").click()
    await expect(page.get_by_role("alert")).to_contain_text("This time is past")
    await page.get_by_label("Day").blur()  # nobody writes, so only what is wrong keeps the form as it is

    moved = c.ScheduleClinic(clinic_id=clinic, starts=SOON.later(days=1), facilitator_id=facilitator)
    await send("Cora", moved)
    await expect(page.get_by_role("heading", name="Begins Wednesday 23 September")).to_be_visible()
    await expect(page.locator("#schedule-date-wrong")).to_be_visible()
    await expect(page.get_by_label("Day")).to_have_value("2026-09-13")
    await context.close()
