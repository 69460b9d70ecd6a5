"""States kept now and then, so that a long stream need not be read from its beginning."""

import asyncio
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson
import structlog

from shared.domain import Aggregate
from shared.journal.head import Answer, Head
from shared.journal.snapshot_codec import BLOCK, FORM, LEVEL, NOTHING, Packed, SnapshotCodec
from shared.store.driver import Collection, Document

log = structlog.get_logger(__name__)

EVERY = 200
"""How many commits after a snapshot the next one may be due."""
GROWTH = 4
"""A stream that is written all the time is kept only when it has grown by this part of its length, so that keeping costs
the same per commit however long the stream is. Once it is quiet for a moment, it is kept anyway."""
QUIET_SECONDS = 1.0
QUIET_EVERY = 50
QUIET_GROWTH = 100
"""The same for a stream that is quiet: then whoever takes it up next reads a hundredth of it at most."""
STREAMS_REMEMBERED = 32
"""Of so many streams it is remembered how they were written down last."""


def is_due(head: Head, quiet: bool) -> bool:
    """Whether this head should be kept now."""
    since = head.version - head.snapshot_version
    if quiet:
        return since >= max(QUIET_EVERY, head.version // QUIET_GROWTH)
    return since >= max(EVERY, head.version // GROWTH)


@dataclass(frozen=True)
class Last:
    """How a stream was written down last time, so that what is the same need not be written again."""

    state: Packed = NOTHING
    answers: Mapping[int, bytes] = field(default_factory=dict)
    """By the number of their block."""


class Snapshots:
    """The collection `snapshots`: one document per stream, replaced by the next."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._codecs: dict[str, SnapshotCodec] = {}
        self._last: OrderedDict[str, Last] = OrderedDict()

    async def load(self, stream: str, aggregate: Aggregate[Any]) -> Head:
        """The head as it was kept; an empty one where none was, where it cannot be read,
        or where the state had another shape then."""
        found = await self._collection.find_one({"_id": stream})
        if found is None or (found.get("revision"), found.get("form")) != (aggregate.revision, FORM):
            return Head(stream, aggregate)
        try:
            return self._head(stream, aggregate, found)
        except (zlib.error, KeyError, TypeError, ValueError) as error:
            log.warning("a snapshot cannot be read; it is made again", stream=stream, reason=type(error).__name__)
            return Head(stream, aggregate)

    def _head(self, stream: str, aggregate: Aggregate[Any], found: Document) -> Head:
        head = Head(stream, aggregate, self._codec(aggregate).unpack(found["state"]), found["version"])
        head.epoch = found.get("epoch", 0)
        for block in found["answers"]:
            head.answers.update(
                {key: Answer(version, digest) for key, version, digest in orjson.loads(zlib.decompress(block))}
            )
        return head

    async def keep(self, head: Head) -> None:
        """Keep a head whose commits are all written and published."""
        # In a thread, for a long stream's state may be megabytes. Nobody changes this head, so it can be read there.
        last = await asyncio.to_thread(self._write, head, self._last.get(head.stream, Last()))
        document = {
            "_id": head.stream,
            "version": head.version,
            "epoch": head.epoch,
            "revision": head.aggregate.revision,
            "form": FORM,
            "state": last.state.document(),
            "answers": list(last.answers.values()),
        }
        await self._collection.replace_one({"_id": head.stream}, document, upsert=True)
        self._remember(head.stream, last)

    def _write(self, head: Head, last: Last) -> Last:
        return Last(self._codec(head.aggregate).pack(head.state, last.state), _packed(head.answers, last.answers))

    def _remember(self, stream: str, last: Last) -> None:
        self._last[stream] = last
        self._last.move_to_end(stream)
        if len(self._last) > STREAMS_REMEMBERED:
            self._last.popitem(last=False)

    def _codec(self, aggregate: Aggregate[Any]) -> SnapshotCodec:
        if aggregate.kind not in self._codecs:
            self._codecs[aggregate.kind] = SnapshotCodec(aggregate.state)
        return self._codecs[aggregate.kind]


def _packed(answers: Mapping[str, Answer], before: Mapping[int, bytes]) -> dict[int, bytes]:
    """The answers in blocks by version. A block that has a later one behind it never changes again."""
    complete = set(sorted(before)[:-1])
    packed = {}
    for number, some in groupby(answers.items(), key=lambda item: item[1].version // BLOCK):
        if number in complete:
            packed[number] = before[number]
            continue
        lines = [(key, answer.version, answer.digest) for key, answer in some]
        packed[number] = zlib.compress(orjson.dumps(lines), LEVEL)
    return packed
