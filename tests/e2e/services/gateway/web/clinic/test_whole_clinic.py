"""A clinic run by several people from their invitations to the report, in browsers alone."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import picture
from tests.support.gateway.people import LAPTOP, PHONE
from tests.support.village import Village, invitation_in

SPOKEN = {
    "context": "Two teams share one oven.",
    "question": "Who lights it today?",
    "answer": "Whoever comes first.",
    "experience": "We drew lots for a month.",
    "advice": "When I had this, I asked both teams to bake together once.",
    "comment": "That helped us, too.",
    "takeaway": "Bake together once, then decide.",
}
"""What people say of each kind, whichever steps take it."""


async def opens(browser: Browser, village: Village, size: dict[str, int], scripts: bool) -> Page:
    context = await browser.new_context(
        base_url=village.address,
        viewport=size,  # type: ignore[arg-type]
        java_script_enabled=scripts,
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    return page


async def joins(page: Page, village: Village, name: str, as_role: str, cora: Page) -> Page:
    """Cora invites somebody by the form; they press the button their letter leads to."""
    await cora.goto(f"/communities/{village.community}")
    await cora.get_by_text("Invite somebody").click()
    await cora.get_by_label("Their name").fill(name)
    await cora.get_by_label("Their mail address").fill(f"{name.lower()}@example.org")
    await cora.get_by_label("As", exact=True).select_option(as_role)
    await cora.get_by_role("button", name="Send the invitation").click()
    await page.goto(invitation_in(await village.letter_to(name)))
    await picture(page, f"join-{name}")
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("heading", name="Community-name-kept")).to_be_visible()
    return page


async def say(people: dict[str, Page], clinic: str) -> None:
    """Everybody fills in whichever forms they are given in this step; answers and comments once there is something."""
    said: set[str] = set()
    for name in ("Ana", "Gil", "Ana", "Gil"):
        page = people[name]
        await page.goto(clinic)
        for form in await page.locator("form[data-draft]").all():
            kind = await form.get_attribute("data-draft")
            if kind in said:
                continue
            assert kind is not None
            if await page.locator(f"#compose-{kind}:not([open])").count():
                await page.locator(f"#compose-{kind} > summary").click()
            await form.locator("textarea").fill(SPOKEN[kind])
            await form.get_by_role("button").click()
            await expect(page.locator("p.text", has_text=SPOKEN[kind])).to_be_visible()
            said.add(kind)
            break
    assert said


async def proposes(ana: Page) -> str:
    """Ana brings her case; the address of its clinic."""
    await ana.get_by_role("link", name="Bring a case").click()
    await picture(ana, "propose-laptop")
    await ana.get_by_label("What is it about").fill("Ovens")
    await ana.get_by_label("Your one question").fill("Who starts the oven?")
    await ana.get_by_role("button", name="Propose the case").click()
    await expect(ana.get_by_role("heading", name="Who starts the oven?")).to_be_visible()
    await picture(ana, "proposed-laptop")
    return ana.url


async def schedules(finn: Page, clinic: str) -> None:
    """Finn chooses a day that is past, is told so, and finds all else as he left it."""
    await finn.goto(clinic)
    await picture(finn, "proposed-phone")
    await finn.get_by_label("Day").fill("2026-09-13")
    await finn.get_by_label("Time", exact=True).fill("15:00")
    await finn.get_by_label("Time zone").fill("Europe/Paris")
    await finn.get_by_label("Who facilitates?").select_option(label="Finn (facilitator)")
    await finn.get_by_role("button", name="Schedule the clinic").click()
    await expect(finn.get_by_role("alert")).to_contain_text("This time is past")
    await expect(finn.get_by_label("Time", exact=True)).to_have_value("15:00")
    await expect(finn.locator("#schedule-date-wrong")).to_be_visible()
    await picture(finn, "schedule-refused-phone")
    await finn.get_by_label("Day").fill("2026-09-15")
    await finn.get_by_role("button", name="Schedule the clinic").click()
    await expect(finn.get_by_text("Begins Tuesday 15 September 2026, 15:00 (Europe/Paris)")).to_be_visible()
    await picture(finn, "scheduled-phone")


async def runs(people: dict[str, Page], clinic: str) -> None:
    """Through all steps there are, to the closing."""
    finn = people["Finn"]
    await finn.get_by_role("button", name="Begin the clinic").click()
    while True:
        await say(people, clinic)
        await finn.goto(clinic)
        following = finn.get_by_role("button", name="Next step")
        if not await following.count():
            break
        step = await finn.locator("[aria-current=step]").inner_text()
        await following.click()
        await expect(finn.locator("[aria-current=step]")).not_to_have_text(step)
    await picture(finn, "closing-phone")
    await expect(finn.get_by_label("On which day")).to_have_value("2026-10-26")
    await finn.get_by_role("button", name="Close the clinic").click()
    await expect(finn.get_by_role("heading", name="Closed")).to_be_visible()


async def reports(ana: Page, gil: Page, clinic: str) -> None:
    await ana.goto(clinic)
    await picture(ana, "closed-laptop")
    await ana.get_by_label("What really happened since?").fill("We baked together. Now they alternate.")
    await ana.get_by_role("button", name="Tell the community").click()
    await gil.goto(clinic)
    await expect(gil.get_by_text("Now they alternate.")).to_be_visible()
    await picture(gil, "reported-phone")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
async def test_a_clinic_runs_from_the_invitation_to_the_report_in_browsers_alone(
    browser: Browser, village: Village, scripts: bool
) -> None:
    cora = await opens(browser, village, LAPTOP, scripts)
    await cora.goto(f"/enter?token={village.people.token('Cora')}")
    await cora.get_by_role("button", name="Come in").click()
    await expect(cora.get_by_role("heading", name="Home", exact=True)).to_be_visible()
    await picture(cora, "home-empty")
    people: dict[str, Page] = {}
    for name, role, size in (("Ana", "member", LAPTOP), ("Finn", "facilitator", PHONE), ("Gil", "member", PHONE)):
        people[name] = await joins(await opens(browser, village, size, scripts), village, name, role, cora)
    ana, finn, gil = people["Ana"], people["Finn"], people["Gil"]
    await picture(cora, "community-laptop")

    clinic = await proposes(ana)
    await schedules(finn, clinic)
    await gil.goto("/")
    await picture(gil, "home-phone")
    await gil.goto(clinic)
    for action in ("schedule", "cancel", "begin", "describe"):
        assert await gil.locator(f"form[action$='/{action}']").count() == 0, "only whoever plans it gets these forms"
    await runs(people, clinic)
    await reports(ana, gil, clinic)
    letter = await village.letter_to("Gil", "What became of your advice")
    assert "Now they alternate." in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for page in (cora, *people.values()):
        await page.context.close()
