"""The clinic's page in a real browser: live with its script, whole without it."""

import re

from playwright.async_api import Browser, expect

from shared.contracts import clinic as c
from tests.support.door import Web
from tests.support.gateway.people import comes_in


async def test_what_another_person_says_appears_without_a_reload(browser: Browser, web: Web) -> None:
    page = await comes_in(browser, web, "Gil")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.evaluate("window.never_reloaded = true")

    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Two teams, <i>one</i> product."))
    await page.get_by_text("Two teams, <i>one</i> product.").wait_for()
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    await page.get_by_role("heading", name="Understanding").wait_for()

    box = page.get_by_label("Your question")
    await box.fill("Half a quest")
    await web.send("Zoe", c.AskQuestion(clinic_id=web.clinic, text="Who decides?"))
    await page.get_by_text("Who decides?").wait_for()
    assert await box.input_value() == "Half a quest", "what somebody writes survives what others say"
    assert await page.evaluate("window.never_reloaded") is True
    assert complaints == []
    await page.context.close()


async def test_the_countdown_follows_convenes_clock(browser: Browser, web: Web) -> None:
    page = await comes_in(browser, web, "Gil")
    await expect(page.get_by_role("timer")).to_have_text(re.compile(r"9:5\d"))
    await page.context.close()


async def test_without_scripts_a_contribution_is_sent_by_form(browser: Browser, web: Web) -> None:
    page = await comes_in(browser, web, "Ana", java_script_enabled=False)
    await page.get_by_label("What should the group know?").fill("Nobody reads the log.")
    await page.get_by_role("button", name="Give context").click()
    await page.locator("article p.text", has_text="Nobody reads the log.").wait_for()
    assert await page.get_by_role("link", name="Reload").count() == 1

    leads = await comes_in(browser, web, "Finn", java_script_enabled=False)
    await leads.get_by_role("button", name="Next step: understanding").click()
    await leads.get_by_role("heading", name="Understanding").wait_for()
    await page.context.close()
    await leads.context.close()
