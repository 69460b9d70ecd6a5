"""The plain pages at the sizes and in the colours that people look at them."""

import pytest
from playwright.async_api import Browser

from shared.contracts import clinic as c
from shared.contracts import trips as t
from tests.support.browser import picture
from tests.support.village import Village

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
STOPS = (
    t.Stop(title="The oven at night", minutes=30),
    t.Stop(title="Tea and questions", minutes=45, at="Bea's kitchen"),
)


@pytest.mark.parametrize(
    ("size", "scheme"), [pytest.param("laptop", "light", marks=pytest.mark.night), ("phone", "dark")]
)
async def test_plain_pages_fit(browser: Browser, village: Village, size: str, scheme: str) -> None:
    case = c.ProposeCase(community_id=village.community, title="Ovens", question="Who starts the oven?")
    clinic = (await village.people.send("Cora", case))["id"]
    command = t.ProposeVisit(
        community_id=village.community,
        title="The night bakery",
        place="Mill Lane 3",
        guide="Bea, baker",
        programme=STOPS,
    )
    visit = (await village.people.send("Cora", command))["id"]
    width, height = SIZES[size]
    context = await browser.new_context(
        base_url=village.address,
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = await context.new_page()
    for name, path in (
        ("stopping", "/unsubscribe?reader=reader-" + "a" * 26 + "&category=reminders&code=x"),
        ("way-in", f"/clinics/{clinic}"),
    ):
        await page.goto(path)
        await picture(page, f"{name}-{size}-{scheme}")
    await page.goto(f"/enter?token={village.people.token('Cora')}")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**/clinics/{clinic}")  # wanted before
    for name, path in (
        ("home", "/"),
        ("community", f"/communities/{village.community}"),
        ("clinics", f"/communities/{village.community}/clinics"),
        ("visits", f"/communities/{village.community}/visits"),
        ("visit", f"/visits/{visit}"),
        ("record", f"/clinics/{clinic}/record"),
        ("replay", f"/clinics/{clinic}/replay"),
    ):
        await page.goto(path)
        for summary in await page.locator("summary:visible").all():
            await summary.click()
        await picture(page, f"{name}-{size}-{scheme}")
    await context.close()
