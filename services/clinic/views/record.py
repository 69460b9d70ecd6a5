"""The record of a clinic, worked out of what its room shows. Pure."""

from collections.abc import Mapping, Sequence

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.protocol import REFERS
from shared.contracts.types import Id

type Replies = Mapping[Id, Sequence[c.ContributionView]]


def clinic_record(clinic: Clinic, view: c.ClinicView) -> c.ClinicRecord:
    """The record that somebody may keep of what the clinic's page shows them: nothing else."""
    replies = _replies(view.contributions)
    elsewhere = {contribution.id for several in replies.values() for contribution in several} | {
        takeaway.id for takeaway in view.takeaways
    }
    steps = tuple(
        _step(
            clinic,
            step,
            [
                contribution
                for contribution in view.contributions
                if contribution.step == step.name and contribution.id not in elsewhere
            ],
            replies,
        )
        for step in view.steps
    )
    runs = [run for step in steps for run in step.runs]
    over = view.status in ("closed", "reported", "cancelled")
    return c.ClinicRecord(
        made=view.now,
        id=view.id,
        version=view.version,
        community_id=view.community_id,
        status=view.status,
        title=view.title,
        question=view.question,
        presenter_id=view.presenter_id,
        presenters=view.presenters,
        cases=view.cases,
        facilitator_id=view.facilitator_id,
        people=view.people,
        need=view.need,
        visual=view.visual,
        protocol=view.protocol,
        starts=view.starts,
        began=min((run.began for run in runs), default=None),
        ended=max((run.ended for run in runs if run.ended), default=None) if over else None,
        pauses=_pauses(clinic),
        steps=steps,
        takeaways=_takeaways(view),
        follow_up=view.follow_up,
        reports=view.reports,
        discussed_at=view.discussed_at,
        reason=clinic.reason,
    )


def _replies(contributions: Sequence[c.ContributionView]) -> Replies:
    """What can't be without another contribution, by the one it belongs to, as far as that one is there."""
    there = {contribution.id for contribution in contributions}
    replies: dict[Id, list[c.ContributionView]] = {}
    for contribution in contributions:
        if contribution.about in there and contribution.kind in REFERS and REFERS[contribution.kind].needed:
            replies.setdefault(contribution.about, []).append(contribution)
    return replies


def _step(clinic: Clinic, step: c.StepView, said: Sequence[c.ContributionView], replies: Replies) -> c.RecordStep:
    planned = next(
        (planned_step.minutes for planned_step in clinic.plan if planned_step.name == step.name), step.minutes
    )
    return c.RecordStep(
        name=step.name,
        title=step.title,
        number=step.number,
        turn_of=step.turn_of,
        planned_minutes=planned,
        left_out=step.skipped,
        runs=_runs(clinic, step.name),
        contributions=tuple(_entry(contribution, replies) for contribution in said),
    )


def _runs(clinic: Clinic, step: c.StepName) -> tuple[c.RecordRun, ...]:
    """Each time the step ran: more than once where the clinic went back to it."""
    if clinic.timeline is None:
        return ()
    return tuple(
        c.RecordRun(began=run.started, ended=run.ended)
        for run in clinic.timeline.runs
        if clinic.plan[run.step].name == step
    )


def _pauses(clinic: Clinic) -> tuple[c.RecordRun, ...]:
    pauses = clinic.timeline.pauses if clinic.timeline else ()
    return tuple(c.RecordRun(began=pause.began, ended=pause.ended) for pause in pauses)


def _entry(contribution_view: c.ContributionView, replies: Replies) -> c.RecordEntry:
    under = tuple(_entry(reply, replies) for reply in replies.get(contribution_view.id, ()))
    # What its author may do with it now, and what would make it better, is for the room.
    lasting = {**dict(contribution_view), "yours_to_change": False, "hint": ""}
    return c.RecordEntry(**lasting, replies=under)


def _takeaways(view: c.ClinicView) -> tuple[c.RecordTakeaway, ...]:
    known = {contribution.id: contribution for contribution in view.contributions}
    return tuple(
        c.RecordTakeaway(
            **dict(takeaway), advice=tuple(known[given] for given in takeaway.advice_ids if given in known)
        )
        for takeaway in view.takeaways
    )
