"""What was said. Pure."""

from services.clinic.model.state import Clinic, Contribution, Share, evolve
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id
from shared.domain.collections import Shelf

KINDS: dict[type[c.ClinicContribution], c.Kind] = {
    c.ContextGiven: "context",
    c.QuestionAsked: "question",
    c.QuestionAnswered: "answer",
    c.ExperienceShared: "experience",
    c.AdviceGiven: "advice",
    c.AdviceCommented: "comment",
    c.TakeawayNoted: "takeaway",
}


@evolve.on
def contributed(
    clinic: Clinic,
    event: c.ContextGiven
    | c.QuestionAsked
    | c.QuestionAnswered
    | c.ExperienceShared
    | c.AdviceGiven
    | c.AdviceCommented
    | c.TakeawayNoted
    | c.ContributionMade,
) -> Clinic:
    one = Contribution(
        id=event.contribution_id,
        kind=kind_of(event),
        step=event.step,
        member_id=event.member_id,
        text=event.text,
        at=event.at,
        about=_about(event),
        story=isinstance(event, c.AdviceGiven) and event.story,
        case_of=event.case_of,
        group=event.group,
    )
    shelf = clinic.contributions.put(one.id, one)
    if one.about is not None and (answered := shelf.get(one.about)):
        shelf = shelf.put(answered.id, answered.model_copy(update={"replies": answered.replies + 1}))
    changed: dict[str, object] = {"contributions": shelf, "shares": more(clinic, one, 1)}
    if one.kind in ADVICE and one.member_id not in clinic.advisers:
        changed["advisers"] = (*clinic.advisers, one.member_id)
    return clinic.model_copy(update=changed)


def more(clinic: Clinic, one: Contribution, times: int) -> Shelf[Id, Share]:
    """Everybody's shares with this contribution counted, or (-1 times) no longer counted."""
    share = clinic.shares.get(one.member_id, Share())
    counted = share.model_copy(
        update={
            "contributions": share.contributions + times,
            "characters": share.characters + times * len(one.text),
            "advice": share.advice + times * (one.kind in ADVICE),
            "last_at": one.at if share.last_at is None else max(share.last_at, one.at),
        }
    )
    return clinic.shares.put(one.member_id, counted)


def kind_of(event: c.ClinicContribution) -> c.Kind:
    return event.kind if isinstance(event, c.ContributionMade) else KINDS[type(event)]


def _about(event: c.ClinicContribution) -> Id | None:
    match event:
        case c.QuestionAnswered():
            return event.question_id
        case c.AdviceCommented() | c.TakeawayNoted():
            return event.advice_id
        case c.ContributionMade():
            return event.about
        case _:
            return None
