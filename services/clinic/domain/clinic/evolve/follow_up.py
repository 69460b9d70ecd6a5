"""After the clinic. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.records import Asked, Outcome, Report
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.types import Id, When
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def clinic_closed(clinic: Clinic, event: c.ClinicClosed) -> Clinic:
    follow_up = When.of(event.follow_up_at, event.zone)
    # Events from before several could be asked mean the presenter.
    asked = _asked(clinic, event.awaited) or {event.presenter_id: Asked(at=follow_up)}
    return clinic.model_copy(
        update={"status": "closed", "follow_up": follow_up, "advisers": event.advisers, "asked": asked}
    )


@evolve.on
def follow_up_reported(clinic: Clinic, event: c.FollowUpReported) -> Clinic:
    outcomes = clinic.outcomes
    for told in event.outcomes:
        before = outcomes.get(told.takeaway_id)
        story = event.stories.get(told.takeaway_id, before.story if before else "")
        outcomes = outcomes.put(told.takeaway_id, Outcome(done=told.done, result=told.result, story=story, at=event.at))
    before_text = clinic.reports[event.presenter_id].text if event.presenter_id in clinic.reports else ""
    reports = {**clinic.reports, event.presenter_id: Report(text=event.text or before_text, at=event.at)}
    all_told = all(owner in reports for owner in clinic.owners)
    return clinic.model_copy(
        update={
            "status": "reported" if all_told else clinic.status,
            "outcomes": outcomes,
            "reports": reports,
            "asked": _asked(clinic, event.awaited),
        }
    )


@evolve.on
def follow_up_postponed(clinic: Clinic, event: c.FollowUpPostponed) -> Clinic:
    return clinic.model_copy(update={"asked": _asked(clinic, event.awaited)})


@evolve.on
def report_discussed(clinic: Clinic, event: c.ReportDiscussed) -> Clinic:
    return clinic.model_copy(update={"discussed_at": event.at})


def _asked(clinic: Clinic, awaited: Sequence[c.Awaited]) -> dict[Id, Asked]:
    """Those named are asked; those asked before who are not, have told."""
    told = {who: asked.model_copy(update={"open": False}) for who, asked in clinic.asked.items()}
    now = {
        this_awaited.presenter_id: Asked(at=When.of(this_awaited.at, this_awaited.zone), number=this_awaited.number)
        for this_awaited in awaited
    }
    return told | now
