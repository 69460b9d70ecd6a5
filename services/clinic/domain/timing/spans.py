"""How long a step may take, wants to take, and must take."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, NonNegativeInt, PositiveInt, model_validator


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class NotPossible(Exception):
    """What was asked of the clock makes no sense now. The words are for the facilitator."""


def whole(moment: datetime) -> datetime:
    """The clock counts whole seconds, so that what steps take always adds up."""
    return moment.replace(microsecond=0)


def between(earlier: datetime, later: datetime) -> int:
    """Whole seconds from one moment to the other; negative when they come the other way round."""
    return round((later - earlier).total_seconds())


type Moment = Annotated[AwareDatetime, AfterValidator(whole)]


class Span(Frozen):
    """A step's range in seconds. An optional step gives way before the others do, down to its minimum.

    An optional step that may be left out altogether has the minimum 0.
    """

    minimum: NonNegativeInt
    plan: NonNegativeInt
    maximum: NonNegativeInt
    optional: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.minimum <= self.plan <= self.maximum:
            raise ValueError(
                f"A step's plan of {self.plan} seconds must lie between its minimum of {self.minimum} "
                f"and its maximum of {self.maximum}."
            )
        return self

    def clip(self, seconds: int) -> int:
        """The length nearest to this one that the step may have."""
        return min(max(seconds, self.minimum), self.maximum)

    def after(self, used: int) -> "Span":
        """What is left of the range for a step that has had some of its time already."""
        return Span(
            minimum=max(0, self.minimum - used),
            plan=max(0, self.plan - used),
            maximum=max(0, self.maximum - used),
            optional=self.optional,
        )


class TimedStep(Frozen):
    """A step as the clock sees it. The name is how it is spoken of: "Related experience"."""

    name: str
    span: Span


class Stories(Frozen):
    """What one related experience takes, in seconds: as a rule, and at the longest."""

    each: PositiveInt = 180
    longest: PositiveInt = 300

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.each > self.longest:
            raise ValueError(f"A story of {self.each} seconds is longer than the longest, {self.longest} seconds.")
        return self


def sized_by_stories(span: Span, members: int, stories: Stories | None = None) -> Span:
    """The span of a step that lasts as long as there are members with a related experience.

    Never outside the step's own range; with nobody, it is at its minimum.
    """
    stories = stories or Stories()
    return span.model_copy(
        update={"plan": span.clip(members * stories.each), "maximum": span.clip(members * stories.longest)}
    )
