"""What a clinic looks like to whoever may see it. Pure: the same state, viewer and time give the same view."""

from datetime import datetime

from services.clinic.domain.clinic.speaking_queue import not_heard
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import eyes_of
from services.clinic.domain.protocols.plan import needs_people, step_and_loop
from services.clinic.domain.timing.words import whole_minutes
from services.clinic.views.cases import been_there, cases_view
from services.clinic.views.clock import Clocked
from services.clinic.views.outcomes import asked_views, report_views, takeaway_view, takeaways_of
from services.clinic.views.rotation import rotation_view
from services.clinic.views.viewer import contribution_view, drafts, hands, shares, you_may
from shared.contracts import clinic as c
from shared.contracts.protocol import PlannedStep
from shared.contracts.types import Id


def clinic_view(clinic: Clinic, version: int, viewer: Id, now: datetime) -> c.ClinicView:
    """The room as `viewer`, a member of its community, sees it at `now`."""
    clocked = Clocked(clinic, now)
    eyes = eyes_of(clinic, viewer)
    return c.ClinicView(
        id=clinic.id,
        version=version,
        community_id=clinic.community_id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        facilitator_id=clinic.facilitator_id,
        starts=clinic.starts,
        step=clinic.step,
        presenters=clinic.presenters or (clinic.presenter_id,),
        cases=cases_view(clinic),
        people=clinic.people,
        need=clinic.need,
        urgency=clinic.urgency,
        actual=clinic.actual,
        visual=c.VisualView(**dict(clinic.visual)) if clinic.visual else None,
        names_people=needs_people(clinic.protocol),
        rotation=rotation_view(clinic, viewer),
        would_facilitate=clinic.would_facilitate,
        invited=tuple(c.InvitedView(member_id=who, answer=said) for who, said in clinic.invited.items()),
        expected=clinic.expected,
        been_there=been_there(clinic),
        protocol=c.ProtocolName(key=clinic.protocol.key, version=clinic.protocol.version, title=clinic.protocol.title),
        steps=_steps(clinic, clocked),
        clock=clocked.view(viewer),
        contributions=tuple(
            contribution_view(clinic, contribution, viewer)
            for contribution in clinic.contributions.values()
            if eyes(contribution)
        ),
        you_may=you_may(clinic, viewer),
        drafts=drafts(clinic, viewer),
        hands=hands(clinic, viewer),
        called_on=clinic.called_on,
        shares=shares(clinic),
        not_heard=not_heard(clinic),
        follow_up=clinic.follow_up,
        report=clinic.report,
        takeaways=tuple(takeaway_view(clinic, takeaway) for takeaway in takeaways_of(clinic, viewer)),
        asked=asked_views(clinic),
        reports=report_views(clinic),
        discussed_at=clinic.discussed_at,
        now=now,
    )


def _steps(clinic: Clinic, clocked: Clocked) -> tuple[c.StepView, ...]:
    """The steps it goes through; before it starts, those of its protocol."""
    if clinic.plan:
        planned = enumerate(clinic.plan, 1)
        return tuple(_step_view(clinic, clocked, planned_step, number) for number, planned_step in planned)
    return tuple(
        _step_view(clinic, clocked, clocked.first_of(written.step.name), written.number)
        for written in clinic.protocol.written()
    )


def _step_view(clinic: Clinic, clocked: Clocked, planned: PlannedStep, number: int) -> c.StepView:
    step, each = step_and_loop(clinic.protocol, planned)
    slot, run = clocked.slot(planned.name), clocked.runs.get(planned.name)
    runs = slot.state == "running"
    return c.StepView(
        name=planned.name if clinic.plan else planned.of,
        title=step.heading,
        number=number,
        minutes=whole_minutes(slot.seconds),
        wish=clinic.minutes.get(step.name, step.minutes.plan),
        hint=step.hint_for(),
        hints=step.hints,
        takes=tuple(step.takes),
        speakers=step.takes,
        mutes=step.mutes,
        silent=step.silent,
        optional=step.optional,
        skipped=slot.state == "skipped",
        restates=step.restates,
        each=each,
        turn_of=planned.turn_of,
        round=planned.round,
        started_at=run.starts_at if run else None,
        ends_at=clocked.deadline if runs else run.ends_at if run else None,
        ended_at=run.ended_at if run else None,
        time=clocked.step_time(slot),
    )
