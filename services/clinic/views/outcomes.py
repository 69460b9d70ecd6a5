"""What is shown of takeaways and of what became of them. Pure."""

from services.clinic.domain.clinic.records import Takeaway
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import eyes_of
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id


def takeaways_of(clinic: Clinic, viewer: Id) -> tuple[Takeaway, ...]:
    """Those that are still there and that this member may see, in the order in which they were noted."""
    eyes = eyes_of(clinic, viewer)
    said = ((takeaway, clinic.contributions.get(takeaway.id)) for takeaway in clinic.takeaways.values())
    return tuple(takeaway for takeaway, found in said if found is not None and eyes(found))


def takeaway_view(clinic: Clinic, takeaway: Takeaway) -> c.TakeawayView:
    outcome = clinic.outcomes.get(takeaway.id)
    return c.TakeawayView(
        id=takeaway.id,
        member_id=takeaway.member_id,
        choice=takeaway.choice,
        advice_ids=takeaway.advice,
        text=words_of(clinic, takeaway),
        why=takeaway.why,
        outcome=c.OutcomeView(**outcome.model_dump()) if outcome else None,
    )


def words_of(clinic: Clinic, takeaway: Takeaway) -> str:
    """What they will do. Whoever takes advice as it is need not say it again: then it is the advice."""
    said = clinic.contributions.get(takeaway.id)
    if said is not None and said.text:
        return said.text
    advice = (clinic.contributions.get(given) for given in takeaway.advice)
    return "\n".join(found.text for found in advice if found is not None)


def asked_views(clinic: Clinic) -> tuple[c.AskedView, ...]:
    return tuple(
        c.AskedView(presenter_id=who, at=asked.at, number=asked.number, open=asked.open)
        for who, asked in clinic.asked.items()
    )


def report_views(clinic: Clinic) -> tuple[c.ReportView, ...]:
    return tuple(
        c.ReportView(presenter_id=who, text=report.text, at=report.at) for who, report in clinic.reports.items()
    )


def follow_up_brief(clinic: Clinic, member: Id) -> c.FollowUpBrief:
    """What may be told to one member: what they themselves took along, and what became of the advice they gave."""
    asked = clinic.asked.get(member)
    mine = [
        takeaway
        for takeaway in takeaways_of(clinic, member)
        if takeaway.member_id == member and takeaway.choice != "set_aside"
    ]
    return c.FollowUpBrief(
        awaited=asked.number if asked is not None and asked.open else None,
        takeaways=tuple(words_of(clinic, takeaway) for takeaway in mine if takeaway.id not in clinic.outcomes),
        told=tuple(_told(clinic, member)),
        reports=report_views(clinic),
        cases=tuple(_case(clinic, owner) for owner in clinic.owners),
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
        for takeaway in clinic.takeaways_from(given.id):
            if takeaway.id in clinic.contributions and takeaway.member_id != adviser:
                by_owner.setdefault(takeaway.member_id, []).append(takeaway_view(clinic, takeaway))
        told += [
            c.AdviceTold(presenter_id=owner, advice=given.text, takeaways=tuple(views))
            for owner, views in by_owner.items()
        ]
    return told
