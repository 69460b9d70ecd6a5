"""What was said. Pure."""

from services.clinic.domain.clinic.contribution_kinds import KINDS
from services.clinic.domain.clinic.contribution_record import added
from services.clinic.domain.clinic.records import Contribution
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.takeaway_record import with_takeaway
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def contribution_made(
    clinic: Clinic,
    event: c.ContextGiven
    | c.QuestionAsked
    | c.QuestionAnswered
    | c.ExperienceShared
    | c.AdviceGiven
    | c.AdviceCommented
    | c.TakeawayNoted
    | c.ContributionMade,
) -> Clinic:
    contribution = Contribution(
        id=event.contribution_id,
        kind=kind_of(event),
        step=event.step,
        member_id=event.member_id,
        text=event.text,
        at=event.at,
        about=_about(event),
        story=isinstance(event, c.AdviceGiven) and event.story,
        case_of=event.case_of,
        group=event.group,
    )
    changed = added(clinic, contribution)
    if contribution.kind in ADVICE and contribution.member_id not in clinic.advisers:
        changed["advisers"] = (*clinic.advisers, contribution.member_id)
    if isinstance(event, c.TakeawayNoted):
        changed |= with_takeaway(clinic, event)
    return clinic.model_copy(update=changed)


def kind_of(event: c.ClinicContribution) -> c.Kind:
    return event.kind if isinstance(event, c.ContributionMade) else KINDS[type(event)]


def _about(event: c.ClinicContribution) -> Id | None:
    match event:
        case c.QuestionAnswered():
            return event.question_id
        case c.AdviceCommented() | c.TakeawayNoted():
            return event.advice_id
        case c.ContributionMade():
            return event.about
        case _:
            return None
