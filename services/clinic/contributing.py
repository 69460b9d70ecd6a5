"""Who may say what, when: contributions, each in the step that takes it. Pure."""

from collections.abc import Sequence

from services.clinic.decisions import decide
from services.clinic.model import KINDS, Clinic
from services.clinic.protocol import STEPS, Part, Step, step_that_takes
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.domain import Context, Refusal, conflict, forbidden, invalid, not_found

EVENTS: dict[type[c.ClinicCommand], type[c.ClinicContribution]] = {
    c.GiveContext: c.ContextGiven,
    c.AskQuestion: c.QuestionAsked,
    c.AnswerQuestion: c.QuestionAnswered,
    c.ShareExperience: c.ExperienceShared,
    c.GiveAdvice: c.AdviceGiven,
    c.CommentOnAdvice: c.AdviceCommented,
    c.NoteTakeaway: c.TakeawayNoted,
}

type Contributing = (
    c.GiveContext
    | c.AskQuestion
    | c.AnswerQuestion
    | c.ShareExperience
    | c.GiveAdvice
    | c.CommentOnAdvice
    | c.NoteTakeaway
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
    | c.NoteTakeaway,
    context: Context,
) -> Sequence[Event]:
    if context.role is None:
        raise not_found()
    event = EVENTS[type(command)]
    kind = KINDS[event]
    step = _step_that_runs(clinic, kind)
    _takes_part(clinic, kind, step.takes[kind], context)
    about = _about(clinic, command)
    return [
        event.model_validate(
            {
                "community_id": clinic.community_id,
                "clinic_id": clinic.id,
                "contribution_id": context.new_id("said"),
                "member_id": context.actor.id,
                "step": step.name,
                "at": context.now,
                "text": command.text,
                **about,
            }
        )
    ]


def _step_that_runs(clinic: Clinic, kind: c.Kind) -> Step:
    if clinic.status != "running" or clinic.step is None:
        raise conflict("not-running", f"This clinic is {clinic.status}; contributions come while it runs.")
    step = STEPS[clinic.step]
    if kind not in step.takes:
        raise _not_now(kind, step)
    return step


def _not_now(kind: c.Kind, step: Step) -> Refusal:
    place = step_that_takes(kind)
    when = "comes later" if place.number > step.number else "is over"
    said = step.name.replace("_", " ")
    return conflict(
        "step-does-not-take",
        f"This is the {said} step: {step.hint} The step for {kind} {when}.",
        step=step.name,
        hint=step.hint,
        takes=list(step.takes),
    )


def _takes_part(clinic: Clinic, kind: c.Kind, part: Part, context: Context) -> None:
    presents = context.actor.id == clinic.presenter_id
    if part == "presenter" and not presents:
        raise forbidden(f"The {kind} comes from the presenter.")
    if part == "group" and presents:
        raise forbidden(f"You are the presenter: the {kind} comes from the group.")


def _about(clinic: Clinic, command: Contributing) -> dict[str, Id]:
    """What the contribution belongs to, checked to be there and of the right kind."""
    match command:
        case c.AnswerQuestion(question_id=reference):
            field, kind = "question_id", "question"
        case c.CommentOnAdvice(advice_id=reference) | c.NoteTakeaway(advice_id=str(reference)):
            field, kind = "advice_id", "advice"
        case _:
            return {}
    found = clinic.contributions.get(reference)
    if found is None or found.kind != kind:
        raise invalid(f"There is no such {kind} in this clinic.", field)
    return {field: reference}
