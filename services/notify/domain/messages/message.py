"""What all messages have in common. Pure.

A message is a class: its kind, its category, its facts as typed fields, and where they come from. Its words are a template
named after its kind. `Known` is what the owners of its facts tell at the moment when it is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.moments import moment
from shared.contracts import notify as c
from shared.contracts.clinic import ClinicBrief, FollowUpBrief
from shared.contracts.community import AddressChangeView, InvitationView, WayInView
from shared.contracts.text import cleaned
from shared.contracts.trips import PlaceBrief, VisitBrief
from shared.contracts.types import Id

type TopicBrief = ClinicBrief | VisitBrief
type Source = FollowUpBrief | PlaceBrief | InvitationView | WayInView | AddressChangeView
type Facts = dict[str, str | None]


class MessageRefused(ValueError):
    """The message cannot be written from these facts: it says what is missing or wrong."""


class Unwanted(Exception):
    """Not to be sent any more: it says why."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a message is written: of its topic, of what else it is about, and of the time."""

    public_url: str
    seconds_since: Callable[[datetime], float]
    """How many real seconds ago a moment was; negative where it lies ahead. On a fast clock these are fewer than its own."""
    topic: TopicBrief | None = None
    source: Source | None = None


def _shown(value: object) -> object:
    """A text as any channel can carry it, also where it was kept before texts were checked as they are now."""
    return (cleaned(value).strip() or "…") if isinstance(value, str) else value


def _shown_in_a_line(value: object) -> object:
    return (" ".join(cleaned(value).split()) or "…") if isinstance(value, str) else value


def _web_address(value: object) -> object:
    value = _shown_in_a_line(value)
    if isinstance(value, str) and not value.startswith(("https://", "http://")):
        raise ValueError("must be an http(s) address")
    return value


Line = Annotated[str, BeforeValidator(_shown_in_a_line)]
"""A fact of one line."""
Quote = Annotated[str, BeforeValidator(_shown)]
"""A fact in people's own words: shown as a quotation, with its line breaks."""
WebAddress = Annotated[str, BeforeValidator(_web_address)]


def translatable(text: str) -> str:
    """Marks a text that the pages show: `tools.words` puts it into the catalogs."""
    return text


class Message(BaseModel):
    """The facts of one message. Those without a default are needed, the others are told if there are any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    """Its name in events, and of its template."""
    about: ClassVar[str]
    """What it is about, in the few words that stand for it where sent messages are listed."""
    category: ClassVar[c.Category | None] = None
    """What readers can stop. Messages without one are for one person's own matter, or a cancellation: whoever was told that
    something takes place is told that it does not."""
    page: ClassVar[str] = ""
    """Where on the pages of its topic it leads, other than to the first."""
    for_members: ClassVar[bool] = True
    """Whether its reader is a member of the community; an invitation's is none yet."""
    source: ClassVar[type[Source] | None] = None
    """What is asked of an owner for it, beside the topic itself."""

    community: Line
    link: WebAddress
    """Where to read on."""
    name: Line | None = None
    """The reader's."""
    unsubscribe: WebAddress | None = None

    @classmethod
    def of(cls, facts: Mapping[str, str | None]) -> Self:
        """The message with these facts. Raises `MessageRefused` where some are missing, unknown or unfit."""
        given = {name: value for name, value in facts.items() if value is not None and value.strip()}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise MessageRefused(cls._why_unfit(error)) from error

    @classmethod
    def _why_unfit(cls, error: ValidationError) -> str:
        names: dict[str, list[str]] = {}
        for fault in error.errors(include_url=False, include_input=False):
            names.setdefault(fault["type"], []).append(str(fault["loc"][0]))
        if missing := names.get("missing"):
            return f"The message {cls.kind} needs {', '.join(sorted(missing))}."
        if unknown := names.get("extra_forbidden"):
            return f"The message {cls.kind} has no place for {', '.join(sorted(unknown))}."
        [unfit, *_] = next(iter(names.values()))
        return f"The fact {unfit} of a message must be an http(s) address."

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        """Why it is not to be sent any more; None while it is."""
        return None

    @classmethod
    def address(cls, known: Known) -> str | None:
        """The mail address it goes to, where that is not the one the reader has as a member."""
        return None

    @classmethod
    def people(cls, delivery: Delivery, known: Known) -> Mapping[str, Id | None]:
        """Whose names it tells, by the fact that is their name."""
        return {}

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        """Its own facts, beside those that every message has; what is none of its fields is left out.

        `zone` is the reader's time zone, empty where they gave none; `names` are those of `people`.
        """
        return {}


def on_clock_of(zone: str, otherwise: str, at: datetime) -> str:
    """A moment on the reader's own clock if we know it, else on the other one."""
    try:
        return moment(at, zone or otherwise)
    except ValueError:
        return moment(at, otherwise)
