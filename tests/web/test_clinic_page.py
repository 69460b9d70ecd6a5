"""The clinic's page in a real browser: live with its script, whole without it."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from shared.contracts import clinic as c
from tests.support.browser import picture
from tests.support.door import Web

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}


async def comes_in(browser: Browser, web: Web, name: str, **options: object) -> Page:
    """Somebody uses the link from their letter, which leads to the clinic."""
    context = await browser.new_context(**options)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"{web.address}/enter?token={web.people.token(name)}&next=/clinics/{web.clinic}")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**/clinics/{web.clinic}")
    return page


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_page_fits_laptop_and_phone(browser: Browser, web: Web, size: str, scheme: str) -> None:
    await _some_talk(web)
    width, height = SIZES[size]
    page = await comes_in(browser, web, "Gil", viewport={"width": width, "height": height}, color_scheme=scheme)
    await expect(page.get_by_role("timer")).to_have_text(re.compile(r"\d:\d\d"))
    await picture(page, f"clinic-{size}-{scheme}")
    await page.context.close()


async def _some_talk(web: Web) -> None:
    send, clinic = web.send, web.clinic
    await send("Ana", c.GiveContext(clinic_id=clinic, text="Two teams share one product; the night team learns late."))
    await send("Finn", c.AdvanceStep(clinic_id=clinic, from_step="context"))
    asked = await send("Gil", c.AskQuestion(clinic_id=clinic, text="Who writes the handover now, and who reads it?"))
    question = asked["events"][0]["data"]["contribution_id"]
    await send(
        "Ana", c.AnswerQuestion(clinic_id=clinic, question_id=question, text="Whoever is last. Nobody reads it.")
    )
    await send("Finn", c.AdvanceStep(clinic_id=clinic, from_step="understanding"))
    await send("Zoe", c.ShareExperience(clinic_id=clinic, text="We stood at the board together for ten minutes."))
    await send("Finn", c.AdvanceStep(clinic_id=clinic, from_step="related_experience"))
    advice = await send(
        "Zoe", c.GiveAdvice(clinic_id=clinic, text="When I had this, I asked both teams to walk one case.")
    )
    given = advice["events"][0]["data"]["contribution_id"]
    await send("Finn", c.CommentOnAdvice(clinic_id=clinic, advice_id=given, text="That helped us, too."))
