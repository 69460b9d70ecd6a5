"""What may be asked of the clinic service, and what it tells: case clinics from the proposal to what really happened."""

from datetime import datetime
from typing import ClassVar, Literal

from shared.contracts.base import Command, Contribution, Event, Query
from shared.contracts.types import Id, Line, Minutes, Private, Text, Value, When

type StepName = Literal["context", "understanding", "related_experience", "advice", "summary"]
type Status = Literal["proposed", "scheduled", "running", "closed", "reported", "cancelled"]
type Kind = Literal["context", "question", "answer", "experience", "advice", "comment", "takeaway"]


class ClinicCommand(Command):
    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "clinic"


class ProposeCase(ClinicCommand):
    """A member brings a challenge from their practice, with one specific question. They become its presenter."""

    creates: ClassVar[bool] = True
    community_id: Id
    title: Line
    question: Line


class ScheduleClinic(ClinicCommand):
    """Set the time and who facilitates, or move a clinic that has a time already."""

    clinic_id: Id
    starts: When
    facilitator_id: Id
    minutes: dict[StepName, Minutes] = {}
    """Minutes for the steps that should differ from the protocol's."""


class CancelClinic(ClinicCommand):
    clinic_id: Id
    reason: Line


class StartClinic(ClinicCommand):
    """Begin with the first step, now."""

    clinic_id: Id


class AdvanceStep(ClinicCommand):
    """End the step that runs and begin the next. `from_step` makes an accidental second press harmless."""

    clinic_id: Id
    from_step: StepName


class GiveContext(ClinicCommand):
    clinic_id: Id
    text: Text


class AskQuestion(ClinicCommand):
    clinic_id: Id
    text: Text


class AnswerQuestion(ClinicCommand):
    clinic_id: Id
    question_id: Id
    text: Text


class ShareExperience(ClinicCommand):
    clinic_id: Id
    text: Text


class GiveAdvice(ClinicCommand):
    """Advice, best as a story: what you did in a similar position."""

    clinic_id: Id
    text: Text


class CommentOnAdvice(ClinicCommand):
    clinic_id: Id
    advice_id: Id
    text: Text


class NoteTakeaway(ClinicCommand):
    """What the presenter takes along; from which advice, if from one."""

    clinic_id: Id
    text: Text
    advice_id: Id | None = None


class CloseClinic(ClinicCommand):
    """End the clinic and set the day on which the community asks what really happened."""

    clinic_id: Id
    follow_up: When


class ReportFollowUp(ClinicCommand):
    """What really happened since."""

    clinic_id: Id
    text: Text


class ClinicEvent(Event):
    service: ClassVar[str] = "clinic"
    community_id: Id
    clinic_id: Id


class CaseProposed(ClinicEvent):
    presenter_id: Id
    title: Private[str]
    question: Private[str]


class ClinicScheduled(ClinicEvent):
    """A clinic has its time; the first, or another one than before (`moved`)."""

    starts_at: datetime
    zone: str
    facilitator_id: Id
    presenter_id: Id
    minutes: dict[str, int]
    moved: bool = False


class ClinicCancelled(ClinicEvent):
    reason: Private[str]


class ClinicStarted(ClinicEvent):
    facilitator_id: Id
    presenter_id: Id


class ClinicStepStarted(ClinicEvent):
    """A step runs. `ends_at` is when its minutes are over; nothing moves people on by itself."""

    step: StepName
    number: int
    minutes: int
    starts_at: datetime
    ends_at: datetime
    hint: str


class ClinicStepEnded(ClinicEvent):
    step: StepName
    number: int
    planned_minutes: int
    ended_at: datetime


class ClinicContribution(Contribution, ClinicEvent):
    """Something said in a clinic. Who and in which step is public; what was said is not."""

    contribution_id: Id
    member_id: Id
    step: StepName
    at: datetime
    text: Private[str]


class ContextGiven(ClinicContribution):
    pass


class QuestionAsked(ClinicContribution):
    pass


class QuestionAnswered(ClinicContribution):
    question_id: Id


class ExperienceShared(ClinicContribution):
    pass


class AdviceGiven(ClinicContribution):
    pass


class AdviceCommented(ClinicContribution):
    advice_id: Id


class TakeawayNoted(ClinicContribution):
    advice_id: Id | None = None


class ClinicClosed(ClinicEvent):
    """The clinic is over; `advisers` are those who gave advice, to be told one day what became of it."""

    presenter_id: Id
    facilitator_id: Id
    advisers: tuple[Id, ...]
    follow_up_at: datetime
    zone: str


class FollowUpReported(ClinicEvent):
    presenter_id: Id
    advisers: tuple[Id, ...]
    text: Private[str]


class ClinicQuery(Query):
    service: ClassVar[str] = "clinic"


class GetClinic(ClinicQuery):
    """One clinic, for a member of its community."""

    clinic_id: Id


class ListClinics(ClinicQuery):
    """The clinics of a community, newest first, without what was said in them."""

    community_id: Id


class GetClinicBrief(ClinicQuery):
    """What a letter about a clinic, or the visit it belongs to, needs; for notify and trips alone."""

    clinic_id: Id


class StepView(Value):
    name: StepName
    number: int
    minutes: int
    hint: str
    takes: tuple[Kind, ...]
    started_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


class ContributionView(Value):
    id: Id
    kind: Kind
    step: StepName
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None
    """The question an answer belongs to, the advice a comment or takeaway belongs to."""


class ClinicView(Value):
    id: Id
    version: int
    community_id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    facilitator_id: Id | None
    starts: When | None
    step: StepName | None
    steps: tuple[StepView, ...]
    contributions: tuple[ContributionView, ...]
    follow_up: When | None
    report: str | None
    now: datetime
    """Convene's time when this was asked, so that a page can count down whatever its own clock says."""


class ClinicLine(Value):
    id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    starts: When | None


class ClinicList(Value):
    clinics: tuple[ClinicLine, ...]


class ClinicBrief(Value):
    id: Id
    version: int = 0
    community_id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    facilitator_id: Id | None
    starts: When | None
    follow_up: When | None
    report: str | None
    reason: str | None = None
    """Why it was cancelled."""
    takeaways: tuple[str, ...] = ()
    """What the presenter took along."""
