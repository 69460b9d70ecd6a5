"""The devices on which somebody is signed in, in two browsers: one signs the other out."""

from playwright.async_api import Browser, Page, expect

from tests.e2e.services.gateway.web.home.test_home_and_settings import fits_everywhere
from tests.support.browser import picture
from tests.support.gateway.people import LAPTOP, PHONE
from tests.support.village import Village

VILLAGE = {"name": "Bakers of the valley", "purpose": "Baking well together, by night and by day"}
MOBILE = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"


async def comes_in(browser: Browser, village: Village, viewport: dict[str, int], agent: str | None = None) -> Page:
    context = await browser.new_context(base_url=village.address, viewport=viewport, user_agent=agent)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"/enter?token={village.people.token('Cora')}&next=/settings")
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    return page


async def test_somebody_signs_out_a_lost_phone_and_then_everywhere(browser: Browser, village: Village) -> None:
    await village.known("Cora")
    phone = await comes_in(browser, village, PHONE, MOBILE)
    await picture(phone, "devices-phone")
    laptop = await comes_in(browser, village, LAPTOP)
    lost = laptop.get_by_role("listitem").filter(has_text="Chrome on Android")
    await expect(laptop.get_by_role("listitem").filter(has_text="this device")).to_contain_text("Chrome on Linux")
    await picture(laptop, "devices-laptop")
    await fits_everywhere(laptop, "devices")
    await lost.get_by_role("button", name="Sign out").click()
    await expect(laptop.get_by_text("Signed out there.")).to_be_visible()
    await expect(lost).to_have_count(0)
    await phone.reload()
    await expect(phone.get_by_role("heading", name="Please come in first")).to_be_visible()
    await laptop.get_by_text("Sign out everywhere", exact=True).click()
    await laptop.get_by_role("button", name="Sign out everywhere now").click()
    await expect(laptop.get_by_role("link", name="Come in")).to_be_visible()
    await laptop.goto("/settings")
    await expect(laptop.get_by_role("heading", name="Please come in first")).to_be_visible()
    for page in (phone, laptop):
        await page.context.close()
