"""A protocol: how a kind of clinic runs, as data. `docs/protocols.md` explains it by example.

What stands here is the shape. Whether a protocol contradicts itself is checked where it is taken in, so that one that was
taken in long ago can always be read.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from shared.contracts.types import Id, Line, Text, Value

type Kind = Literal[
    "context", "question", "answer", "experience", "advice", "comment", "takeaway",
    "refinement", "implication", "downside", "support",
    "intention", "mirror", "dialogue", "response", "progress",
]  # fmt: skip
"""What a contribution is. `docs/protocols.md` says what each one means."""

type Part = Literal["presenter", "client", "group", "facilitator", "all"]
"""Who speaks: whose case it is, whoever's turn it is in a loop over clients, everyone else, who facilitates, everyone."""

type Turns = Literal["client", "presenter", "group"]
"""What a loop is repeated for."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name for programs: small letters, digits and underscores, with a letter first."""

StepName = Identifier
Short = Annotated[Text, StringConstraints(max_length=500)]
"""One or two sentences."""


class Reference(NamedTuple):
    """What a kind of contribution belongs to: one of these, and whether it can't do without."""

    kinds: tuple[Kind, ...]
    needed: bool


ADVICE: tuple[Kind, ...] = ("advice", "refinement", "implication", "downside")
"""What a presenter may take along, and what its givers are told the outcome of."""

IDEA: tuple[Kind, ...] = ("refinement", "implication", "downside", "support")
"""What a new idea is explored with: a protocol that takes any of these leads to a brief."""

REFERS: Mapping[Kind, Reference] = {
    "answer": Reference(("question",), needed=True),
    "comment": Reference(ADVICE, needed=True),
    "takeaway": Reference(ADVICE, needed=False),
    "response": Reference(ADVICE, needed=False),
    "support": Reference(ADVICE, needed=False),
}


