"""The record of a clinic: what may be asked about what was, and the answers. All of it is also in `shared.contracts.clinic`."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.clinic.views.clinic import ClinicView, Status, VisualView
from shared.contracts.clinic.views.outcomes import ReportView, TakeawayView
from shared.contracts.clinic.views.protocols import ProtocolName
from shared.contracts.clinic.views.room import CaseView, ContributionView
from shared.contracts.protocol import StepName
from shared.contracts.types import Id, Value, When

__all__ = [
    "ClinicMoment",
    "ClinicRecord",
    "GetClinicAt",
    "GetClinicRecord",
    "RecordEntry",
    "RecordRun",
    "RecordStep",
    "RecordTakeaway",
]


class GetClinicRecord(ClinicQuery):
    """All of a clinic in the order of its steps, to be kept; for a member of its community."""

    clinic_id: Id


class GetClinicAt(ClinicQuery):
    """The room as it was: after that version, or at that time; the newest where neither is given.

    It shows exactly what whoever asks was shown then. They must belong to the community now.
    """

    clinic_id: Id
    version: int | None = Field(None, ge=1)
    at: AwareDatetime | None = None


class RecordRun(Value):
    """A stretch of time in which a step ran; `ended` is None while it does."""

    began: datetime
    ended: datetime | None = None


class RecordEntry(ContributionView):
    """A contribution with what belongs to it: the answers to a question, the comments on advice."""

    replies: tuple["RecordEntry", ...] = ()


class RecordStep(Value):
    """A step as planned, as run, and what was said in it."""

    name: StepName
    title: str
    number: int
    turn_of: Id | None = None
    planned_minutes: int
    left_out: bool = False
    runs: tuple[RecordRun, ...] = ()
    contributions: tuple[RecordEntry, ...] = ()
    """In the order in which they were made; replies are with what they belong to, and takeaways by themselves."""


class RecordTakeaway(TakeawayView):
    """What somebody took along or set aside, what became of it, and the advice it came from."""

    advice: tuple[ContributionView, ...] = ()


class ClinicRecord(Value):
    """A clinic to be kept, by people and by programs. Fields may be added within a revision; readers ignore those they don't
    know. A change that breaks readers is a new revision.
    """

    format: Literal["convene.clinic-record"] = "convene.clinic-record"
    revision: Literal[1] = 1
    made: datetime
    """When this record was written, in Convene's time."""
    id: Id
    version: int
    """The clinic's version that it tells of."""
    community_id: Id
    status: Status
    title: str
    question: str
    """As it stood at the end."""
    presenter_id: Id
    presenters: tuple[Id, ...]
    cases: tuple[CaseView, ...] = ()
    """Whose cases it was for, where there were several."""
    facilitator_id: Id | None
    people: tuple[Id, ...]
    need: str | None = None
    """What in practice it came from."""
    visual: VisualView | None = None
    protocol: ProtocolName
    starts: When | None
    """When it was to begin."""
    began: datetime | None
    ended: datetime | None
    pauses: tuple[RecordRun, ...] = ()
    """When nothing ran although the clinic was on."""
    steps: tuple[RecordStep, ...]
    takeaways: tuple[RecordTakeaway, ...]
    follow_up: When | None
    reports: tuple[ReportView, ...]
    """What really happened, as each who brought a case told it as a whole; of single takeaways, see there."""
    discussed_at: datetime | None = None
    """When a meeting talked about it last."""
    reason: str | None = None
    """Why it was cancelled."""
    names: dict[Id, str] = {}
    """Who is who, in an export for people. Names are the community's: the clinic service gives ids alone."""


class ClinicMoment(Value):
    """The room as it was, and where that is among all its moments. A moment is what one command changed."""

    version: int
    newest: int
    made: datetime
    by: Id | None
    """The member whose command it was; None where it was Convene itself."""
    happened: tuple[str, ...]
    """The names of the events."""
    clinic: ClinicView


RecordEntry.model_rebuild()
