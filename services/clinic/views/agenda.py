"""What waits for one member in the clinics of their community, and what is coming up. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.clinic.domain.clinic.state import Clinic
from services.clinic.views.lines import clinic_line
from shared.contracts import clinic as c
from shared.contracts.types import Id

SOON = timedelta(hours=24)
MOST = 5
_ORDER: tuple[c.ClinicReason, ...] = ("called", "running", "soon", "report", "invited")
"""The most pressing first: what happens now, what begins today, what is asked for, what can wait."""


def agenda(clinics: Sequence[Clinic], member: Id, now: datetime) -> c.ClinicAgenda:
    """`clinics` are those of one community, newest first."""
    waiting = [found for clinic in clinics if (found := _waiting(clinic, member, now)) is not None]
    waiting.sort(
        key=lambda clinic_waiting: (
            _ORDER.index(clinic_waiting.reason),
            clinic_waiting.at.instant if clinic_waiting.at else now,
        )
    )
    named = {clinic_waiting.clinic.id for clinic_waiting in waiting}
    coming = [
        clinic for clinic in clinics if clinic.id not in named and _concerns(clinic, member) and _ahead(clinic, now)
    ]
    coming.sort(key=lambda clinic: clinic.starts.instant if clinic.starts else now)
    open_cases = [clinic for clinic in clinics if clinic.status == "proposed" and clinic.presenter_id != member]
    return c.ClinicAgenda(
        waiting=tuple(waiting),
        coming=_lines(coming),
        open_cases=_lines(open_case for open_case in open_cases if open_case.id not in named),
        clinics=sum(clinic.status != "cancelled" for clinic in clinics),
    )


def _waiting(clinic: Clinic, member: Id, now: datetime) -> c.ClinicWaiting | None:
    reason = _reason(clinic, member, now)
    if reason is None:
        return None
    at = clinic.asked[member].at if reason == "report" else clinic.starts
    return c.ClinicWaiting(reason=reason, clinic=clinic_line(clinic), at=at)


def _reason(clinic: Clinic, member: Id, now: datetime) -> c.ClinicReason | None:
    asked = clinic.asked.get(member)
    if asked is not None and asked.open and asked.at.instant <= now:
        return "report"
    if clinic.status == "running":
        if clinic.called_on == member:
            return "called"
        return "running" if _concerns(clinic, member) else None
    if clinic.status not in ("proposed", "scheduled"):
        return None
    if clinic.invited.get(member) == "unknown":
        return "invited"
    soon = clinic.starts is not None and now - SOON < clinic.starts.instant <= now + SOON
    return "soon" if soon and _concerns(clinic, member) else None


def _concerns(clinic: Clinic, member: Id) -> bool:
    """Whether they are expected; where nobody is invited, everybody is welcome."""
    return not clinic.invited or member in clinic.expected or member in clinic.people


def _ahead(clinic: Clinic, now: datetime) -> bool:
    return clinic.status == "scheduled" and clinic.starts is not None and clinic.starts.instant > now


def _lines(clinics: Iterable[Clinic]) -> tuple[c.ClinicLine, ...]:
    return tuple(clinic_line(clinic) for clinic in list(clinics)[:MOST])
