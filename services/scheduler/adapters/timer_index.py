"""The record of all timers that are armed, whatever their topic: what alarms are set from again after a loss."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched

import structlog

from services.scheduler.domain.timers.kinds import timer_name
from shared.contracts import scheduler as c
from shared.contracts.types import Id
from shared.journal import Commit
from shared.store.driver import Collection, Document
from shared.store.writes import insert_new

log = structlog.get_logger(__name__)

DELETED_AT_ONCE = 50
"""The embedded store slows down with longer lists."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A timer by its topic's timers and name, at the moment it is due. Moved, it is another alarm."""

    timers_id: Id
    name: str
    due_at: datetime

    @property
    def id(self) -> str:
        return f"{self.timers_id}/{self.name}/{self.due_at.astimezone(UTC).isoformat()}"

    @classmethod
    def of(cls, id: str) -> "Alarm":
        """The alarm with this id; `ValueError` where it is none."""
        timers_id, name, due_at = id.split("/")
        return cls(timers_id, name, datetime.fromisoformat(due_at))


def changes(commits: Sequence[Commit]) -> Mapping[Alarm, bool]:
    """Every alarm that these commits set (true) or end (false), by what is true of it after the last."""
    armed: dict[Alarm, bool] = {}
    for commit in commits:
        for event in commit.events:
            match event:
                case c.TimerArmed(timer=timer, instead_of=before):
                    if before is not None:
                        armed[Alarm(commit.stream, timer.name, before)] = False
                    armed[Alarm(commit.stream, timer.name, timer.due_at)] = True
                case c.TimerCancelled(name=name, due_at=due_at):
                    armed[Alarm(commit.stream, name, due_at)] = False
                case c.TimerEvent():
                    armed[Alarm(commit.stream, timer_name(event), event.due_at)] = False
    return armed


class TimerIndex:
    """The collection `timers`, one document for each armed timer; follows the journal.

    A document is inserted and deleted, never changed, so that it does no harm if two processes do so in another order:
    one that is left over is found when it is due, and dropped.
    """

    name = "timers"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def provide(self) -> None:
        """The index by which what is overdue is found."""
        await self._collection.create_index([("due_at", 1)])

    async def take(self, commits: Sequence[Commit]) -> None:
        armed = changes(commits)
        await insert_new(
            self._collection,
            [{"_id": alarm.id, "due_at": alarm.due_at} for alarm, wanted in armed.items() if wanted],
        )
        await self.drop([alarm for alarm, wanted in armed.items() if not wanted])

    async def drop(self, alarms: Sequence[Alarm]) -> None:
        for some in batched(alarms, DELETED_AT_ONCE):
            await self._collection.delete_many({"_id": {"$in": [alarm.id for alarm in some]}})

    async def pending(self) -> AsyncIterator[Alarm]:
        """Every alarm there is."""
        async for document in self._collection.find({}, {"_id": 1}):
            if (alarm := _alarm(document)) is not None:
                yield alarm

    async def due(self, moment: datetime) -> Sequence[Alarm]:
        """The alarms that should have rung by then."""
        cursor = self._collection.find({"due_at": {"$lte": moment}}, {"_id": 1})
        found = [_alarm(document) async for document in cursor]
        return [alarm for alarm in found if alarm is not None]


def _alarm(document: Document) -> Alarm | None:
    """None where it is no record of ours: the others must not wait for it."""
    try:
        return Alarm.of(document["_id"])
    except (ValueError, AttributeError):
        log.warning("left out a record of a timer that cannot be read", id=document["_id"])
        return None
