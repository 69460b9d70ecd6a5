"""The stage of the demo: a fast clock, the live timeline, and a postbox in which every promised letter is awaited."""

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime

from convene.demo.expected import Promises
from convene.demo.timeline import Timeline
from convene.stack.postbox import Postbox
from convene.story.letters import Letter
from convene.story.people import Api
from convene.story.play import Cast
from shared.clock import Clock


class FastStage:
    """`Stage` on a clock that runs."""

    def __init__(
        self, api: Api, cast: Cast, clock: Clock, timeline: Timeline, box: Postbox, *, patience: float
    ) -> None:
        self.api = api
        self.cast = cast
        self.promises = Promises(box)
        self._clock = clock
        self._timeline = timeline
        self._box = box
        self._patience = patience  # real seconds within which what should happen does

    def now(self) -> datetime:
        return self._clock.now()

    async def comes(self, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, self._clock.real(moment).timestamp() - time.time()))

    async def happens(self, name: str, **data: str) -> None:
        await self._timeline.until(name, self._patience, **data)

    async def posted(self, letters: Iterable[Letter]) -> None:
        messages = self.promises.add(letters)
        try:
            await self._box.until(lambda: not self.promises.missing(messages), self._patience)
        except TimeoutError:
            channel, name, text = self.promises.missing(messages)[0]
            raise TimeoutError(
                f"{channel} to {name}, '{text} ...', did not arrive within {self._patience:.0f} s"
            ) from None

    def called(self, topic: str, name: str) -> None:
        self._timeline.topics[topic] = name
