"""The end of one stream as this process knows it, and the answers that were given there."""

import asyncio
from collections import OrderedDict
from typing import Any, NamedTuple

from shared.domain import Aggregate
from shared.journal.commit import Commit

ANSWERS_KEPT = 5000
"""How many commands back a repeated one is recognised, per stream."""


class Answer(NamedTuple):
    version: int
    digest: str


class Head:
    """State and version of a stream: with what is being written, so that the next command need not wait for it.

    `pending` counts commits on their way to the store. Where one fails, the head is `broken`: everything that built on it
    is decided again on a new head.
    """

    __slots__ = (
        "_last",
        "aggregate",
        "answers",
        "broken",
        "epoch",
        "pending",
        "snapshot_version",
        "state",
        "stream",
        "version",
    )

    def __init__(self, stream: str, aggregate: Aggregate[Any], state: Any = None, version: int = 0) -> None:
        self.stream = stream
        self.aggregate = aggregate
        self.state = state
        self.version = version
        self.snapshot_version = version
        self.epoch = 0
        """Of the last commit."""
        self.answers: OrderedDict[str, Answer] = OrderedDict()
        self.pending = 0
        self.broken = False
        self._last: asyncio.Future[None] | None = None

    def apply(self, commit: Commit) -> None:
        """Take a commit into the state. `ValueError` if it is not the next one."""
        if commit.version != self.version + 1:
            raise ValueError(f"{commit.id} does not follow version {self.version}")
        self._take(commit, self.aggregate.evolve.fold(self.state, commit.events))

    def _take(self, commit: Commit, state: Any) -> None:
        self.state = state
        self.version = commit.version
        self.epoch = commit.epoch
        self.answers[answer_key(commit.actor, commit.command_id)] = Answer(commit.version, commit.digest)
        if len(self.answers) > ANSWERS_KEPT:
            self.answers.popitem(last=False)

    def append(self, commit: Commit, state: Any, written: "asyncio.Future[None]") -> None:
        """Take a commit that is not written yet, and the state that it leads to; `written` tells later."""
        self._take(commit, state)
        self.pending += 1
        self._last = written

    async def settled(self) -> bool:
        """Wait for what is on its way; whether it all arrived."""
        if self._last is not None and not self._last.done():
            await asyncio.wait([self._last])
        return not self.broken


def answer_key(actor: str, command_id: str) -> str:
    """Two people may choose the same command id; each gets their own answer."""
    return f"{actor} {command_id}"
