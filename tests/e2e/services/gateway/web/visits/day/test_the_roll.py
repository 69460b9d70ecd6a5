"""The roll on a phone with bad reception: what was marked is not lost, and what was sent takes effect once."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from shared.clock import StoppedClock
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.gateway.people import PHONE
from tests.support.village import Village
from tests.support.world import NOON

STARTS = When.of(NOON + timedelta(hours=20), "Europe/Rome")


class Roll:
    """Hana calls the roll of the oven; Ana and Ben have seats."""

    def __init__(self, village: Village, visit: str, page: Page) -> None:
        self.village, self.visit, self.page = village, visit, page
        self.stop = ""

    async def opens(self) -> None:
        await self.page.goto(f"/visits/{self.visit}/day")

    def of(self, name: str, presence: str) -> Locator:
        return self.page.get_by_role("group", name=name).get_by_label(presence)

    async def mark(self, name: str, presence: str) -> None:
        await self.page.get_by_role("group", name=name).get_by_label(presence).check()

    async def press(self, words: str) -> None:
        await self.page.locator("#roll").get_by_role("button", name=words).click()

    async def says(self, words: str) -> None:
        await expect(self.page.locator("#roll-state")).to_contain_text(words)

    async def known(self) -> tuple[int, dict[str, str | None]]:
        """How many commands changed the visit, and where everybody is."""
        view = await self.village.people.ask("Hana", t.GetRoll(visit_id=self.visit, stop_id=self.stop), t.RollView)
        names = {member: name for name, member in self.village.people.ids.items()}
        return view.version, {names[person.member_id]: person.presence for person in view.people}


@pytest.fixture
async def roll(browser: Browser, village: Village) -> AsyncIterator[Roll]:
    people, clock = village.people, village.world.clock
    assert isinstance(clock, StoppedClock)
    for name in ("Hana", "Ana", "Ben"):
        await people.joins(name)
    oven = t.Stop(title="The oven", kind="practice", minutes=60)
    offer = t.ProposeVisit(community_id=village.community, title="Bread", place="Mill", guide="Bea", programme=(oven,))
    visit = (await people.send("Hana", offer))["id"]
    await people.send("Hana", t.ScheduleVisit(visit_id=visit, starts=STARTS))
    await people.send("Hana", t.OpenSignUp(visit_id=visit, seats=5))
    for name in ("Ana", "Ben"):
        await people.send(name, t.SignUp(visit_id=visit))
    clock.moment = STARTS.later(minutes=5).instant
    context = await browser.new_context(base_url=village.address, viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"/enter?token={people.token('Hana')}&next=/visits/{visit}/day")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"**/visits/{visit}/day")
    this_roll = Roll(village, visit, page)
    this_roll.stop = (await people.ask("Hana", t.GetVisit(visit_id=visit), t.VisitView)).programme[0].id
    yield this_roll
    await context.close()


async def test_what_is_marked_and_not_sent_is_there_when_the_page_comes_back(roll: Roll) -> None:
    before = await roll.known()
    await roll.of("Ana", "absent").focus()
    await roll.page.keyboard.press("Space")
    await roll.page.keyboard.press("ArrowLeft")
    await roll.opens()
    await roll.says("What you had marked is still here. It is not sent yet.")
    await expect(roll.of("Ana", "here")).to_be_checked()
    await expect(roll.of("Ben", "here")).not_to_be_checked()
    assert await roll.known() == before


async def test_a_roll_whose_answer_was_lost_is_sent_again_and_takes_effect_once(roll: Roll) -> None:
    version, _ = await roll.known()
    sent: list[str] = []

    async def lost(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            await route.fetch(max_redirects=0)
            await route.abort()
        else:
            await route.continue_()

    await roll.page.route("**/day/roll", lost)
    await roll.mark("Ana", "absent")
    await roll.press("All the others are here")
    await roll.says("The roll is kept.")
    assert len(sent) == 2
    assert sent[0] == sent[1], "the same command under the same id, seen at the same moment"
    assert await roll.known() == (version + 1, {"Ana": "absent", "Ben": "present"})
    assert await roll.page.evaluate("localStorage.length") == 0


async def test_rolls_pressed_without_a_network_are_sent_in_order_by_the_page_that_comes_after(roll: Roll) -> None:
    version, _ = await roll.known()
    await roll.page.route("**/day/roll", lambda route: route.abort())
    await roll.press("All the others are here")
    await roll.says("No connection. The roll is kept on this device")
    await roll.mark("Ben", "gone home")
    await roll.press("Keep what is marked")
    await roll.page.unroute("**/day/roll")
    await roll.opens()
    await roll.says("The roll is kept.")
    await expect(roll.page.locator("#roll-count")).to_contain_text("Everybody is accounted for.")
    assert await roll.known() == (version + 2, {"Ana": "present", "Ben": "left"})
    await expect(roll.of("Ben", "gone home")).to_be_checked()


async def test_a_roll_that_is_refused_is_not_lost_and_not_sent_again_by_itself(roll: Roll) -> None:
    await roll.mark("Ben", "absent")
    await roll.village.people.send("Hana", t.CancelVisit(visit_id=roll.visit, reason="Storm"))
    await roll.press("Keep what is marked")
    await roll.says("This roll could not be kept. What you marked is still here.")
    await expect(roll.of("Ben", "absent")).to_be_checked()
    waiting = await roll.page.evaluate("Object.values(localStorage).map((one) => JSON.parse(one).waiting.length)")
    assert waiting == [0]


async def test_what_somebody_else_marks_shows_at_once_beside_what_is_not_sent_yet(roll: Roll) -> None:
    await roll.mark("Ana", "here")
    mark = t.Mark(member_id=roll.village.people.ids["Ben"], presence="absent")
    await roll.village.people.send("Cora", t.CallRoll(visit_id=roll.visit, stop_id=roll.stop, marks=(mark,)))
    await expect(roll.of("Ben", "absent")).to_be_checked()
    await expect(roll.of("Ana", "here")).to_be_checked()
    await expect(roll.page.locator("#roll-count")).to_contain_text("1 person is not accounted for.")
