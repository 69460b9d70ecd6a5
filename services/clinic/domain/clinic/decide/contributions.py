"""Who may say what, when: contributions, each in a step that takes it, from those whose it is. What comes too early is kept
as its author's draft. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from services.clinic.domain.clinic.decide.takeaways import advice_of, noted
from services.clinic.domain.clinic.evolve.contributions import KINDS
from services.clinic.domain.clinic.guards import require_member, spoken, step_of
from services.clinic.domain.clinic.participation import Speaker, place_for, speaker
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import FREE_ROUND, is_another_case, place_of, sees
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import REFERS, Kind, PlannedStep, Reference
from shared.domain import Context, Decider, Refusal, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()

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


class Words(NamedTuple):
    """What somebody wants to say."""

    kind: Kind
    text: str
    about: Id | None
    story: bool
    takeaway: c.NoteTakeaway | None
    """What a takeaway says beyond other contributions."""
    field: str
    """Where the command says what it belongs to."""
    case_of: Id | None = None
    """Whose case it was meant for, where it is another one than that which is with its author now."""


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
    require_member(context)
    words = _words(command)
    if words.story and words.kind != "advice":
        raise invalid("Only advice is marked as a story; an experience is one anyway.", "story")
    this_speaker = speaker(clinic, _step_that_runs(clinic), context.actor.id)
    if words.kind not in this_speaker.step.takes and (place := place_for(clinic, words.kind, context.actor.id)):
        return [_hold(clinic, words, this_speaker, place, context)]
    return [say(clinic, words, this_speaker, context)]


def say(clinic: Clinic, words: Words, this_speaker: Speaker, context: Context) -> c.ClinicContribution:
    """The contribution, if the step takes it from this speaker."""
    kind = words.kind
    if words.case_of:
        this_speaker = this_speaker.on_case_of(words.case_of)
    if kind not in this_speaker.step.takes:
        raise not_now(clinic, kind, this_speaker)
    _require_part(kind, this_speaker)
    _require_case(clinic, this_speaker, context.actor.id)
    event = EVENT_OF.get(kind, c.ContributionMade)
    said = {
        "community_id": clinic.community_id,
        "clinic_id": clinic.id,
        "contribution_id": context.new_id("said"),
        "member_id": context.actor.id,
        "step": this_speaker.planned.name,
        "at": context.now,
        "text": words.text,
        "case_of": this_speaker.place.case_of,
        "group": this_speaker.place.group,
    }
    if event is c.ContributionMade:
        said["kind"] = kind
    if event is c.AdviceGiven:
        said["story"] = words.story
    about = _about(clinic, words, this_speaker, context.actor.id)
    if about is not None:
        said[REFERENCE[event]] = about
    if words.takeaway is not None:
        said |= noted(clinic, words.takeaway, context.actor.id)
    return event.model_validate(said)


def _hold(clinic: Clinic, words: Words, this_speaker: Speaker, place: PlannedStep, context: Context) -> c.DraftHeld:
    """Too early: kept for its author alone. What it belongs to may be said later, when there is something."""
    return c.DraftHeld(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        draft_id=context.new_id("draft"),
        member_id=context.actor.id,
        kind=words.kind,
        step=this_speaker.planned.name,
        waits_for=place.name,
        hint=this_speaker.hint,
        at=context.now,
        text=words.text,
        about=_about(clinic, words, this_speaker, context.actor.id) if words.about else None,
        story=words.story,
        case_of=place_of(clinic, place, context.actor.id).case_of,
        **_of_takeaway(words.takeaway),
    )


def _of_takeaway(takeaway: c.NoteTakeaway | None) -> dict[str, Any]:
    if takeaway is None:
        return {}
    return {"choice": takeaway.choice, "advice_ids": advice_of(takeaway), "why": takeaway.why or ""}


def _words(command: Contributing) -> Words:
    kind = command.what if isinstance(command, c.Contribute) else KINDS[EVENTS[type(command)]]
    field, about = _given(command)
    story = isinstance(command, c.GiveAdvice | c.Contribute) and command.story
    takeaway = command if isinstance(command, c.NoteTakeaway) else None
    return Words(kind, command.text or "", about, story, takeaway, field)


def _step_that_runs(clinic: Clinic) -> PlannedStep:
    if clinic.current is None:
        raise conflict("not-running", f"This clinic is {clinic.status}; contributions come while it runs.")
    return clinic.current


def not_now(clinic: Clinic, kind: Kind, this_speaker: Speaker) -> Refusal:
    return conflict(
        "step-does-not-take",
        " ".join((f"This is the {spoken(this_speaker.planned.name)} step.", this_speaker.hint, when(clinic, kind))),
        step=this_speaker.planned.name,
        hint=this_speaker.hint,
        takes=list(this_speaker.step.takes),
    )


def when(clinic: Clinic, kind: Kind) -> str:
    """Where this kind has its place."""
    place = clinic.number(clinic.step) if clinic.step else 0
    takes = [
        kind in step_of(clinic, planned_step).takes and planned_step.name not in clinic.skipped
        for planned_step in clinic.plan
    ]
    if any(takes[place:]):
        later = next(
            planned_step for planned_step, taken in zip(clinic.plan[place:], takes[place:], strict=True) if taken
        )
        return f"The {kind} comes from the {step_of(clinic, later).takes[kind]}, in the {spoken(later.name)} step."
    if any(takes[:place]):
        return f"The step for {kind} is over."
    return f"{clinic.protocol.title} has no place for {kind}."


def _require_part(kind: Kind, this_speaker: Speaker) -> None:
    own = this_speaker.parts[0]
    if not this_speaker.may_respond:
        raise forbidden(f"You only listen in this step. {this_speaker.hint}", hint=this_speaker.hint)
    if this_speaker.may_say(kind):
        return
    whose = this_speaker.step.takes[kind]
    if own == "group" or whose == "facilitator":
        raise forbidden(f"The {kind} comes from the {whose}.", hint=this_speaker.hint)
    raise forbidden(f"You are the {own}: the {kind} comes from the {whose}.", hint=this_speaker.hint)


def _require_case(clinic: Clinic, this_speaker: Speaker, member: Id) -> None:
    """In a round of the groups: whether a presenter is with them, and they are in a group."""
    if this_speaker.on_a_case:
        return
    if clinic.rotation and member in clinic.rotation.left:
        raise conflict("has-left", "You have left this clinic; join it again to go on.", hint=this_speaker.hint)
    if this_speaker.place.group is None:
        raise conflict(
            "no-group",
            "You are in no group yet. Join the clinic, and you will be in the smallest one.",
            hint=this_speaker.hint,
        )
    raise conflict("free-round", FREE_ROUND, hint=this_speaker.hint)


def _about(clinic: Clinic, words: Words, this_speaker: Speaker, member: Id) -> Id | None:
    """What the contribution belongs to, checked to be there and of the right kind."""
    kind, about = words.kind, words.about
    reference = REFERS.get(kind, Reference((), needed=False))
    if about is None:
        if reference.needed:
            raise invalid(f"Say to which {' or '.join(reference.kinds)} this {kind} belongs.", words.field)
        return None
    found = clinic.contributions.get(about)
    if found is None or found.kind not in reference.kinds or not sees(clinic, member, found):
        wanted = " or ".join(reference.kinds)
        no_such = (
            f"There is no such {wanted} in this clinic." if wanted else f"A {kind} belongs to no other contribution."
        )
        raise invalid(no_such, words.field)
    if found.withdrawn:
        raise invalid(f"This {found.kind} was taken back; choose another, or say it by itself.", words.field)
    for other in (about, *(advice_of(words.takeaway) if words.takeaway else ())):
        if (said := clinic.contributions.get(other)) and is_another_case(this_speaker.place, said):
            raise invalid(f"That {said.kind} is about another case than the one you are with now.", words.field)
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
