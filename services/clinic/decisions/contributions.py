"""Who may say what, when: contributions, each in a step that takes it, from those whose it is. Pure."""

from collections.abc import Sequence

from services.clinic.decisions.deciding import decide, spoken, step_and_loop, step_of
from services.clinic.decisions.takeaways import advice_of, noted
from services.clinic.model import KINDS, Clinic
from services.clinic.protocol import parts_of
from services.clinic.whose import FREE_ROUND, Place, place_of, sees
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import REFERS, Kind, Part, PlannedStep, Reference, Step
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
    | c.Contribute
)


EVENT_OF: dict[Kind, type[c.ClinicContribution]] = {kind: event for event, kind in KINDS.items()}
REFERENCE: dict[type[c.ClinicContribution], str] = {
    c.QuestionAnswered: "question_id",
    c.AdviceCommented: "advice_id",
    c.TakeawayNoted: "advice_id",
    c.ContributionMade: "about",
}
"""The field of each event that says what it belongs to."""


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
    if context.role is None:
        raise not_found()
    kind = command.what if isinstance(command, c.Contribute) else KINDS[EVENTS[type(command)]]
    planned = _step_that_runs(clinic)
    step, each = step_and_loop(clinic, planned)
    parts = parts_of(context.actor.id, each, planned.turn_of, clinic.presenters, clinic.facilitator_id)
    if kind not in step.takes:
        raise _not_now(clinic, kind, planned, step, parts)
    _takes_part(kind, step, parts)
    place = place_of(clinic, planned, context.actor.id)
    _works_on_a_case(clinic, planned, place, context.actor.id, step.hint_for(*parts))
    event = EVENT_OF.get(kind, c.ContributionMade)
    said = {
        "community_id": clinic.community_id,
        "clinic_id": clinic.id,
        "contribution_id": context.new_id("said"),
        "member_id": context.actor.id,
        "step": planned.name,
        "at": context.now,
        "text": command.text or "",
        "case_of": place.case_of,
        "group": place.group,
    }
    if event is c.ContributionMade:
        said["kind"] = kind
    about = _about(clinic, kind, command, place, context.actor.id)
    if about is not None:
        said[REFERENCE[event]] = about
    if isinstance(command, c.NoteTakeaway):
        said |= noted(clinic, command, context.actor.id)
    return [event.model_validate(said)]


def _step_that_runs(clinic: Clinic) -> PlannedStep:
    if clinic.current is None:
        raise conflict("not-running", f"This clinic is {clinic.status}; contributions come while it runs.")
    return clinic.current


def _not_now(clinic: Clinic, kind: Kind, planned: PlannedStep, step: Step, parts: tuple[Part, ...]) -> Refusal:
    hint = step.hint_for(*parts)
    return conflict(
        "step-does-not-take",
        f"This is the {spoken(planned.name)} step: {hint} {_when(clinic, kind, planned)}",
        step=planned.name,
        hint=hint,
        takes=list(step.takes),
    )


def _when(clinic: Clinic, kind: Kind, planned: PlannedStep) -> str:
    """Where this kind has its place."""
    place = clinic.number(planned.name)
    takes = [kind in step_of(clinic, one).takes and one.name not in clinic.skipped for one in clinic.plan]
    if any(takes[place:]):
        return f"The step for {kind} comes later."
    if any(takes[:place]):
        return f"The step for {kind} is over."
    return f"{clinic.protocol.title} has no place for {kind}."


def _takes_part(kind: Kind, step: Step, parts: tuple[Part, ...]) -> None:
    """The closest of somebody's parts is the first: whether they present, are the client, or belong to the group."""
    own, hint = parts[0], step.hint_for(*parts)
    if any(part in step.mutes for part in parts):
        raise forbidden(f"You only listen in this step. {hint}", hint=hint)
    whose = step.takes[kind]
    if whose in parts:
        return
    if own == "group" or whose == "facilitator":
        raise forbidden(f"The {kind} comes from the {whose}.", hint=hint)
    raise forbidden(f"You are the {own}: the {kind} comes from the {whose}.", hint=hint)


def _works_on_a_case(clinic: Clinic, planned: PlannedStep, place: Place, member: Id, hint: str) -> None:
    """In a round of the groups: whether a presenter is with them, and they are in a group."""
    rotation = clinic.rotation
    if rotation is None or not planned.in_groups or place.case_of is not None:
        return
    if member in rotation.left:
        raise conflict("has-left", "You have left this clinic; join it again to go on.", hint=hint)
    if place.group is None:
        raise conflict(
            "no-group", "You are in no group yet. Join the clinic, and you will be in the smallest one.", hint=hint
        )
    raise conflict("free-round", FREE_ROUND, hint=hint)


def _about(clinic: Clinic, kind: Kind, command: Contributing, place: Place, member: Id) -> Id | None:
    """What the contribution belongs to, checked to be there and of the right kind."""
    field, about = _given(command)
    reference = REFERS.get(kind, Reference((), needed=False))
    if about is None:
        if reference.needed:
            raise invalid(f"Say to which {' or '.join(reference.kinds)} this {kind} belongs.", field)
        return None
    found = clinic.contributions.get(about)
    if found is None or found.kind not in reference.kinds or not sees(clinic, member, found):
        wanted = " or ".join(reference.kinds)
        no_such = (
            f"There is no such {wanted} in this clinic." if wanted else f"A {kind} belongs to no other contribution."
        )
        raise invalid(no_such, field)
    if place.case_of and found.case_of and place.case_of != found.case_of:
        raise invalid(f"That {found.kind} is about another case than the one you are with now.", field)
    return about


def _given(command: Contributing) -> tuple[str, Id | None]:
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
