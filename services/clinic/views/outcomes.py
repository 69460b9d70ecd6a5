"""What is shown of takeaways and of what became of them. Pure."""

from services.clinic.domain.clinic.evolve.takeaways import fed_by
from services.clinic.domain.clinic.state import Clinic, Takeaway
from services.clinic.domain.clinic.visibility import eyes_of
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id


def takeaways_of(clinic: Clinic, viewer: Id) -> tuple[Takeaway, ...]:
    """Those that are still there and that this member may see, in the order in which they were noted."""
    eyes = eyes_of(clinic, viewer)
    said = ((one, clinic.contributions.get(one.id)) for one in clinic.takeaways.values())
    return tuple(one for one, found in said if found is not None and eyes(found))


def takeaway_view(clinic: Clinic, one: Takeaway) -> c.TakeawayView:
    outcome = clinic.outcomes.get(one.id)
    return c.TakeawayView(
        id=one.id,
        member_id=one.member_id,
        choice=one.choice,
        advice_ids=one.advice,
        text=words_of(clinic, one),
        why=one.why,
        outcome=c.OutcomeView(**outcome.model_dump()) if outcome else None,
    )


def words_of(clinic: Clinic, one: Takeaway) -> str:
    """What they will do. Whoever takes advice as it is need not say it again: then it is the advice."""
    said = clinic.contributions.get(one.id)
    if said is not None and said.text:
        return said.text
    advice = (clinic.contributions.get(given) for given in one.advice)
    return "\n".join(found.text for found in advice if found is not None)


def asked_views(clinic: Clinic) -> tuple[c.AskedView, ...]:
    return tuple(
        c.AskedView(presenter_id=who, at=one.at, number=one.number, open=one.open) for who, one in clinic.asked.items()
    )


def report_views(clinic: Clinic) -> tuple[c.ReportView, ...]:
    return tuple(c.ReportView(presenter_id=who, text=one.text, at=one.at) for who, one in clinic.reports.items())


def follow_up_brief(clinic: Clinic, member: Id) -> c.FollowUpBrief:
    """What may be told to one member: what they themselves took along, and what became of the advice they gave."""
    asked = clinic.asked.get(member)
    mine = [one for one in takeaways_of(clinic, member) if one.member_id == member and one.choice != "set_aside"]
    return c.FollowUpBrief(
        awaited=asked.number if asked is not None and asked.open else None,
        takeaways=tuple(words_of(clinic, one) for one in mine if one.id not in clinic.outcomes),
        told=tuple(_told(clinic, member)),
        reports=report_views(clinic),
        cases=tuple(_case(clinic, one) for one in clinic.owners),
    )


def _case(clinic: Clinic, owner: Id) -> c.CaseView:
    case = clinic.case_of(owner)
    return c.CaseView(presenter_id=owner, title=case.title or clinic.title, question=case.question)


def _told(clinic: Clinic, adviser: Id) -> list[c.AdviceTold]:
    told = []
    for given in clinic.contributions.values():
        if given.kind not in ADVICE or given.withdrawn or given.member_id != adviser:
            continue
        by_owner: dict[Id, list[c.TakeawayView]] = {}
        for one in fed_by(clinic, given.id):
            if one.id in clinic.contributions and one.member_id != adviser:
                by_owner.setdefault(one.member_id, []).append(takeaway_view(clinic, one))
        told += [
            c.AdviceTold(presenter_id=owner, advice=given.text, takeaways=tuple(views))
            for owner, views in by_owner.items()
        ]
    return told
