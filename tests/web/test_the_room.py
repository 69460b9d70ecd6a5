"""The clinic's room with its scripts: everybody at once, the clock that speaks, the wall, and the keyboard alone."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from shared.contracts import clinic as c
from tests.support.browser import picture
from tests.support.door import Web
from tests.web.people import LAPTOP, PHONE, WALL, comes_in

SEEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return true;  // past the end, before it begins again
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return style.outlineStyle !== "none" && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""
NAMED = """() => {
  const one = document.activeElement;
  return one === document.body ? "" : (one.labels?.[0] ?? one).innerText.trim();
}"""
WHERE = """() => {
  const one = document.activeElement;
  return [one.outerHTML.slice(0, 200), getComputedStyle(one).outline, JSON.stringify(one.getBoundingClientRect())].join();
}"""


async def advance(web: Web, *steps: str) -> None:
    for step in steps:
        await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step=step))


async def reach(page: Page, what: str, most: int = 80) -> None:
    """Tab to the control of this name; whoever looks sees where they are at every stop."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        assert await page.evaluate(SEEN), await page.evaluate(WHERE)
        said = await page.evaluate(NAMED)
        if said.startswith(what):
            return
    raise AssertionError(f"{what} can't be reached by Tab")


async def test_a_whole_clinic_is_run_with_the_keyboard_alone(browser: Browser, web: Web) -> None:
    still = {
        "viewport": LAPTOP,
        "reduced_motion": "reduce",
    }  # or a look comes before the page has scrolled to the focus
    finn, ana = await comes_in(browser, web, "Finn", **still), await comes_in(browser, web, "Ana", **still)
    await reach(ana, "What should the group know?")
    await ana.keyboard.type("Two teams share one product.")
    await reach(ana, "Give context")
    await ana.keyboard.press("Enter")
    await expect(finn.locator("p.text", has_text="Two teams")).to_be_visible()
    for title in ("Understanding", "Related experience", "Advice", "Summary"):
        await reach(finn, "Next step")
        await finn.keyboard.press("Space")
        await expect(finn.get_by_role("heading", name=title, level=2).first).to_be_visible()
        if title == "Advice":
            await web.send("Gil", c.GiveAdvice(clinic_id=web.clinic, text="Walk one case together."))
    await reach(ana, "Take it along")
    await ana.keyboard.press("Enter")
    await expect(ana.locator(".weighing .badge")).to_have_text("taken")
    await reach(finn, "Not yet: back to Advice")
    await finn.keyboard.press("Enter")
    await expect(finn.locator("[aria-current=step] .name")).to_have_text("Advice")
    await reach(finn, "Next step")
    await finn.keyboard.press("Enter")
    await reach(finn, "Close the clinic")
    await finn.keyboard.press("Enter")
    await expect(finn.get_by_role("heading", name="Closed")).to_be_visible()
    for page in (finn, ana):
        await page.context.close()


async def test_the_focus_stays_where_it_is_while_others_speak(browser: Browser, web: Web) -> None:
    finn = await comes_in(browser, web, "Finn")
    pause = finn.get_by_role("button", name="Pause")
    await pause.focus()
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Nobody reads the log."))
    await expect(finn.get_by_text("Nobody reads the log.")).to_be_visible()
    await expect(pause).to_be_focused()
    await finn.context.close()


async def test_the_clock_speaks_at_milestones_and_not_in_between(browser: Browser, web: Web) -> None:
    context = await browser.new_context(base_url=web.address)
    page = await context.new_page()
    await page.clock.install()
    await page.goto(f"/enter?token={web.people.token('Gil')}&next=/clinics/{web.clinic}")
    await page.get_by_role("button", name="Come in").click()
    spoken, clock = page.locator("#spoken"), page.get_by_role("timer")
    await expect(clock).to_have_text(re.compile(r"\d+:\d\d"))
    await page.evaluate(
        """() => {
          window.heard = [];
          new MutationObserver(() => window.heard.push(document.querySelector("#spoken").textContent))
            .observe(document.querySelector("#spoken"), { childList: true });
        }"""
    )
    await page.route(
        "**/live", lambda route: route.abort()
    )  # or each look would bring Convene's time, which stands still here
    await page.clock.run_for(11 * 60_000)
    await expect(clock).to_have_text(re.compile(r"Time is up \(\+"))
    await expect(spoken).to_have_text("Time is up for this step.")
    assert await page.evaluate("window.heard") == [
        "Half of this step's time has passed.",
        "Two minutes left in this step.",
        "Time is up for this step.",
    ]
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_wall_shows_the_question_the_clock_and_what_was_said_last(
    browser: Browser, web: Web, scheme: str
) -> None:
    page = await comes_in(browser, web, "Finn", "/projector", viewport=WALL, color_scheme=scheme)
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="The night team learns late what the day team did."))
    await advance(web, "context")
    for text in ("Who writes it?", "Who reads it?", "Since when?"):
        await web.send("Gil", c.AskQuestion(clinic_id=web.clinic, text=text))
    await expect(page.locator("blockquote")).to_have_text(["Since when?", "Who reads it?", "Who writes it?"])
    await expect(page.get_by_role("heading", name="Understanding")).to_be_visible()
    assert await page.locator("#room").locator("button, a, input, textarea, summary").count() == 0
    height = await page.evaluate("parseFloat(getComputedStyle(document.querySelector('.clock')).fontSize)")
    assert height >= 1080 / 4, "a quarter of the wall: it can be read at ten metres"
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing is below the wall"
    await picture(page, f"projector-{scheme}")
    await page.context.close()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("laptop", "light")])
async def test_the_room_fits_in_each_step_for_each_part(browser: Browser, web: Web, size: str, scheme: str) -> None:
    viewport = PHONE if size == "phone" else LAPTOP
    people = {
        name: await comes_in(browser, web, name, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
        for name in ("Ana", "Finn", "Gil")
    }
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Two teams share one product."))
    await advance(web, "context")
    await web.send("Gil", c.AskQuestion(clinic_id=web.clinic, text="Who writes the handover now?"))
    await web.send("Zoe", c.RaiseHand(clinic_id=web.clinic))
    await expect(people["Ana"].get_by_role("link", name="Answer this")).to_be_visible()
    await picture(people["Ana"], f"room-answering-{size}")
    await people["Finn"].locator("#heard > summary").click()
    await picture(people["Finn"], f"room-leading-{size}")
    await picture(people["Gil"], f"room-asking-{size}")
    await advance(web, "understanding", "related_experience")
    await web.send(
        "Gil", c.GiveAdvice(clinic_id=web.clinic, text="When I had this, I walked one case with both teams.")
    )
    await expect(people["Gil"].get_by_text("Comment", exact=False).first).to_be_visible()
    await picture(people["Gil"], f"room-advising-{size}")
    await advance(web, "advice")
    await expect(people["Ana"].get_by_role("button", name="Take it along")).to_be_visible()
    await picture(people["Ana"], f"room-summing-up-{size}")
    for page in people.values():
        await page.context.close()
