"""People at a clinic's page, each in a browser of their own."""

from playwright.async_api import Browser, Page, expect

from tests.support.door import Web

PHONE, LAPTOP, WALL = ({"width": 390, "height": 844}, {"width": 1366, "height": 768}, {"width": 1920, "height": 1080})


async def comes_in(browser: Browser, web: Web, name: str, path: str = "", **options: object) -> Page:
    """Somebody uses the link from their letter, which leads to the clinic, or to another page of it."""
    context = await browser.new_context(base_url=web.address, **options)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"/enter?token={web.people.token(name)}&next=/clinics/{web.clinic}{path}")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**/clinics/{web.clinic}{path}")
    return page


async def shows(presenter: Page, visual: bytes, words: str) -> None:
    """The presenter shows everybody a PNG, and tells it in words."""
    await presenter.get_by_text("Show a single visual").click()
    image = {"name": "visual.png", "mimeType": "image/png", "buffer": visual}
    await presenter.get_by_label("The picture").set_input_files(image)  # type: ignore[arg-type]
    await presenter.get_by_label("What does it show").fill(words)
    await presenter.get_by_role("button", name="Show it").click()
    await expect(presenter.get_by_role("button", name="Look at the picture")).to_be_visible()
