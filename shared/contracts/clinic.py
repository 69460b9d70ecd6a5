"""What may be asked of the clinic service, and what it tells: case clinics from the proposal to what really happened."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import Command, Contribution, Event, Query, derived_id
from shared.contracts.clinic_views import (
    ClinicBrief,
    ClinicLine,
    ClinicList,
    ClinicView,
    ContributionView,
    ProtocolLine,
    ProtocolList,
    ProtocolName,
    ProtocolView,
    Status,
    StepView,
)
from shared.contracts.protocol import Identifier, Kind, PlannedStep, Protocol, StepName
from shared.contracts.types import Id, Line, Minutes, Private, Text, When

DEFAULT_PROTOCOL = "case_clinic"

# What is defined elsewhere and read from here.
__all__ = [
    "ClinicBrief",
    "ClinicLine",
    "ClinicList",
    "ClinicView",
    "ContributionView",
    "Kind",
    "PlannedStep",
    "ProtocolLine",
    "ProtocolList",
    "ProtocolName",
    "ProtocolView",
    "Status",
    "StepName",
    "StepView",
]


class ClinicCommand(Command):
    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "clinic"


class ProposeCase(ClinicCommand):
    """A member brings a challenge from their practice, with one specific question. They become its presenter."""

    creates: ClassVar[bool] = True
    community_id: Id
    title: Line
    question: Line
    protocol: Identifier = DEFAULT_PROTOCOL
    """How the clinic is to run: the key of one of Convene's protocols or of the community's own, in its newest version."""


class ScheduleClinic(ClinicCommand):
    """Set the time and who facilitates, or move a clinic that has a time already."""

    clinic_id: Id
    starts: When
    facilitator_id: Id
    minutes: dict[StepName, Minutes] = {}
    """Minutes for the steps that should differ from the protocol's, for each person or client where it has them so."""
    protocol: Identifier | None = None
    """Another protocol than the one it was proposed with."""


class CancelClinic(ClinicCommand):
    clinic_id: Id
    reason: Line


class StartClinic(ClinicCommand):
    """Begin with the first step, now. From here on the steps are known, with whose turn it is in each."""

    clinic_id: Id
    people: tuple[Id, ...] = Field((), max_length=100)
    """Who is there, in the order in which they take turns. Needed where a protocol has turns or minutes for each person."""
    presenters: tuple[Id, ...] = Field((), max_length=100)
    """Who presents, where several do; otherwise whoever proposed the case."""
    anyway: bool = False
    """Start although the protocol is made for more people, or fewer."""


class AdvanceStep(ClinicCommand):
    """End the step that runs and begin the next. `from_step` makes an accidental second press harmless."""

    clinic_id: Id
    from_step: StepName


class SkipStep(ClinicCommand):
    """Leave out an optional step that has not begun."""

    clinic_id: Id
    step: StepName


class RestateQuestion(ClinicCommand):
    """The presenter puts their question anew, in a step that is made for it."""

    clinic_id: Id
    question: Line


class Contribute(ClinicCommand):
    """Contribute whatever the step takes. Of the kinds that have a command of their own, it leads to the same event."""

    clinic_id: Id
    what: Kind
    text: Text
    about: Id | None = None
    """The contribution it belongs to: the question of an answer, the advice of a comment."""


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


class AddProtocol(Command):
    """A convener or facilitator adds a protocol of the community's own, or a newer version of it. Versions never change."""

    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "protocol"
    creates: ClassVar[bool] = True
    community_id: Id
    definition: Protocol

    def stream(self, actor: str, command_id: str) -> Id:
        return protocol_id(self.community_id, self.definition.key)


def protocol_id(community_id: Id, key: str) -> Id:
    """The id under which a community's own protocol is kept, in all its versions."""
    return derived_id("protocol", community_id, key)


class ClinicEvent(Event):
    service: ClassVar[str] = "clinic"
    community_id: Id
    clinic_id: Id


class CaseProposed(ClinicEvent):
    presenter_id: Id
    title: Private[str]
    question: Private[str]


class ProtocolChosen(ClinicEvent):
    """How the clinic will run. It keeps this definition, whatever becomes of the protocol."""

    key: str
    version: int
    definition: Private[Protocol | None] = None


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
    revision: ClassVar[int] = 2
    facilitator_id: Id
    presenter_id: Id
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    plan: tuple[PlannedStep, ...] = ()


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


class ClinicStepSkipped(ClinicEvent):
    """An optional step is left out."""

    step: StepName
    number: int


class QuestionRestated(ClinicEvent):
    """The presenter put the question anew."""

    presenter_id: Id
    step: StepName
    question: Private[str]


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


class ContributionMade(ClinicContribution):
    """A contribution of a kind that has no event of its own."""

    kind: Kind
    about: Id | None = None


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


class ProtocolAdded(Event):
    """A community has a protocol of its own, or a newer version of it."""

    service: ClassVar[str] = "clinic"
    community_id: Id
    protocol_id: Id
    key: str
    version: int
    added_by: Id
    definition: Private[Protocol | None] = None


class ClinicQuery(Query):
    service: ClassVar[str] = "clinic"


class GetClinic(ClinicQuery):
    """One clinic, for a member of its community."""

    clinic_id: Id


class ListClinics(ClinicQuery):
    """The clinics of a community, newest first, without what was said in them."""

    community_id: Id


class ListProtocols(ClinicQuery):
    """The protocols a community may use, its own first, each in its newest version."""

    community_id: Id


class GetProtocol(ClinicQuery):
    """One protocol in full, in its newest version unless another is named."""

    community_id: Id
    key: Identifier
    version: int | None = None


class GetClinicBrief(ClinicQuery):
    """What a letter about a clinic, or the visit it belongs to, needs; for notify and trips alone."""

    clinic_id: Id
