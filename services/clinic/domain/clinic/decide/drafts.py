"""Drafts: what came before its step is given in it, or dropped, by its author alone. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.contribution import Words, contribution_event
from services.clinic.domain.clinic.guards import require_member, require_running_step
from services.clinic.domain.clinic.participation import speaker
from services.clinic.domain.clinic.records import Draft
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.domain import Context, Decider, invalid, not_found

decide: Decider[Clinic] = Decider()


@decide.on
def give_draft(clinic: Clinic, command: c.GiveDraft, context: Context) -> Sequence[Event]:
    draft = _require_own(clinic, command.draft_id, context)
    about = command.about or _still_there(clinic, draft.about)
    words = Words(
        kind=draft.kind,
        text=command.text or draft.text,
        about=about,
        story=draft.story if command.story is None else command.story,
        takeaway=_takeaway(clinic, draft, command, about) if draft.kind == "takeaway" else None,
        field="about",
        case_of=draft.case_of,
    )
    if words.story and words.kind != "advice":
        raise invalid("Only advice is marked as a story; an experience is one anyway.", "story")
    said = contribution_event(clinic, words, speaker(clinic, require_running_step(clinic), context.actor.id), context)
    given = c.DraftGiven(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        draft_id=draft.id,
        member_id=draft.member_id,
        contribution_id=said.contribution_id,
    )
    return [said, given]


@decide.on
def drop_draft(clinic: Clinic, command: c.DropDraft, context: Context) -> Sequence[Event]:
    draft = _require_own(clinic, command.draft_id, context)
    return [
        c.DraftDropped(
            community_id=clinic.community_id, clinic_id=clinic.id, draft_id=draft.id, member_id=draft.member_id
        )
    ]


def _require_own(clinic: Clinic, draft_id: Id, context: Context) -> Draft:
    """Nobody can tell somebody else's draft from none at all."""
    require_member(context)
    draft = clinic.drafts.get(draft_id)
    if draft is None or draft.member_id != context.actor.id:
        raise not_found()
    return draft


def _takeaway(clinic: Clinic, draft: Draft, command: c.GiveDraft, about: Id | None) -> c.NoteTakeaway:
    """The takeaway as it was meant, from what of the advice is still there."""
    return c.NoteTakeaway(
        clinic_id=clinic.id,
        text=command.text or draft.text or None,
        advice_id=about,
        choice=draft.choice,
        why=draft.why or None,
        advice_ids=tuple(name for name in draft.advice if _still_there(clinic, name)),
    )


def _still_there(clinic: Clinic, about: Id | None) -> Id | None:
    """What the draft was for may have been taken back since; then it stands by itself, if it can."""
    found = clinic.contributions.get(about) if about else None
    return about if found and not found.withdrawn else None
