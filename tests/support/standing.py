"""A stage on the town's stopped clock: a story moves the clock on, and each promised letter is there when all is at rest."""

from collections.abc import Iterable
from datetime import datetime

from convene.demo.expected import Promises, invitations
from convene.story import play, script
from convene.story.letters import Letter
from tests.support.town import Town


class StandingStage:
    """`Stage` for one story at a time."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.promises = Promises(town.box)

    @classmethod
    async def with_company(cls, town: Town) -> "StandingStage":
        """Everybody of all stories has joined."""
        town.cast = play.cast("example.org", script.COMPANY)
        stage = cls(town)
        stage.promises.add(invitations(town.cast))
        await town.gather()
        return stage

    @property
    def api(self) -> play.Api:
        return self.town.api

    @property
    def cast(self) -> play.Cast:
        return self.town.cast

    def now(self) -> datetime:
        return self.town.clock.now()

    async def comes(self, moment: datetime) -> None:
        await self.town.at_rest()
        if moment > self.now():
            await self.town.comes(moment)

    async def happens(self, name: str, **data: str) -> None:
        await self.town.at_rest()
        assert self.town.ears.heard(name, **data), f"{name} {data} did not happen"

    async def posted(self, letters: Iterable[Letter]) -> None:
        messages = self.promises.add(letters)
        await self.town.at_rest()
        assert self.promises.missing(messages) == []

    def called(self, topic: str, name: str) -> None:
        """Nobody watches."""
