"""A clinic as a list shows it: one of a community's, or an open case. Pure."""

from services.clinic.domain.clinic.state import Clinic
from services.clinic.views.cases import been_there, cases_view
from shared.contracts import clinic as c


def clinic_line(clinic: Clinic) -> c.ClinicLine:
    return c.ClinicLine(
        id=clinic.id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        starts=clinic.starts,
    )


def open_case(clinic: Clinic) -> c.OpenCase:
    return c.OpenCase(
        id=clinic.id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        need=clinic.need,
        urgency=clinic.urgency,
        actual=clinic.actual,
        presenter_id=clinic.presenter_id,
        facilitator_id=clinic.facilitator_id,
        starts=clinic.starts,
        would_facilitate=clinic.would_facilitate,
        been_there=been_there(clinic),
        cases=cases_view(clinic),
        places=clinic.protocol.presenters.max - 1 - len(clinic.cases),
    )


PRESSING: tuple[c.Urgency | None, ...] = ("now", "soon", None, "later")


def open_first(clinic: Clinic) -> tuple[float, int]:
    """The order of open cases: those without a time first, by how much they press; then the next to begin."""
    return (clinic.starts.instant.timestamp() if clinic.starts else 0, PRESSING.index(clinic.urgency))
