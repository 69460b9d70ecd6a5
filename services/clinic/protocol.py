"""The case clinic's steps: who does what, for how long, with which hint. The table is the handbook's, and indicative."""

from dataclasses import dataclass
from typing import Literal

from shared.contracts.clinic import Kind, StepName

type Part = Literal["presenter", "group", "all"]
"""Who may contribute: the presenter, everyone but the presenter, or everyone."""


@dataclass(frozen=True, slots=True)
class Step:
    name: StepName
    number: int
    minutes: int
    hint: str
    takes: dict[Kind, Part]


CASE_CLINIC: tuple[Step, ...] = (
    Step(
        "context",
        1,
        10,
        "Just enough context to frame the challenge, then one specific question. A simple visual helps; no slides.",
        {"context": "presenter"},
    ),
    Step(
        "understanding",
        2,
        15,
        "Ask to understand; no advice yet. A good question often sheds new light.",
        {"question": "group", "answer": "presenter"},
    ),
    Step(
        "related_experience",
        3,
        10,
        "Share an experience or a story of your own that is related to this challenge.",
        {"experience": "group"},
    ),
    Step(
        "advice",
        4,
        15,
        "Give advice as a story: what did you do in a similar position?",
        {"advice": "group", "comment": "all"},
    ),
    Step(
        "summary",
        5,
        5,
        "The presenter sums up the insights and advice they take away.",
        {"takeaway": "presenter"},
    ),
)

STEPS: dict[StepName, Step] = {step.name: step for step in CASE_CLINIC}


def step_after(name: StepName) -> Step | None:
    """The next step; None after the last."""
    number = STEPS[name].number
    return CASE_CLINIC[number] if number < len(CASE_CLINIC) else None


def step_that_takes(kind: Kind) -> Step:
    """The step in which this kind of contribution has its place."""
    return next(step for step in CASE_CLINIC if kind in step.takes)
