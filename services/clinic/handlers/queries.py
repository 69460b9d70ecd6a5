"""What others may ask about clinics."""

from services.clinic.domain import readiness
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import eyes_of
from services.clinic.handlers.ports import ClinicPorts
from services.clinic.views.agenda import agenda
from services.clinic.views.clinic import clinic_view
from services.clinic.views.lines import clinic_line, open_case, open_first
from services.clinic.views.outcomes import follow_up_brief
from services.clinic.views.viewer import contribution_view
from shared.access.authorization import require_membership, require_shared
from shared.contracts import clinic as c
from shared.domain import Actor, not_found
from shared.domain.pages import Place, cut
from shared.runtime.ports import Ports
from shared.runtime.service import Queries
from shared.store.community_index import Listed, page_of_states, placed_states_of, states_of

queries = Queries[ClinicPorts]()


@queries.on
async def get_clinic(query: c.GetClinic, asker: Actor, ports: ClinicPorts) -> c.ClinicView:
    found = await require_shared(asker, query.clinic_id, ports)
    await ports.parts.presence.looked(found.state, asker.id)
    return clinic_view(found.state, found.version, asker.id, ports.clock.now())


@queries.on
async def get_contributions(query: c.GetContributions, asker: Actor, ports: Ports) -> c.ContributionsView:
    clinic: Clinic = (await require_shared(asker, query.clinic_id, ports)).state
    eyes = eyes_of(clinic, asker.id)
    asked = (clinic.contributions.get(name) for name in query.contribution_ids)
    return c.ContributionsView(
        clinic_id=clinic.id,
        community_id=clinic.community_id,
        contributions=tuple(
            contribution_view(clinic, contribution, asker.id)
            for contribution in asked
            if contribution is not None and eyes(contribution)
        ),
    )


@queries.on
async def list_clinics(query: c.ListClinics, asker: Actor, ports: Ports) -> c.ClinicList:
    await require_membership(asker, query.community_id, ports)
    clinics = await page_of_states(ports, "clinics", query.community_id, query)
    return c.ClinicList(
        clinics=tuple(clinic_line(clinic) for clinic in clinics.items),
        next=clinics.next,
        unreadable=len(clinics.unreadable),
    )


@queries.on
async def get_clinic_agenda(query: c.GetClinicAgenda, asker: Actor, ports: Ports) -> c.ClinicAgenda:
    await require_membership(asker, query.community_id, ports)
    clinics: Listed[Clinic] = await states_of(ports, "clinics", query.community_id)
    return agenda(clinics.items, asker.id, ports.clock.now()).model_copy(update={"unreadable": len(clinics.unreadable)})


@queries.on
async def list_open_cases(query: c.ListOpenCases, asker: Actor, ports: Ports) -> c.OpenCases:
    await require_membership(asker, query.community_id, ports)
    clinics: Listed[tuple[Place, Clinic]] = await placed_states_of(ports, "clinics", query.community_id)
    still = [(place, item) for place, item in clinics.items if item.status in ("proposed", "scheduled")]
    shown = cut(still, lambda pair: (*open_first(pair[1]), *pair[0]), query)
    return c.OpenCases(
        cases=tuple(open_case(item) for _, item in shown.items), next=shown.next, unreadable=len(clinics.unreadable)
    )


@queries.on
async def check_case(query: c.CheckCase, asker: Actor, ports: Ports) -> c.Readiness:
    await require_membership(asker, query.community_id, ports)
    return readiness.check(readiness.Draft(**query.model_dump(exclude={"community_id"})))


@queries.on
async def get_clinic_brief(query: c.GetClinicBrief, asker: Actor, ports: Ports) -> c.ClinicBrief:
    if not (asker.is_service("notify") or asker.is_service("trips")):
        raise not_found()
    found = await ports.read(query.clinic_id)
    if found is None:
        raise not_found()
    clinic: Clinic = found.state
    apart = ("takeaways", "version")
    fields = {name: getattr(clinic, name) for name in c.ClinicBrief.model_fields if name not in apart}
    takeaways = tuple(
        contribution.text for contribution in clinic.contributions.values() if contribution.kind == "takeaway"
    )
    return c.ClinicBrief(**fields, takeaways=takeaways, version=found.order)


@queries.on
async def get_follow_up_brief(query: c.GetFollowUpBrief, asker: Actor, ports: Ports) -> c.FollowUpBrief:
    found = await ports.read(query.clinic_id) if asker.is_service("notify") else None
    if found is None:
        raise not_found()
    return follow_up_brief(found.state, query.member_id)
