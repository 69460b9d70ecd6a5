"""The clinic's room with its scripts: everybody at once, the clock that speaks, the wall, and the keyboard alone."""

import re

from playwright.async_api import Browser, Page, expect

from shared.contracts import clinic as c
from tests.support.door import Web
from tests.support.gateway.people import LAPTOP, WALL, comes_in

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


async def types(page: Page, label: str, words: str, button: str) -> None:
    """Into the field of this name, and off with it."""
    await reach(page, label)
    await page.keyboard.type(words)
    await press(page, button)


async def press(page: Page, what: str, key: str = "Enter") -> None:
    await reach(page, what)
    await page.keyboard.press(key)


async def test_a_whole_clinic_is_run_with_the_keyboard_alone(browser: Browser, web: Web) -> None:
    still = {
        "viewport": LAPTOP,
        "reduced_motion": "reduce",
    }  # or a look comes before the page has scrolled to the focus
    ana, finn, gil = [await comes_in(browser, web, name, **still) for name in ("Ana", "Finn", "Gil")]

    async def all_see(what: str, words: str) -> None:
        """Or what is still to come would move the page under whoever tabs."""
        for page in (ana, finn, gil):
            await expect(page.locator(what, has_text=words).first).to_be_visible()

    async def goes_on(to: str) -> None:
        await press(finn, "Next step", "Space")
        await all_see("[aria-current=step] .name", to)

    await types(ana, "What should the group know?", "Two teams share one product.", "Give context")
    await all_see(".said .text", "Two teams share one product.")
    await goes_on("Understanding")
    await types(gil, "Your question", "Who writes it?", "Ask")
    await all_see(".said .text", "Who writes it?")
    await press(ana, "Answer this")
    await expect(ana.get_by_label("Your answer")).to_be_focused()
    await ana.keyboard.type("Whoever is last.")
    await press(ana, "Answer")
    await all_see(".reply", "Whoever is last.")
    await press(gil, "Raise your hand")
    await all_see("#hands .kind", "Heard once so far")
    await press(finn, "Call on Gil")
    await all_see(".floor", "the floor")
    await press(finn, "Pause")
    await all_see(".still", "Paused")
    await press(finn, "Let the clock go on")
    await all_see(".clock", ":")
    await goes_on("Related experience")
    await goes_on("Advice")
    await reach(gil, "Your advice")
    await gil.keyboard.type("Walk one case together.")
    await press(gil, "It is a story", "Space")
    await press(gil, "Give advice")
    await all_see(".said .kind", "advice, a story")
    await goes_on("Summary")
    await press(ana, "Take it along")
    await expect(ana.locator(".weighing .badge")).to_have_text("taken")
    await all_see("article.takeaway", "From:")
    await press(finn, "Not yet: back to Advice")
    await all_see("[aria-current=step] .name", "Advice")
    await press(finn, "All choices")
    await press(finn, "1 minute less")
    await press(finn, "Give back 1 minute")
    await expect(finn.locator(".undo")).to_have_text("Not yet: back to Related experience")
    await goes_on("Summary")
    await press(finn, "Close the clinic")
    await expect(finn.get_by_role("heading", name="Closed")).to_be_visible()
    for page in (ana, finn, gil):
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
    # Each look would bring Convene's time, which stands still here.
    await page.route("**/live", lambda route: route.abort())
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
    await page.clock.run_for(11 * 60_000)
    await expect(clock).to_have_text(re.compile(r"Time is up \(\+"))
    await expect(spoken).to_have_text("Time is up for this step.")
    assert await page.evaluate("window.heard") == [
        "Half of this step's time has passed.",
        "Two minutes left in this step.",
        "Time is up for this step.",
    ]
    await context.close()


async def test_the_wall_shows_the_question_the_clock_and_what_was_said_last(browser: Browser, web: Web) -> None:
    page = await comes_in(browser, web, "Finn", "/projector", viewport=WALL)
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
    await page.context.close()
