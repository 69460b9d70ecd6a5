"""Watches a process that lives but may no longer do its work, and waits for room before it is started again."""

import asyncio
from collections.abc import Callable

from convene.stack.plan import Plan

Say = Callable[[str], None]


class Watch:
    """Looks after one child's process. `last_well` is when it was last found well, in the loop's time."""

    def __init__(self, plan: Plan, say: Say) -> None:
        self.last_well = 0.0
        self._plan = plan
        self._say = say

    async def until_broken(self) -> None:
        """Returns when the process was found broken, and a new start would help: not while, say, the disk is full.

        One that met a full disk is started again even if it seems to be well by then: a part of it may be broken yet.
        """
        if self._plan.broken is None:
            await asyncio.Event().wait()
            return
        patience = self._plan.patience
        self.last_well = asyncio.get_running_loop().time()
        found, why = 0, None
        while found < patience.looks:
            await asyncio.sleep(patience.between_looks)
            why = await self._plan.broken()
            if why is None:
                found, self.last_well = 0, asyncio.get_running_loop().time()
            else:
                found += 1
        await self.room(str(why))
        self._say(f"{self._plan.name}: {why}")

    async def room(self, why: str = "it does not run") -> None:
        """Returns when nothing hinders a new start; says once what does."""
        said = False
        while hindrance := self._plan.hindered():
            if not said:
                self._say(f"{self._plan.name}: {why}; it is started again once there is room ({hindrance})")
            said = True
            await asyncio.sleep(self._plan.patience.between_looks)
