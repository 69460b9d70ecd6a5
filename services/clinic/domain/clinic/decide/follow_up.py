"""After the clinic: it is closed with a day for the follow-up, which may be postponed, and a meeting talks about it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.clinic.domain.clinic.decide.clock_events import step_ended
from services.clinic.domain.clinic.guards import (
    LEADERS,
    require_leader_or_presenter,
    require_member,
    require_running_step,
    spoken,
)
from services.clinic.domain.clinic.state import Asked, Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.types import When
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()

MOST_DATES = 3
"""How often somebody may be asked about one case, whether they postponed it or it was too early to tell."""
LONGEST_AHEAD = timedelta(days=183)
AGAIN_AFTER = timedelta(weeks=6)


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
        awaited=tuple(_awaited(who, Asked(at=command.follow_up)) for who in clinic.owners),
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
    return [postponed(clinic, who, Asked(at=command.until, number=asked.number + 1), "postponed", clinic.asked)]


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


def require_presenter(clinic: Clinic, context: Context) -> None:
    """This is for whoever brought a case to this clinic, once it is over."""
    require_member(context)
    if context.actor.id not in clinic.owners:
        raise forbidden("Only the presenter can say what really happened.")
    if clinic.status not in ("closed", "reported"):
        raise conflict("not-closed", "What happened since is told after the clinic is closed.")


def require_date_to_come(date: When, field: str, now: datetime) -> None:
    """Whether somebody may be asked again then."""
    if date.instant <= now:
        raise invalid("This time is past. Choose one to come.", field)
    if date.instant > now + LONGEST_AHEAD:
        raise invalid("This is more than half a year ahead; choose a day that is nearer.", field)


def weeks_later(now: datetime, before: When) -> When:
    """Some weeks on, at the time of day they were asked before; where the clocks skip it, as much later as they skip."""
    zone = ZoneInfo(before.zone)
    there = datetime.combine((now.astimezone(zone) + AGAIN_AFTER).date(), before.local.time(), zone)
    return When.of(there.astimezone(UTC), before.zone)


def still_asked(asked: Iterable[tuple[Id, Asked]]) -> tuple[c.Awaited, ...]:
    return tuple(_awaited(who, this_asked) for who, this_asked in asked if this_asked.open)


def postponed(clinic: Clinic, who: Id, again: Asked, reason: str, asked: dict[Id, Asked]) -> c.FollowUpPostponed:
    return c.FollowUpPostponed.model_validate(
        {
            "community_id": clinic.community_id,
            "clinic_id": clinic.id,
            "presenter_id": who,
            "follow_up_at": again.at.instant,
            "zone": again.at.zone,
            "number": again.number,
            "reason": reason,
            "awaited": still_asked({**asked, who: again}.items()),
        }
    )


def _awaited(who: Id, asked: Asked) -> c.Awaited:
    return c.Awaited(presenter_id=who, at=asked.at.instant, zone=asked.at.zone, number=asked.number)
