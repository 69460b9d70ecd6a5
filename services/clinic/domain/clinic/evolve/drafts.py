"""What came before its step. Pure."""

from services.clinic.domain.clinic.records import Draft
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def draft_held(clinic: Clinic, event: c.DraftHeld) -> Clinic:
    draft = Draft(
        id=event.draft_id,
        kind=event.kind,
        member_id=event.member_id,
        text=event.text,
        at=event.at,
        about=event.about,
        story=event.story,
        choice=event.choice,
        advice=event.advice_ids,
        why=event.why,
        case_of=event.case_of,
    )
    return clinic.model_copy(update={"drafts": clinic.drafts.put(draft.id, draft)})


@evolve.on
def draft_given(clinic: Clinic, event: c.DraftGiven) -> Clinic:
    return _without(clinic, event.draft_id)


@evolve.on
def draft_dropped(clinic: Clinic, event: c.DraftDropped) -> Clinic:
    return _without(clinic, event.draft_id)


def _without(clinic: Clinic, draft_id: Id) -> Clinic:
    return clinic.model_copy(update={"drafts": clinic.drafts.drop(draft_id)})
