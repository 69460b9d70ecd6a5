"""After the clinic: it is closed with a day for the follow-up, and the presenter tells what really happened. Pure."""

from collections.abc import Sequence

from services.clinic.decisions.deciding import belongs, decide, leads_or_presents, running_step, spoken
from services.clinic.decisions.ticking import step_ended
from services.clinic.model import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, conflict, forbidden, invalid


@decide.on
def close(clinic: Clinic, command: c.CloseClinic, context: Context) -> Sequence[Event]:
    leads_or_presents(clinic, context)
    running_step(clinic)
    if clinic.following is not None:
        raise conflict(
            "not-the-last-step", f"A clinic ends with the {spoken(clinic.plan[-1].name)} step. Go on to it first."
        )
    if command.follow_up.instant <= context.now:
        raise invalid("The follow-up lies weeks or months ahead; this time is past.", "follow_up")
    assert clinic.facilitator_id is not None
    ended = c.ClinicClosed(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        presenter_id=clinic.presenter_id,
        facilitator_id=clinic.facilitator_id,
        advisers=clinic.advisers,
        follow_up_at=command.follow_up.instant,
        zone=command.follow_up.zone,
    )
    return [step_ended(clinic, context.now), ended]


@decide.on
def report(clinic: Clinic, command: c.ReportFollowUp, context: Context) -> Sequence[Event]:
    belongs(context)
    if context.actor.id != clinic.presenter_id:
        raise forbidden("Only the presenter can say what really happened.")
    if clinic.status == "reported":
        raise conflict("already-reported", "You have told the community already.")
    if clinic.status != "closed":
        raise conflict("not-closed", "What happened since is told after the clinic is closed.")
    return [
        c.FollowUpReported(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            presenter_id=clinic.presenter_id,
            advisers=clinic.advisers,
            text=command.text,
        )
    ]
