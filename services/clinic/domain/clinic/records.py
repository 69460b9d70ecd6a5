"""What a clinic remembers of people and of what they said: the parts of its state. Pure."""

from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.contracts import clinic as c
from shared.contracts.pictures import Picture
from shared.contracts.types import Id, When


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class StepRun(Frozen):
    """A step as it runs, or ran."""

    minutes: int
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


class Contribution(Frozen):
    id: Id
    kind: c.Kind
    step: c.StepName
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None
    case_of: Id | None = None
    """Whose case it is about, where several people bring one."""
    group: int | None = None
    story: bool = False
    edited_at: datetime | None = None
    withdrawn: bool = False
    """Taken back, and kept without words since others answered it; what nobody answered is gone."""
    replies: int = 0
    """How many contributions belong to it."""
    me_too: tuple[Id, ...] = ()


class Draft(Frozen):
    """A contribution that came before its step: its author's alone until they give it."""

    id: Id
    kind: c.Kind
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None
    story: bool = False
    choice: c.Choice = "taken"
    advice: tuple[Id, ...] = ()
    why: str = ""
    case_of: Id | None = None


class Share(Frozen):
    """How much was heard of somebody."""

    contributions: int = 0
    characters: int = 0
    advice: int = 0
    """How many of the contributions are advice of some kind."""
    called_on: int = 0
    last_at: datetime | None = None

    @property
    def heard(self) -> int:
        """How often: by what they contributed, and by having the floor."""
        return self.contributions + self.called_on


class Case(Frozen):
    """What somebody brings to a clinic that another one proposed. Empty where they came to it without having said so."""

    title: str = ""
    question: str = ""


class Brief(Frozen):
    """What the presenter added to the brief of their idea, and left out of it."""

    opening: str = ""
    next_steps: str = ""
    closing: str = ""
    responses: dict[Id, str] = {}
    """By the downside that they respond to."""
    left_out: frozenset[Id] = frozenset()


class Takeaway(Frozen):
    """What its owner takes along, or sets aside. What they said of it is the contribution of the same id."""

    id: Id
    member_id: Id
    choice: c.Choice = "taken"
    advice: tuple[Id, ...] = ()
    why: str = ""


class Outcome(Frozen):
    """What became of a takeaway, as it was told last."""

    done: c.Done
    result: c.Result | None = None
    story: str = ""
    at: datetime | None = None


class Report(Frozen):
    """What a presenter told as a whole; empty if only in parts."""

    text: str
    at: datetime | None = None


class Asked(Frozen):
    """When a presenter is asked what really happened; no longer `open` once they told."""

    at: When
    number: int = 1
    open: bool = True


class Visual(Frozen):
    picture: Picture
    alt: str


class Place(NamedTuple):
    """Where somebody is in a step."""

    case_of: Id | None
    """Whose case they work on; None where it is about the whole, or where nobody brings one to them."""
    group: int | None
