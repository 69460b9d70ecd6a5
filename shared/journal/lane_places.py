"""Where in the events stream each lane was at times: from there on it is published again where the stream was put back."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from shared.bus.continuity import Place, spaced
from shared.store.driver import Collection


class Reached(NamedTuple):
    """When the stream had this place, it had the lane up to and with this batch."""

    batch: int
    place: Place


class LanePlaces:
    """One document per lane in the collection `bus`, beside what is known of the stream. Written when a lane's beat is."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._own: dict[str, list[Reached]] = {}

    async def note(self, lane: str, batch: int, place: Place, holds: Callable[[Place], bool]) -> None:
        """A lane was published so far when the stream had this place; earlier ones are kept as far as they hold."""
        before = self._own.get(lane, [])
        if before and before[0].place == place:
            return
        newest = [
            Reached(batch, place),
            *(reached for reached in before if reached.place.seq < place.seq and holds(reached.place)),
        ]
        kept = set(spaced([reached.place for reached in newest]))
        self._own[lane] = [reached for reached in newest if reached.place in kept]
        document = {"newest": list(place), "reached": [[reached.batch, *reached.place] for reached in self._own[lane]]}
        await self._collection.update_one({"_id": _id(lane)}, {"$set": document}, upsert=True)

    async def newest(self) -> list[Place]:
        """The newest place of each lane, without all the others: there are as many lanes as there were processes."""
        found = self._collection.find({"newest": {"$exists": True}}, {"newest": 1})
        return [Place(*document["newest"]) async for document in found]

    async def all(self) -> dict[str, list[Reached]]:
        """Of every lane, newest first."""
        found = self._collection.find({"reached": {"$exists": True}})
        return {
            document["_id"].removeprefix(PREFIX): [
                Reached(batch, Place(*place)) for batch, *place in document["reached"]
            ]
            async for document in found
        }


PREFIX = "lane "


def _id(lane: str) -> str:
    return f"{PREFIX}{lane}"


def still_there(
    reached: Mapping[str, Iterable[Reached]], holds: Callable[[Place], bool], least: Mapping[str, int]
) -> dict[str, int]:
    """The batch of each lane up to which the stream still has it for certain; `least` of it is known otherwise."""
    found = dict(least)
    for lane, places in reached.items():
        batches = [place.batch for place in places if holds(place.place)]
        found[lane] = max([*batches, found.get(lane, 0)])
    return found
