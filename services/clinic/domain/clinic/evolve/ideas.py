"""The brief of an idea, and who may be named in it. Pure."""

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def naming_agreed(clinic: Clinic, event: c.NamingAgreed) -> Clinic:
    return clinic.model_copy(update={"named": clinic.named | {event.member_id}})


@evolve.on
def naming_withdrawn(clinic: Clinic, event: c.NamingWithdrawn) -> Clinic:
    return clinic.model_copy(update={"named": clinic.named - {event.member_id}})


@evolve.on
def brief_written(clinic: Clinic, event: c.BriefWritten) -> Clinic:
    said = {"opening": event.opening, "next_steps": event.next_steps, "closing": event.closing}
    return _with_brief(clinic, **said)


@evolve.on
def downside_responded_to(clinic: Clinic, event: c.DownsideRespondedTo) -> Clinic:
    others = {downside: text for downside, text in clinic.brief.responses.items() if downside != event.downside_id}
    return _with_brief(clinic, responses=others | ({event.downside_id: event.text} if event.text else {}))


@evolve.on
def left_out_of_brief(clinic: Clinic, event: c.LeftOutOfBrief) -> Clinic:
    return _with_brief(clinic, left_out=clinic.brief.left_out | {event.contribution_id})


@evolve.on
def restored_to_brief(clinic: Clinic, event: c.RestoredToBrief) -> Clinic:
    return _with_brief(clinic, left_out=clinic.brief.left_out - {event.contribution_id})


def _with_brief(clinic: Clinic, **changed: object) -> Clinic:
    return clinic.model_copy(update={"brief": clinic.brief.model_copy(update=changed)})
