"""When a clinic's facilitator last looked at it.

This is no fact of the clinic's history, so it is in no journal: a note of its own, made now and then.
"""

from datetime import datetime, timedelta

from services.clinic.domain.clinic.state import Clinic
from shared.contracts.base import Id
from shared.runtime.ports import Ports

EVERY = timedelta(seconds=15)
"""How often a look is noted: often enough to tell minutes, seldom enough that looking stays cheap."""
MOST_REMEMBERED = 10_000


class Presence:
    """Notes of when members looked, of a running service."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._noted: dict[str, datetime] = {}
        """The newest notes of this process, so that not every look is written."""

    async def looked(self, clinic: Clinic, member: Id) -> None:
        """Somebody looks at a clinic. It matters only of whoever leads it, before its end."""
        if member != clinic.facilitator_id or clinic.status not in ("scheduled", "running"):
            return
        now, key = self._ports.clock.now(), _key(clinic.id, member)
        before = self._noted.get(key)
        if before is not None and now - before < EVERY:
            return
        if len(self._noted) >= MOST_REMEMBERED:
            self._noted.clear()
        self._noted[key] = now
        note = {"$max": {"at": now.isoformat()}}
        await self._ports.collection("presence").update_one({"_id": key}, note, upsert=True)

    async def last_look(self, clinic_id: Id, member: Id) -> datetime | None:
        found = await self._ports.collection("presence").find_one({"_id": _key(clinic_id, member)})
        return datetime.fromisoformat(found["at"]) if found else None


def _key(clinic_id: Id, member: Id) -> str:
    return f"{clinic_id}/{member}"
