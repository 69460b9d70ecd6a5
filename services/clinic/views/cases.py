"""The cases that are brought to a clinic, and who has been there. Pure."""

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c


def cases_view(clinic: Clinic) -> tuple[c.CaseView, ...]:
    """The cases of a clinic that may have several; before it starts, those that were brought so far."""
    if clinic.protocol.presenters.max == 1:
        return ()
    left = clinic.rotation.left if clinic.rotation else frozenset()
    presenters = clinic.presenters or (clinic.presenter_id, *clinic.cases)
    return tuple(
        c.CaseView(presenter_id=presenter, **clinic.case_of(presenter).model_dump(), left=presenter in left)
        for presenter in presenters
    )


def been_there(clinic: Clinic) -> tuple[c.ExperienceView, ...]:
    return tuple(c.ExperienceView(member_id=member, note=note) for member, note in clinic.been_there.items())
