"""What others may ask about clinics."""

from services.clinic.model import Clinic
from services.clinic.protocol import CASE_CLINIC
from shared.belonging import must_belong, shared_with
from shared.contracts import clinic as c
from shared.domain import Actor, not_found
from shared.house import House
from shared.listing import listed
from shared.service import Answers

answers = Answers()


@answers.on
async def get_clinic(query: c.GetClinic, asker: Actor, house: House) -> c.ClinicView:
    found = await shared_with(asker, query.clinic_id, house)
    clinic: Clinic = found.state
    return c.ClinicView(
        id=clinic.id,
        version=found.version,
        community_id=clinic.community_id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        facilitator_id=clinic.facilitator_id,
        starts=clinic.starts,
        step=clinic.step,
        steps=tuple(_step_view(clinic, step.name) for step in CASE_CLINIC),
        contributions=tuple(c.ContributionView(**one.model_dump()) for one in clinic.contributions.values()),
        follow_up=clinic.follow_up,
        report=clinic.report,
        now=house.clock.now(),
    )


@answers.on
async def list_clinics(query: c.ListClinics, asker: Actor, house: House) -> c.ClinicList:
    await must_belong(asker, query.community_id, house)
    clinics = await listed(house, "clinics", query.community_id)
    return c.ClinicList(clinics=tuple(_line(clinic) for clinic in clinics))


@answers.on
async def get_brief(query: c.GetClinicBrief, asker: Actor, house: House) -> c.ClinicBrief:
    if not (asker.is_service("notify") or asker.is_service("trips")):
        raise not_found()
    found = await house.read(query.clinic_id)
    if found is None:
        raise not_found()
    clinic: Clinic = found.state
    apart = ("takeaways", "version")
    fields = {name: getattr(clinic, name) for name in c.ClinicBrief.model_fields if name not in apart}
    takeaways = tuple(one.text for one in clinic.contributions.values() if one.kind == "takeaway")
    return c.ClinicBrief(**fields, takeaways=takeaways, version=found.version)


def _step_view(clinic: Clinic, name: c.StepName) -> c.StepView:
    step = next(one for one in CASE_CLINIC if one.name == name)
    run = clinic.steps.get(name)
    return c.StepView(
        name=name,
        number=step.number,
        minutes=run.minutes if run else clinic.minutes.get(name, step.minutes),
        hint=step.hint,
        takes=tuple(step.takes),
        started_at=run.starts_at if run else None,
        ends_at=run.ends_at if run else None,
        ended_at=run.ended_at if run else None,
    )


def _line(clinic: Clinic) -> c.ClinicLine:
    return c.ClinicLine(
        id=clinic.id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        starts=clinic.starts,
    )
