"""What people say in a clinic. Said before its step, it is kept as a draft (`DraftHeld`), and the answer holds the hint."""

from typing import ClassVar

from shared.contracts.clinic.base import ClinicCommand, ClinicContribution
from shared.contracts.clinic.takeaways import AdviceIds, Choice
from shared.contracts.protocol import Kind
from shared.contracts.types import Id, Private, Text

__all__ = [
    "AdviceCommented",
    "AdviceGiven",
    "AnswerQuestion",
    "AskQuestion",
    "CommentOnAdvice",
    "ContextGiven",
    "Contribute",
    "ContributionMade",
    "ExperienceShared",
    "GiveAdvice",
    "GiveContext",
    "NoteTakeaway",
    "QuestionAnswered",
    "QuestionAsked",
    "ShareExperience",
    "TakeawayNoted",
]


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
    """What the presenter takes along: advice as it is, advice in a form of their own, or something that came from nobody's
    advice. Or which advice they set aside, and why.
    """

    clinic_id: Id
    text: Text | None = None
    """What they will do. May be left out for advice that is taken as it is, or set aside."""
    advice_id: Id | None = None
    choice: Choice = "taken"
    why: Text | None = None
    """Needed for what is set aside: whoever gave the advice reads it one day."""
    advice_ids: AdviceIds = ()
    """All of the advice, where it is more than one piece."""


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
    """The takeaway's id is `contribution_id`, its owner `member_id`."""

    revision: ClassVar[int] = 2
    advice_id: Id | None = None
    """The first of `advice_ids`."""
    choice: Choice = "taken"
    advice_ids: tuple[Id, ...] = ()
    why: Private[str] = ""


class ContributionMade(ClinicContribution):
    """A contribution of a kind that has no event of its own."""

    kind: Kind
    about: Id | None = None
