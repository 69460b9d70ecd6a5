"""What a clinic is to one of its people: what they may do now, their drafts, and what may be done with what was said. Pure."""

from services.clinic.domain.clinic.participation import Speaker, place_for, speaker
from services.clinic.domain.clinic.records import Contribution, Draft
from services.clinic.domain.clinic.speaking_queue import in_order, known_people
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.step_of_kind import step_of_kind
from services.clinic.domain.clinic.visibility import company_of, sees
from services.clinic.domain.protocols.plan import spoken
from shared.contracts import clinic as c
from shared.contracts.protocol import REFERS, Kind, Reference
from shared.contracts.types import Id

TELL_A_STORY = "Advice helps most as a story: what did you do yourself in a similar position? You can still change it."


def you_may(clinic: Clinic, viewer: Id) -> c.YouMay:
    if clinic.current is None:
        return c.YouMay()
    speaking = speaker(clinic, clinic.current, viewer)
    return c.YouMay(
        parts=speaking.parts,
        hint=speaking.hint,
        contribute=tuple(_contributions(clinic, speaking, viewer)),
        later=_later(clinic, speaking, viewer),
        respond=speaking.may_respond,
        restate=speaking.step.restates and speaking.parts[0] == "presenter",
        lead=viewer == clinic.facilitator_id,
    )


def _contributions(clinic: Clinic, speaking: Speaker, viewer: Id) -> list[c.MayContribute]:
    if not speaking.on_a_case:
        return []
    found = []
    for kind in speaking.step.takes:
        reference = REFERS.get(kind, Reference((), needed=False))
        if speaking.may_say(kind) and (not reference.needed or _has(clinic, reference.kinds, speaking, viewer)):
            found.append(c.MayContribute(kind=kind, about=reference.kinds, about_needed=reference.needed))
    return found


def _has(clinic: Clinic, kinds: tuple[Kind, ...], here: Speaker, viewer: Id) -> bool:
    """Whether there is something of these kinds that the viewer sees, and that is about the case they are with."""
    case = here.place.case_of
    return any(
        contribution.kind in kinds
        and not contribution.withdrawn
        and (case is None or contribution.case_of in (case, None))
        and sees(clinic, viewer, contribution)
        for contribution in clinic.contributions.values()
    )


def _later(clinic: Clinic, speaking: Speaker, viewer: Id) -> tuple[Kind, ...]:
    """What belongs to something said can't come before it, so it is not asked for; if it comes, it is kept all the same."""
    kinds = dict.fromkeys(kind for written in clinic.protocol.written() for kind in written.step.takes)
    alone = [kind for kind in kinds if kind not in REFERS or not REFERS[kind].needed]
    return tuple(kind for kind in alone if kind not in speaking.step.takes and place_for(clinic, kind, viewer))


def contribution_view(clinic: Clinic, contribution: Contribution, viewer: Id) -> c.ContributionView:
    fields = {
        name: getattr(contribution, name)
        for name in c.ContributionView.model_fields
        if name in Contribution.model_fields
    }
    running = clinic.current.name if clinic.current else None
    yours = contribution.member_id == viewer and contribution.step == running and not contribution.withdrawn
    untold = yours and contribution.kind == "advice" and not contribution.story
    return c.ContributionView(**fields, yours_to_change=yours, hint=TELL_A_STORY if untold else "")


def drafts(clinic: Clinic, viewer: Id) -> tuple[c.DraftView, ...]:
    return tuple(_draft_view(clinic, draft, viewer) for draft in clinic.drafts.values() if draft.member_id == viewer)


def _draft_view(clinic: Clinic, draft: Draft, viewer: Id) -> c.DraftView:
    speaking = speaker(clinic, clinic.current, viewer) if clinic.current else None
    now = speaking is not None and speaking.may_say(draft.kind) and (speaking.on_a_case or draft.case_of is not None)
    return c.DraftView(
        id=draft.id,
        kind=draft.kind,
        text=draft.text,
        at=draft.at,
        about=draft.about,
        story=draft.story,
        case_of=draft.case_of,
        now=now,
        when="You can give it now." if now else _waits(clinic, draft.kind, viewer),
    )


def _waits(clinic: Clinic, kind: Kind, viewer: Id) -> str:
    if clinic.current is None:
        return "The clinic is over. This stays yours; nobody else sees it."
    if place := place_for(clinic, kind, viewer):
        return f"You can give it in the {spoken(place.name)} step."
    return f"{step_of_kind(clinic, kind)} This stays yours; nobody else sees it."


def hands(clinic: Clinic, viewer: Id) -> tuple[c.HandView, ...]:
    """Those raised where the viewer is: each group has a queue of its own, and whoever leads sees them all."""
    near = company_of(clinic, viewer)
    raised = {member: at for member, at in clinic.hands.items() if near(member)}
    return tuple(c.HandView(**hand._asdict()) for hand in in_order(raised, clinic.shares))


def shares(clinic: Clinic) -> tuple[c.ShareView, ...]:
    return tuple(
        c.ShareView(
            member_id=member,
            contributions=share.contributions,
            characters=share.characters,
            called_on=share.called_on,
        )
        for member, share in known_people(clinic).items()
    )
