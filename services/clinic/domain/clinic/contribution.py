"""What is said in a clinic, in a step that takes it, from those whose it is; too early, it is a draft. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from services.clinic.domain.clinic.contribution_kinds import EVENT_OF, REFERENCE
from services.clinic.domain.clinic.guards import require_member
from services.clinic.domain.clinic.participation import Speaker, place_for, speaker
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.step_of_kind import step_of_kind
from services.clinic.domain.clinic.takeaway import advice_of, takeaway_fields
from services.clinic.domain.clinic.visibility import FREE_ROUND, is_another_case, sees
from services.clinic.domain.protocols.plan import spoken
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import REFERS, Kind, PlannedStep, Reference
from shared.domain import Context, Refusal, conflict, forbidden, invalid


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


def contribution_or_draft(clinic: Clinic, words: Words, context: Context) -> Sequence[Event]:
    """What is said now, or kept for its author alone where it comes before its step."""
    require_member(context)
    if words.story and words.kind != "advice":
        raise invalid("Only advice is marked as a story; an experience is one anyway.", "story")
    author = speaker(clinic, _require_step_for_contributions(clinic), context.actor.id)
    if words.kind not in author.step.takes and (place := place_for(clinic, words.kind, context.actor.id)):
        return [_draft_held(clinic, words, author, place, context)]
    return [contribution_event(clinic, words, author, context)]


def contribution_event(clinic: Clinic, words: Words, author: Speaker, context: Context) -> c.ClinicContribution:
    """The contribution, if the step takes it from this speaker."""
    kind = words.kind
    if words.case_of:
        author = author.on_case_of(words.case_of)
    if kind not in author.step.takes:
        raise _not_now(clinic, kind, author)
    _require_part(kind, author)
    _require_case(clinic, author, context.actor.id)
    event = EVENT_OF.get(kind, c.ContributionMade)
    said = {
        "community_id": clinic.community_id,
        "clinic_id": clinic.id,
        "contribution_id": context.new_id("said"),
        "member_id": context.actor.id,
        "step": author.planned.name,
        "at": context.now,
        "text": words.text,
        "case_of": author.place.case_of,
        "group": author.place.group,
    }
    if event is c.ContributionMade:
        said["kind"] = kind
    if event is c.AdviceGiven:
        said["story"] = words.story
    about = _required_about(clinic, words, author, context.actor.id)
    if about is not None:
        said[REFERENCE[event]] = about
    if words.takeaway is not None:
        said |= takeaway_fields(clinic, words.takeaway, context.actor.id)
    return event.model_validate(said)


def _not_now(clinic: Clinic, kind: Kind, author: Speaker) -> Refusal:
    return conflict(
        "step-does-not-take",
        " ".join((f"This is the {spoken(author.planned.name)} step.", author.hint, step_of_kind(clinic, kind))),
        step=author.planned.name,
        hint=author.hint,
        takes=list(author.step.takes),
    )


def _require_part(kind: Kind, author: Speaker) -> None:
    own = author.parts[0]
    if not author.may_respond:
        raise forbidden(f"You only listen in this step. {author.hint}", hint=author.hint)
    if author.may_say(kind):
        return
    whose = author.step.takes[kind]
    if own == "group" or whose == "facilitator":
        raise forbidden(f"The {kind} comes from the {whose}.", hint=author.hint)
    raise forbidden(f"You are the {own}: the {kind} comes from the {whose}.", hint=author.hint)


def _require_case(clinic: Clinic, author: Speaker, member: Id) -> None:
    """In a round of the groups: whether a presenter is with them, and they are in a group."""
    if author.on_a_case:
        return
    if clinic.rotation and member in clinic.rotation.left:
        raise conflict("has-left", "You have left this clinic; join it again to go on.", hint=author.hint)
    if author.place.group is None:
        raise conflict(
            "no-group",
            "You are in no group yet. Join the clinic, and you will be in the smallest one.",
            hint=author.hint,
        )
    raise conflict("free-round", FREE_ROUND, hint=author.hint)


def _required_about(clinic: Clinic, words: Words, author: Speaker, member: Id) -> Id | None:
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
        if (said := clinic.contributions.get(other)) and is_another_case(author.place, said):
            raise invalid(f"That {said.kind} is about another case than the one you are with now.", words.field)
    return about


def _draft_held(clinic: Clinic, words: Words, author: Speaker, place: PlannedStep, context: Context) -> c.DraftHeld:
    """Too early: kept for its author alone. What it belongs to may be said later, when there is something."""
    return c.DraftHeld(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        draft_id=context.new_id("draft"),
        member_id=context.actor.id,
        kind=words.kind,
        step=author.planned.name,
        waits_for=place.name,
        hint=author.hint,
        at=context.now,
        text=words.text,
        about=_required_about(clinic, words, author, context.actor.id) if words.about else None,
        story=words.story,
        case_of=clinic.place_of(place, context.actor.id).case_of,
        **_of_takeaway(words.takeaway),
    )


def _of_takeaway(takeaway: c.NoteTakeaway | None) -> dict[str, Any]:
    if takeaway is None:
        return {}
    return {"choice": takeaway.choice, "advice_ids": advice_of(takeaway), "why": takeaway.why or ""}


def _require_step_for_contributions(clinic: Clinic) -> PlannedStep:
    if clinic.current is None:
        raise conflict("not-running", f"This clinic is {clinic.status}; contributions come while it runs.")
    return clinic.current
