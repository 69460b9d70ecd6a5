"""The smallest thing that commands change: a pad with lines on it. For tests of what every service stands on."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import Id, Private
from shared.domain import Actor, Aggregate, Context, Decider, Evolver, conflict
from shared.domain.collections import Shelf
from shared.journal.commit import Commit
from tests.support.world import COMMUNITY, NOON, member

ANA = Actor("member", member("ana"))


class OpenPad(Command):
    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "pad"
    creates: ClassVar[bool] = True
    most: int = 10**9


class AddLine(Command):
    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "pad"
    pad_id: Id
    text: str
    twice: bool = False
    number: int = 0


class PadOpened(Event):
    service: ClassVar[str] = "clinic"
    pad_id: Id
    most: int


class LineAdded(Event):
    service: ClassVar[str] = "clinic"
    pad_id: Id
    number: int
    text: Private[str]


class Pad(BaseModel):
    model_config = ConfigDict(frozen=True)

    community_id: Id = COMMUNITY
    most: int = 0
    lines: Shelf[str, str] = Shelf()


evolve: Evolver[Pad] = Evolver()
decide: Decider[Pad] = Decider()


@evolve.on
def opened(_: Pad | None, event: PadOpened) -> Pad:
    return Pad(most=event.most)


@evolve.on
def added(pad: Pad, event: LineAdded) -> Pad:
    return pad.model_copy(update={"lines": pad.lines.put(str(len(pad.lines)), event.text)})


@decide.on
def open_pad(pad: Pad | None, command: OpenPad, context: Context) -> Sequence[Event]:
    if pad is not None:
        return []
    return [PadOpened(pad_id=context.stream, most=command.most)]


@decide.on
def add_line(pad: Pad, command: AddLine, _: Context) -> Sequence[Event]:
    if len(pad.lines) >= pad.most:
        raise conflict("full", f"This pad is full: it has {pad.most} lines.")
    if not command.text:
        return []
    line = LineAdded(pad_id=command.pad_id, number=command.number, text=command.text)
    return [line, line] if command.twice else [line]


def pads(revision: int = 1) -> Aggregate[Pad]:
    return Aggregate("pad", Pad, evolve, decide, revision)


def pad_id(name: str) -> Id:
    """The id of the pad that `OpenPad` makes with this command id, sent by Ana."""
    return derived_id("pad", ANA.id, name)


def context(command_id: str, stream: str, actor: Actor = ANA) -> Context:
    return Context(now=NOON, actor=actor, stream=stream, command_id=command_id)


class Notebook:
    """A sink that keeps what it was given, and can be told to fail."""

    def __init__(self, name: str = "notebook") -> None:
        self.name = name
        self.commits: list[Commit] = []
        self.fails = False

    async def take(self, commits: Sequence[Commit]) -> None:
        if self.fails:
            raise ConnectionError("the notebook is lost")
        self.commits += commits

    def first_versions(self, stream: str) -> list[int]:
        """The versions of one stream in the order in which they first came."""
        return list(dict.fromkeys(commit.version for commit in self.commits if commit.stream == stream))
