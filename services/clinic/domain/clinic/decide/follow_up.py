"""After the clinic: it is closed with a day for the follow-up, which may be postponed, and a meeting talks about it. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.clock_events import step_ended
from services.clinic.domain.clinic.follow_up_dates import (
    MOST_DATES,
    awaited,
    follow_up_postponed,
    require_date_to_come,
    require_presenter,
)
from services.clinic.domain.clinic.guards import (
    LEADERS,
    require_leader_or_presenter,
    require_member,
    require_running_step,
)
from services.clinic.domain.clinic.records import Asked
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import spoken
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def close_clinic(clinic: Clinic, command: c.CloseClinic, context: Context) -> Sequence[Event]:
    require_leader_or_presenter(clinic, context)
    require_running_step(clinic)
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
        awaited=tuple(awaited(who, Asked(at=command.follow_up)) for who in clinic.owners),
    )
    return [step_ended(clinic, context.now), ended]


@decide.on
def postpone_follow_up(clinic: Clinic, command: c.PostponeFollowUp, context: Context) -> Sequence[Event]:
    require_presenter(clinic, context)
    who = context.actor.id
    asked = clinic.asked[who]
    if not asked.open:
        raise conflict("already-reported", "You have told already; nobody asks you any more.")
    if command.until == asked.at:
        return []
    if asked.number >= MOST_DATES:
        raise conflict(
            "postponed-enough",
            "You have postponed this twice. Two lines are enough, and \u201cnothing yet\u201d is an answer, too.",
        )
    require_date_to_come(command.until, "until", context.now)
    return [
        follow_up_postponed(clinic, who, Asked(at=command.until, number=asked.number + 1), "postponed", clinic.asked)
    ]


@decide.on
def note_discussion(clinic: Clinic, command: c.NoteDiscussion, context: Context) -> Sequence[Event]:
    require_member(context)
    if context.actor.id != clinic.facilitator_id and context.role not in LEADERS:
        raise forbidden("That a meeting talked about it is noted by a facilitator or convener.")
    if not clinic.reports:
        raise conflict("nothing-reported", "There is no report on this case yet for a meeting to talk about.")
    return [
        c.ReportDiscussed(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            by=context.actor.id,
            at=context.now,
            where=command.where or "",
        )
    ]
