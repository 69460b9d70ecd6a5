"""What people say in a clinic. Said before its step, it is kept as a draft (`DraftHeld`), and the answer holds the hint."""

from typing import ClassVar

from shared.contracts.clinic.base import ClinicCommand, ClinicContribution
from shared.contracts.protocol import Kind
from shared.contracts.types import Id, Text


class Contribute(ClinicCommand):
    """Contribute whatever the step takes. Of the kinds that have a command of their own, it leads to the same event."""

    clinic_id: Id
    what: Kind
    text: Text
    about: Id | None = None
    """The contribution it belongs to: the question of an answer, the advice of a comment."""
    story: bool = False
    """Of advice: it tells what one did oneself in a similar position."""


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
    story: bool = False
    """It tells what you did yourself in a similar position."""


class CommentOnAdvice(ClinicCommand):
    clinic_id: Id
    advice_id: Id
    text: Text


class NoteTakeaway(ClinicCommand):
    """What the presenter takes along; from which advice, if from one."""

    clinic_id: Id
    text: Text
    advice_id: Id | None = None


class ContextGiven(ClinicContribution):
    pass


class QuestionAsked(ClinicContribution):
    pass


class QuestionAnswered(ClinicContribution):
    question_id: Id


class ExperienceShared(ClinicContribution):
    pass


class AdviceGiven(ClinicContribution):
    revision: ClassVar[int] = 2
    story: bool = False
    """It tells what its giver did in a similar position."""


class AdviceCommented(ClinicContribution):
    advice_id: Id


class TakeawayNoted(ClinicContribution):
    advice_id: Id | None = None


class ContributionMade(ClinicContribution):
    """A contribution of a kind that has no event of its own."""

    kind: Kind
    about: Id | None = None
