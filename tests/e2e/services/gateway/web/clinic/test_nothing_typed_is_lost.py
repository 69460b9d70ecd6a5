"""What somebody has begun to write stays: through steps, reloads, lost connections, and a gateway that is gone."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from shared.contracts import clinic as c
from tests.support.door import Web
from tests.support.gateway.people import comes_in
from tests.support.killable import own_gateway

HALF = "Half a quest"
TWO_SECONDS = 2000


async def test_a_step_that_ends_keeps_the_half_typed_text_beside_and_brings_it_back(browser: Browser, web: Web) -> None:
    gil = await comes_in(browser, web, "Gil")
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    await gil.get_by_label("Your question").fill(HALF)
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="understanding"))
    beside = gil.get_by_role("region", name="Not sent yet")
    await expect(beside).to_contain_text(HALF)
    await expect(beside).to_contain_text("Not sent: “Your question”")
    await gil.reload()
    await expect(beside).to_contain_text(HALF)
    await web.send("Finn", c.GoBack(clinic_id=web.clinic, from_step="related_experience"))
    await expect(gil.get_by_label("Your question")).to_have_value(HALF)
    await expect(gil.get_by_text("What you had begun to write is still here.")).to_be_visible()
    await expect(beside).to_be_hidden()
    await gil.context.close()


async def test_a_reload_brings_the_text_back_and_sending_it_ends_that(browser: Browser, web: Web) -> None:
    ana = await comes_in(browser, web, "Ana")
    box = ana.get_by_label("What should the group know?")
    await box.fill("Two teams")
    await ana.reload()
    await expect(box).to_have_value("Two teams")
    await box.fill("Two teams, one product.")
    await ana.get_by_role("button", name="Give context").click()
    await expect(ana.get_by_role("article")).to_contain_text("Two teams, one product.")
    await expect(box).to_have_value("")
    await box.fill("And one log.")
    await ana.get_by_role("button", name="Give context").click()
    await expect(ana.locator("p.text", has_text="And one log.")).to_be_visible()
    await ana.reload()
    await expect(box).to_have_value("")
    assert await ana.evaluate("sessionStorage.length") == 0
    await ana.context.close()


async def test_a_minute_without_a_connection_loses_nothing_and_ends_within_two_seconds(
    browser: Browser, web: Web
) -> None:
    ana = await comes_in(browser, web, "Ana")
    await ana.clock.install()
    await ana.reload()
    box = ana.get_by_label("What should the group know?")
    await box.fill("Two teams")
    await ana.context.set_offline(True)
    await ana.get_by_role("button", name="Give context").click()
    await expect(ana.get_by_role("status").first).to_contain_text("connection")
    await expect(box).to_have_value("Two teams")
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    await web.send("Finn", c.GoBack(clinic_id=web.clinic, from_step="understanding"))
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Said meanwhile."))
    await ana.clock.run_for(60_000)
    await expect(ana.get_by_role("status").first).to_contain_text("lost")
    await expect(ana.locator("p.text", has_text="Said meanwhile.")).to_have_count(0)
    await ana.context.set_offline(False)
    await expect(ana.locator("p.text", has_text="Said meanwhile.")).to_be_visible(timeout=TWO_SECONDS)
    await expect(box).to_have_value("Two teams")
    await ana.get_by_role("button", name="Give context").click()
    await expect(ana.get_by_role("article").filter(has_text="Two teams")).to_have_count(1)
    await ana.context.close()


async def test_a_gateway_that_was_killed_finds_the_text_and_shows_what_happened(
    browser: Browser, web: Web, tmp_path: Path
) -> None:
    async with own_gateway(tmp_path, web.people.world.settings) as gateway:
        web.address = gateway.url
        ana, gil = await comes_in(browser, web, "Ana"), await comes_in(browser, web, "Gil")
        await expect(ana.get_by_role("timer")).to_have_text(re.compile(r"\d:\d\d"))
        box = ana.get_by_label("What should the group know?")
        await box.fill("Two te")
        await gateway.kill()
        for page in (ana, gil):
            await expect(page.get_by_role("status").first).to_contain_text("Connection lost")
        await ana.get_by_role("button", name="Give context").click()
        await expect(ana.get_by_role("status").first).to_contain_text("connection")
        await web.send("Zoe", c.RaiseHand(clinic_id=web.clinic))
        await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Said meanwhile."))
        await gateway.start()
        for page in (ana, gil):
            await expect(page.locator("p.text", has_text="Said meanwhile.")).to_be_visible(timeout=TWO_SECONDS)
            await expect(page.locator("#hands li", has_text="Zoe")).to_be_visible()
            await expect(page.locator("#state")).to_be_hidden()
        await expect(box).to_have_value("Two te")
        await ana.get_by_role("button", name="Give context").click()
        await expect(gil.locator("p.text", has_text=re.compile("^Two te$"))).to_have_count(1)
        await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
        for page in (ana, gil):
            await expect(page.get_by_role("heading", name="Understanding", level=2).first).to_be_visible()
            await page.context.close()
