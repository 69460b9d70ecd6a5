"""A real browser for tests of pages."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.support import ROOT

CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = ROOT / "build/screenshots"
keeps_screenshots = False
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


RUNS_SCRIPTS = """() => {
  const one = document.createElement("div");
  one.innerHTML = "<noscript><p></p></noscript>";
  return !one.querySelector("p");
}"""


@pytest.fixture(scope="session")
async def browser(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    global keeps_screenshots  # noqa: PLW0603 - helpers of tests have no request to ask
    keeps_screenshots = request.config.getoption("--screenshots")
    if not CHROMIUM.exists() and "CI" not in os.environ:
        pytest.skip(f"no browser at {CHROMIUM}; install Debian's chromium package to run the tests of pages")
    async with async_playwright() as playwright:
        this_browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        try:
            yield this_browser
        finally:
            await this_browser.close()


async def screenshot(page: Page, name: str) -> None:
    """Keep what the page looks like, for `make screenshots` alone."""
    if keeps_screenshots:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


async def picture(page: Page, name: str) -> None:
    """Keep what the page looks like; fail where a part of it is cut off sideways, or somebody could not use it.

    The latter as axe-core sees it, with its best practices.
    """
    await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # or what sticks would stand in the middle
    await screenshot(page, name)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is cut off sideways"
    if not await page.evaluate(RUNS_SCRIPTS):
        return  # there axe-core can't run either; what it would look at is the same page
    found = await Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
