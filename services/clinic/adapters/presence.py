"""When a clinic's facilitator last looked at it.

This is no fact of the clinic's history, so it is in no journal: a note of its own, made now and then.
"""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from services.clinic.domain.clinic.state import Clinic
from shared.contracts.base import Id
from shared.runtime.ports import Ports

EVERY = timedelta(seconds=15)
"""How often a look is noted: often enough to tell minutes, seldom enough that looking stays cheap."""
MOST_REMEMBERED = 10_000

_noted: WeakKeyDictionary[Ports, dict[str, datetime]] = WeakKeyDictionary()


async def looked(clinic: Clinic, member: Id, ports: Ports) -> None:
    """Somebody looks at a clinic. It matters only of whoever leads it, before its end."""
    if member != clinic.facilitator_id or clinic.status not in ("scheduled", "running"):
        return
    now, key, noted = ports.clock.now(), _key(clinic.id, member), _noted.setdefault(ports, {})
    before = noted.get(key)
    if before is not None and now - before < EVERY:
        return
    if len(noted) >= MOST_REMEMBERED:
        noted.clear()
    noted[key] = now
    note = {"$max": {"at": now.isoformat()}}
    await ports.collection("presence").update_one({"_id": key}, note, upsert=True)


async def last_look(clinic_id: Id, member: Id, ports: Ports) -> datetime | None:
    found = await ports.collection("presence").find_one({"_id": _key(clinic_id, member)})
    return datetime.fromisoformat(found["at"]) if found else None


def _key(clinic_id: Id, member: Id) -> str:
    return f"{clinic_id}/{member}"
