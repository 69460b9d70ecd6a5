"""What could not be read, or not be taken on: named, counted, and left out, so that everything else goes on.

A thing with a commit that this program cannot read is left out from that commit on: its state cannot be told, and what came
later must not overtake it on its way to the bus. All other things go on. What can be read again, by a newer program or after
a repair, is given on from where it stopped.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import structlog

from shared.store.driver import Collection, Document

log = structlog.get_logger(__name__)

COLLECTION = "set_aside"
JOURNAL = "journal"
"""Where something was not readable at all. Otherwise it is the name of the follower that could not take it."""
STATE = "state"
"""Where every event can be read, and yet no state follows from them. The bus gets such events all the same."""


@dataclass(frozen=True, slots=True)
class Unread:
    """One commit that was set aside, and with it all that came later to the same thing."""

    stream: str
    version: int
    type: str
    reason: str
    by: str = JOURNAL

    @property
    def id(self) -> str:
        """Of the commit."""
        return f"{self.stream}@{self.version}"

    @property
    def key(self) -> str:
        """One note for each thing, and for each that could not take it."""
        return _key(self.stream, self.by)


def _key(stream: str, by: str) -> str:
    return f"{stream} {by}"


class SetAside:
    """The collection `set_aside` of one service, and the same in memory for this process's own decisions."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._known: dict[str, Unread] = {}

    def __len__(self) -> int:
        return len(self._known)

    def holds(self, stream: str, version: int, by: str = JOURNAL) -> bool:
        """Whether this version of a thing is left out."""
        known = self.known(stream, by)
        return known is not None and known.version <= version

    def known(self, stream: str, by: str = JOURNAL) -> Unread | None:
        """What this process has set aside of a thing."""
        return self._known.get(_key(stream, by)) if self._known else None

    async def note(self, unread: Unread) -> None:
        """Leave it out from now on, and write it down; `StoreError` where that is not possible now."""
        known = self.known(unread.stream, unread.by)
        if known is not None and known.version <= unread.version:
            return
        document = {"_id": unread.key, **asdict(unread), "at": datetime.now(UTC)}
        await self._collection.replace_one({"_id": unread.key}, document, upsert=True)
        self._known[unread.key] = unread
        log.error(
            "set aside what could not be read; everything else goes on",
            stream=unread.stream,
            version=unread.version,
            type=unread.type,
            by=unread.by,
            reason=unread.reason,
        )

    async def noted(self) -> Sequence[Unread]:
        """Everything that is set aside, by this process or another one."""
        found = {document["_id"]: _unread(document) async for document in self._collection.find({})}
        return list({**self._known, **found}.values())

    async def release(self, unread: Unread) -> None:
        """It is given on again, from this moment on."""
        self._known.pop(unread.key, None)
        await self._collection.delete_one({"_id": unread.key})


def _unread(document: Document) -> Unread:
    stream, _, by = document["_id"].partition(" ")
    return Unread(
        stream=stream,
        version=int(document.get("version") or 1),
        type=str(document.get("type", "")),
        reason=str(document.get("reason", "")),
        by=by or JOURNAL,
    )
