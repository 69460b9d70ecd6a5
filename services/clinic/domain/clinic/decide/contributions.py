"""Contributions, each in a step that takes it, from those whose it is. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.contribution import Words, contribution_or_draft
from services.clinic.domain.clinic.contribution_kinds import EVENTS, KINDS
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.takeaway import advice_of
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.domain import Context, Decider

decide: Decider[Clinic] = Decider()

type Contributing = (
    c.GiveContext
    | c.AskQuestion
    | c.AnswerQuestion
    | c.ShareExperience
    | c.GiveAdvice
    | c.CommentOnAdvice
    | c.NoteTakeaway
    | c.Contribute
)


@decide.on
def contribute(
    clinic: Clinic,
    command: c.GiveContext
    | c.AskQuestion
    | c.AnswerQuestion
    | c.ShareExperience
    | c.GiveAdvice
    | c.CommentOnAdvice
    | c.NoteTakeaway
    | c.Contribute,
    context: Context,
) -> Sequence[Event]:
    return contribution_or_draft(clinic, _words(command), context)


def _words(command: Contributing) -> Words:
    kind = command.what if isinstance(command, c.Contribute) else KINDS[EVENTS[type(command)]]
    field, about = _reference(command)
    story = isinstance(command, c.GiveAdvice | c.Contribute) and command.story
    takeaway = command if isinstance(command, c.NoteTakeaway) else None
    return Words(kind, command.text or "", about, story, takeaway, field)


def _reference(command: Contributing) -> tuple[str, Id | None]:
    match command:
        case c.AnswerQuestion():
            return "question_id", command.question_id
        case c.CommentOnAdvice():
            return "advice_id", command.advice_id
        case c.NoteTakeaway():
            return "advice_id", next(iter(advice_of(command)), None)
        case c.Contribute():
            return "about", command.about
        case _:
            return "", None
