"""Leases of deliveries: every process holds what it wrote last, by the name of its journal lane, until it dies or leaves."""

from dataclasses import dataclass, field

from shared.journal.lanes import Lanes
from shared.runtime.ports import Ports


class Leases:
    """Tells the living from the dead. Whoever leaves in order says so in the collection `departed`."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._lanes = Lanes(ports.collection("lanes"))
        self._departed = ports.collection("departed")

    async def is_over(self, lane: str) -> bool:
        """Whether the process that wrote this lane has left or died."""
        if lane == self._ports.journal.lane:
            return False
        found = await self._lanes.one(lane)
        if found is None or not found.owner_lives:
            return True
        # In one process a service may end and begin again: then the process id tells nothing.
        return await self._departed.find_one({"_id": lane}) is not None

    async def snapshot(self) -> "LeaseSnapshot":
        """The lanes as they are now, each asked for only once."""
        return LeaseSnapshot(self, self._ports.journal.lane)

    async def leave(self) -> None:
        """This process takes nothing more."""
        lane = self._ports.journal.lane
        await self._departed.replace_one({"_id": lane}, {"_id": lane}, upsert=True)


@dataclass
class LeaseSnapshot:
    leases: Leases
    own: str
    _over: dict[str, bool] = field(default_factory=dict)

    async def may_take(self, lane: str) -> bool:
        if lane == self.own:
            return True
        if lane not in self._over:
            self._over[lane] = await self.leases.is_over(lane)
        return self._over[lane]
