"""The demo's stories, each alone on a clock that stands: what they promise arrives, once, and nothing else does."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from convene.demo.expected import difference
from convene.story import evening, idea, three_cases
from convene.story.stage import Stage
from shared.settings import Settings
from tests.support.standing import StandingStage
from tests.support.town import Town

type Story = Callable[[Stage], Awaitable[None]]


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[StandingStage]:
    async with Town.running(settings) as town:
        yield await StandingStage.with_company(town)


@pytest.mark.parametrize(
    "story", [evening.play_it, three_cases.play_it, idea.play_it], ids=["evening", "three cases", "idea"]
)
async def test_everything_that_a_story_promises_arrives_once_and_nothing_else(
    stage: StandingStage, story: Story
) -> None:
    await story(stage)
    assert difference(stage.promises.wanted, stage.promises.arrived()) == []
    assert stage.town.ears.heard("FollowUpReported")
    assert not stage.town.ears.heard("NudgeDue"), "whoever has told is not nudged"
