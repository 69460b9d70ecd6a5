"""The kinds of value that contracts are made of."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from shared.contracts.addresses import address
from shared.contracts.text import as_line, readable

Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+-[0-9a-z]{26}$")]
"""An id that we made: the kind of thing, a dash, 26 letters and digits. Safe in a bus subject as it stands."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), AfterValidator(readable)]
"""What a person writes: 1-8,000 characters, in paragraphs."""

Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000), AfterValidator(readable)]
"""What a person writes, or nothing: an empty text takes out what was there."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(as_line),
]
"""A title, a name, a question: 1-200 characters on one line."""

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(address),
    WithJsonSchema({"type": "string", "maxLength": 254, "pattern": r"^[^@\s<>,;:\\]+@[^@\s<>,;:\\]+$"}),
]
"""One mail address, without a name around it, as mail can reach it (see `shared.contracts.addresses`)."""

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]


class Secret:
    """Marks a field that stays in its owner's journal. Use it through `Private[...]`."""


type Private[T] = Annotated[T, Secret()]
"""What a person said, a name, an address: kept in the owner's journal, never put on the bus."""


class Value(BaseModel):
    """A plain value inside commands and events."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{zone[:64]}' is not a time zone; use a name such as Europe/Paris") from None
    return zone


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
"""An IANA time zone by its name, such as `Europe/Paris`."""

OwnZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(lambda zone: zone and _known_zone(zone))]
"""A time zone, or nothing where the community's is meant."""


_WALL_TIME = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$",
    "title": "Local",
    "description": "What clocks there show, without an offset.",
    "examples": ["2027-03-04T14:00:00"],
}
# Not JSON Schema's `date-time`, which demands an offset.


class When(Value):
    """A moment as people chose it: wall time and place. 14:00 in Paris stays 14:00 in Paris.

    A wall time that the clocks skip (the hour lost when summer time begins) is refused with the next one that exists;
    one that happens twice means the first.
    """

    local: Annotated[datetime, WithJsonSchema(_WALL_TIME)]
    zone: Zone = Field(examples=["Europe/Paris"])

    @field_validator("local")
    @classmethod
    def _local_is_wall_time(cls, local: datetime) -> datetime:
        if local.tzinfo is not None:
            raise ValueError("is a wall time and takes no offset; name the place in 'zone'")
        return local

    @model_validator(mode="after")
    def _local_exists(self) -> "When":
        try:
            there_and_back = self.instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        except OverflowError:
            raise ValueError(f"{self.local.year} is a year too far away; use another") from None
        if there_and_back != self.local:
            raise ValueError(
                f"{self.local:%Y-%m-%d %H:%M} does not exist in {self.zone}: the clocks skip it; "
                f"did you mean {there_and_back:%Y-%m-%d %H:%M}?"
            )
        return self

    @property
    def instant(self) -> datetime:
        """The same moment in UTC."""
        return self.local.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)

    @classmethod
    def of(cls, instant: datetime, zone: str) -> "When":
        """What clocks in that zone show at that instant."""
        return cls(local=instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone=zone)

    def later(self, **delta: float) -> "When":
        """The wall time that much later, in the same place."""
        return When(local=self.local + timedelta(**delta), zone=self.zone)


def is_private(annotation: Any, metadata: list[Any]) -> bool:
    """Whether a field was declared as `Private[...]`."""
    alias = getattr(annotation, "__origin__", None)
    return alias is Private or any(isinstance(mark, Secret) for mark in metadata)
