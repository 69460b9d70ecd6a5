"""The clinic's room for everyone: its picture by keyboard and by touch, right to left, at twice the size, on small screens."""

from playwright.async_api import Browser, Page, expect

from shared.contracts import clinic as c
from tests.support.browser import picture
from tests.support.door import Web
from tests.support.gateway.people import LAPTOP, PHONE, comes_in, shows
from tests.support.pictures import drawing

TWICE = {"width": 683, "height": 384}
"""A laptop's screen at 200%: half as many pixels as the page counts them."""
SIDEWAYS = """() => [...document.querySelectorAll("main *")]
  .filter((one) => !one.closest(".wide, .unseen, .skip, .places, [popover]:not(:popover-open)"))
  .filter((one) => getComputedStyle(one).clipPath === "none")
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && (box.right > innerWidth + 1 || box.left < -1))
  .map(([one]) => one.outerHTML.slice(0, 120))"""

SCROLLS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_the_picture_opens_large_and_stays_open_while_others_speak(browser: Browser, web: Web) -> None:
    ana, gil = await comes_in(browser, web, "Ana"), await comes_in(browser, web, "Gil", viewport=PHONE)
    await shows(ana, drawing(), "A map of the two teams")
    look = gil.get_by_role("button", name="Look at the picture: A map of the two teams")
    await look.focus()
    await gil.keyboard.press("Enter")
    large = gil.get_by_role("dialog", name="The picture")
    await expect(large.get_by_role("img", name="A map of the two teams")).to_be_visible()
    box, small = await large.get_by_role("img").bounding_box(), await look.bounding_box()
    assert box is not None
    assert small is not None
    assert box["width"] > 2 * small["width"]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Nobody reads the log."))
    await expect(gil.get_by_text("Nobody reads the log.")).to_be_attached()
    await expect(large).to_be_visible()
    await picture(gil, "room-picture-phone")
    await gil.keyboard.press("Escape")
    await expect(large).to_be_hidden()
    await expect(look).to_be_focused()
    for page in (ana, gil):
        await page.context.close()


async def test_nothing_is_cut_off_right_to_left_at_twice_the_size_or_on_a_phone(browser: Browser, web: Web) -> None:
    """For each part in the steps with the most to do."""
    pages = {name: await comes_in(browser, web, name, reduced_motion="reduce") for name in ("Ana", "Finn", "Gil")}
    await shows(pages["Ana"], drawing(), "A map of the two teams")
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    await web.send("Gil", c.AskQuestion(clinic_id=web.clinic, text=f"Who writes it? {'x' * 200}"))
    await web.send("Zoe", c.RaiseHand(clinic_id=web.clinic))
    await looks_right(pages, "asking")
    for step in ("understanding", "related_experience"):
        await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step=step))
    await web.send("Gil", c.GiveAdvice(clinic_id=web.clinic, text="Walk one case together."))
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="advice"))
    await looks_right(pages, "summing-up")
    for page in pages.values():
        await page.context.close()


async def looks_right(pages: dict[str, Page], state: str) -> None:
    current = "Understanding" if state == "asking" else "Summary"
    for name, page in pages.items():
        await expect(page.locator("[aria-current=step] .name")).to_have_text(current)
        await page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        await page.emulate_media(color_scheme="dark" if name == "Gil" else "light")
        for direction in ("ltr", "rtl"):
            await page.evaluate("to => (document.documentElement.dir = to)", direction)
            for size, viewport in (("phone", PHONE), ("twice", TWICE), ("laptop", LAPTOP)):
                await page.set_viewport_size(viewport)  # type: ignore[arg-type]
                assert await page.evaluate(SIDEWAYS) == [], (name, direction, size)
                assert await page.evaluate(SCROLLS) == 0, (name, direction, size)
        await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        await page.evaluate("scrollTo(0, 0)")
        await picture(page, f"room-rtl-{state}-{name.lower()}")
        await page.evaluate("document.documentElement.dir = 'ltr'")