class SpanWritten(TypedDict, total=False):
    """Minutes as people write them: a range, or `plan` alone; `per` where they are for each person or client."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    min: Annotated[int, Field(ge=0, le=1440)]
    max: Annotated[int, Field(ge=1, le=1440)]
    plan: Annotated[int, Field(ge=1, le=1440)]
    per: Literal["person", "client", "presenter"]


class Span(Value):
    """How long a step may be, in minutes; what is planned unless the clinic says otherwise."""

    min: Annotated[int, Field(ge=0, le=1440)]
    max: Annotated[int, Field(ge=1, le=1440)]
    plan: Annotated[int, Field(ge=1, le=1440)]
    per: Literal["person", "client", "presenter"] | None = None


def _span(written: Any) -> Any:
    """A number stands for a fixed time; a range without a plan is planned at its middle."""
    if isinstance(written, int) and not isinstance(written, bool):
        return {"min": written, "max": written, "plan": written}
    if isinstance(written, Span):
        return written
    if not isinstance(written, dict):
        raise ValueError("must be whole minutes, such as 15 or {min: 5, max: 10}")  # noqa: TRY004 - pydantic takes it so
    match {name: written.get(name) for name in ("min", "max", "plan")}:
        case {"min": None, "max": None, "plan": int(plan)}:
            return {**written, "min": plan, "max": plan}
        case {"min": int(least), "max": int(most), "plan": None}:
            return {**written, "plan": max(1, (least + most) // 2)}
        case _:
            return written


Length = Annotated[
    Span,
    BeforeValidator(_span, json_schema_input_type=Annotated[int, Field(ge=1, le=1440)] | SpanWritten),
]


class Step(Value):
    """One timed part of a clinic: who does what in it."""

    name: StepName
    title: Line | None = None
    """What people read; otherwise the name."""
    minutes: Length
    takes: dict[Kind, Part] = {}
    """Which contributions have their place here, and whose they are."""
    hints: dict[Part, Short] = {}
    """What the step asks of people; `all` for those who have no hint of their own."""
    optional: bool = False
    """It may be skipped."""
    silent: bool = False
    """Nobody speaks."""
    mutes: tuple[Part, ...] = ()
    """Who only listens, or turns their back, whatever the step takes from everyone."""
    restates: bool = False
    """The presenter may put their question anew."""

    @property
    def heading(self) -> str:
        return self.title or self.name.replace("_", " ").capitalize()

    def hint_for(self, *parts: Part) -> str:
        """The hint for somebody who has these parts, the closest one first."""
        for part in (*parts, "all"):
            if part in self.hints:
                return self.hints[part]
        return next(iter(self.hints.values()), "")


class Loop(Value):
    """Steps that are gone through once for each client or presenter, or once for each round of the groups."""

    each: Turns
    steps: tuple[Step, ...] = Field(json_schema_extra={"minItems": 1})


def _step_or_loop(value: Any) -> str:
    return "loop" if isinstance(value, Loop) or (isinstance(value, dict) and "each" in value) else "step"


type Entry = Annotated[Annotated[Step, Tag("step")] | Annotated[Loop, Tag("loop")], Discriminator(_step_or_loop)]


class Size(Value):
    """How many there may be."""

    min: Annotated[int, Field(ge=1, le=100)]
    max: Annotated[int, Field(ge=1, le=100)]


class Total(Value):
    """How long the whole may be, in minutes; open where the method says nothing."""

    min: Annotated[int, Field(ge=1, le=1440)] | None = None
    max: Annotated[int, Field(ge=1, le=1440)] | None = None


class Written(NamedTuple):
    """A step where it stands in its protocol: its place counted as a reader counts, and the loop around it."""

    step: Step
    number: int
    path: tuple[str | int, ...]
    each: Turns | None


class Protocol(Value):
    """How a kind of clinic runs. Two with the same key and version are the same."""

    key: Identifier
    version: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    title: Line
    summary: Short
    source: Short
    """Where the method is described."""
    complete: bool = True
    """Whether everything the method says is here; if not, `note` says what is missing."""
    note: Short | None = None
    people: Size | None = None
    """How many people one group has, with whoever brings the case."""
    presenters: Size = Size(min=1, max=1)
    """How many bring a case at the same time; each has a group."""
    total: Total = Total()
    steps: tuple[Entry, ...] = Field(max_length=60, json_schema_extra={"minItems": 1})

    def written(self) -> Iterator[Written]:
        """Every step in the order in which it is written, those in loops once."""
        number = 0
        for place, entry in enumerate(self.steps):
            inner = entry.steps if isinstance(entry, Loop) else (entry,)
            for index, step in enumerate(inner):
                number += 1
                path = ("steps", place, "steps", index) if isinstance(entry, Loop) else ("steps", place)
                yield Written(step, number, path, entry.each if isinstance(entry, Loop) else None)

    def find(self, name: StepName) -> tuple[Step, Turns | None] | None:
        """A step, and what the loop around it is for."""
        for entry in self.steps:
            if isinstance(entry, Step):
                if entry.name == name:
                    return entry, None
                continue
            for step in entry.steps:
                if step.name == name:
                    return step, entry.each
        return None

    @property
    def explores_idea(self) -> bool:
        """Whether it ends with a brief of the idea."""
        return any(kind in written.step.takes for written in self.written() for kind in IDEA)

    def loops_over(self, each: Turns) -> bool:
        return any(isinstance(entry, Loop) and entry.each == each for entry in self.steps)


class StepTime(Value):
    """What a step may take, would take if there were time, and is first given, in seconds."""

    least: int
    plan: int
    most: int
    first: int
    optional: bool = False
    """Whether it gives way before the others."""


class PlannedStep(Value):
    """A step as this clinic will go through it: loops are written out."""

    name: StepName
    of: StepName
    """The protocol's step that it is made from; the same name outside loops."""
    minutes: int
    turn_of: Id | None = None
    """Whose turn it is, in a loop over clients or presenters."""
    time: StepTime | None = None
    round: int = 0
    """Which time it is in a loop, counted from 1; 0 outside loops."""

    @property
    def in_groups(self) -> bool:
        """Whether each group goes through it with a presenter of its own."""
        return self.round > 0 and self.turn_of is None
