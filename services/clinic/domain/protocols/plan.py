"""A protocol, put to use: its steps written out for the people who are there, and who has which part in each. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from services.clinic.domain.rotation import sizes_of
from shared.contracts.base import Id
from shared.contracts.protocol import Loop, Part, PlannedStep, Protocol, Step, Turns


class Turn(NamedTuple):
    """A step that is to be gone through: once outside loops, and once for each turn in them."""

    step: Step
    each: Turns | None
    round: int
    """Counted from 1; 0 outside loops."""
    whose: Id | None


def minutes_of(protocol: Protocol, chosen: Mapping[str, int]) -> dict[str, int]:
    """How long each step is meant to be, for each person or client where the protocol has it so."""
    return {
        written.step.name: chosen.get(written.step.name, written.step.minutes.plan) for written in protocol.written()
    }


def plan(
    protocol: Protocol, minutes: Mapping[str, int], presenters: Sequence[Id | None], people: Sequence[Id | None]
) -> tuple[PlannedStep, ...]:
    """Every step from first to last. In a loop their names end in the round: `advice_2`."""
    return tuple(
        PlannedStep(
            name=f"{turn.step.name}_{turn.round}" if turn.round else turn.step.name,
            of=turn.step.name,
            minutes=max(1, minutes[turn.step.name] * times_of(turn.step, turn.each, presenters, people)),
            turn_of=turn.whose,
            round=turn.round,
        )
        for turn in _turns(protocol, presenters, people)
    )


def times_of(step: Step, each: Turns | None, presenters: Sequence[Id | None], people: Sequence[Id | None]) -> int:
    """How many people the minutes of a step are each for; 1 where they are for all together. `each` is what the loop around it
    is for: in a round of the groups all have the time that the largest of them needs, its presenter with it."""
    here = len(people)
    if each == "group" and presenters:
        listeners = sum(1 for person in people if person is None or person not in presenters)
        here = sizes_of(listeners, len(presenters))[1] + 1
    counts = {None: 1, "person": here, "client": here, "presenter": len(presenters)}
    return counts[step.minutes.per]


def _turns(protocol: Protocol, presenters: Sequence[Id | None], people: Sequence[Id | None]) -> Iterator[Turn]:
    for entry in protocol.steps:
        if not isinstance(entry, Loop):
            yield Turn(entry, None, 0, None)
            continue
        # In a round of the groups every presenter has theirs at the same time.
        those: Sequence[Id | None] = {
            "client": people, "presenter": presenters, "group": [None] * len(presenters),
        }[entry.each]  # fmt: skip
        for number, whose in enumerate(those, 1):
            for step in entry.steps:
                yield Turn(step, entry.each, number, whose)


def needs_people(protocol: Protocol) -> bool:
    """Whether it can't be written out without knowing who is there."""
    per = any(written.step.minutes.per in ("person", "client") for written in protocol.written())
    return per or protocol.loops_over("client") or protocol.loops_over("group")


def parts_of(
    member: Id, each: Turns | None, turn_of: Id | None, presenters: Sequence[Id], facilitator: Id | None
) -> tuple[Part, ...]:
    """The parts that somebody has in a step, the closest first; everyone has `all`. `each` is what a loop around it is for."""
    case: Part = "client" if each == "client" else "presenter"
    presents = member == turn_of if turn_of else member in presenters
    led: tuple[Part, ...] = ("facilitator",) if member == facilitator else ()
    return (case if presents else "group", *led, "all")


def step_of(protocol: Protocol, planned: PlannedStep) -> Step:
    """What the protocol says of a step."""
    return step_and_loop(protocol, planned)[0]


def step_and_loop(protocol: Protocol, planned: PlannedStep) -> tuple[Step, Turns | None]:
    """The same, and what the loop around it is for."""
    found = protocol.find(planned.of)
    assert found is not None
    return found


def spoken(name: str) -> str:
    """The name of a step as it stands in a sentence."""
    return name.replace("_", " ")
