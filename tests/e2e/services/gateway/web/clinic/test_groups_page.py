"""A rotating clinic's page in a real browser: it fits, and what was ticked survives what others do."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from shared.contracts import clinic as c
from shared.contracts.types import When
from tests.support.browser import picture
from tests.support.village import Village
from tests.support.world import NOON

NAMES = ("Ana", "Bo", "Cy", "Eva", "Gil", "Hal", "Ida")
LOOKS = {"laptop": (1366, 768, "light"), "phone": (390, 844, "dark")}


async def scheduled(village: Village) -> str:
    """A clinic of Ana's, with cases of Bo's and Cy's, that Finn leads tomorrow."""
    finn = await village.people.joins("Finn", "facilitator")
    for name in NAMES:
        await village.people.joins(name)
    case = c.ProposeCase(
        community_id=village.community, title="Ovens", question="Who starts the oven?", protocol="rotating"
    )
    clinic: str = (await village.people.send("Ana", case))["id"]
    for name, title in (("Bo", "Flour"), ("Cy", "A very long title of a case that somebody brought all the same")):
        await village.people.send(name, c.AddCase(clinic_id=clinic, title=title, question=f"Where does {title} go?"))
    tomorrow = When.of(NOON + timedelta(days=1), "Europe/Paris")
    await village.people.send("Finn", c.ScheduleClinic(clinic_id=clinic, starts=tomorrow, facilitator_id=finn))
    return clinic


async def comes(browser: Browser, village: Village, name: str, size: str, clinic: str) -> Page:
    width, height, scheme = LOOKS[size]
    context = await browser.new_context(
        base_url=village.address,
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"/enter?token={village.people.token(name)}&next=/clinics/{clinic}")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**/clinics/{clinic}")
    return page


@pytest.mark.parametrize("size", [pytest.param("laptop", marks=pytest.mark.night), "phone"])
async def test_the_groups_fit_from_the_start_to_the_plenary(browser: Browser, village: Village, size: str) -> None:
    clinic = await scheduled(village)
    finn = await comes(browser, village, "Finn", size, clinic)
    gil = await comes(browser, village, "Gil", size, clinic)
    here = finn.locator("form", has=finn.get_by_role("button", name="Begin the clinic"))
    await here.get_by_label("Eva").check()
    await here.get_by_label("Gil").check()
    await gil.get_by_text("Bring a case of your own").click()
    await picture(gil, f"groups-before-{size}")
    await village.people.send("Gil", c.OfferExperience(clinic_id=clinic))
    await finn.get_by_text("Have been there").wait_for()
    await expect(here.get_by_label("Eva")).to_be_checked()
    await here.get_by_label("Hal").check()
    await picture(finn, f"groups-begin-{size}")
    await finn.get_by_role("button", name="Begin the clinic").click()

    await gil.locator(".way .here", has_text="Group 2").wait_for()
    await expect(gil.get_by_role("heading", name="Where does Flour go?")).to_be_visible()
    await picture(gil, f"groups-member-{size}")
    await finn.goto(f"/clinics/{clinic}")
    await finn.get_by_text("Who is in which group").click()
    await picture(finn, f"groups-facilitator-{size}")
    for page in (finn, gil):
        await page.context.close()
