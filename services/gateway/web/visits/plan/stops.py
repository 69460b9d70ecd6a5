"""The page of one stop in the plan: all there is to say of it, what the check says, and the case clinic that it is."""

from typing import Any

from services.gateway.http.requests import validated
from services.gateway.web.community.overview import answered
from services.gateway.web.forms.datetimes import zones
from services.gateway.web.forms.fields import Fields
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.page_parts import Part
from services.gateway.web.visits.plan.page import findings_of, to_the_stop
from services.gateway.web.visits.plan.stop_fields import stop_in
from services.gateway.web.visits.visit_context import PLAN, Looking
from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import not_found


async def _shows(looking: Looking, _: Trouble) -> dict[str, Any]:
    seen, wanted = looking.visit, looking.request.path_params["stop_id"]
    findings = await findings_of(looking)
    found = [(number, stop) for number, stop in enumerate(seen.view.programme, 1) if stop.id == wanted]
    if not found:
        raise not_found()
    number, stop = found[0]
    return {
        "number": number,
        "stop": stop,
        "findings": [finding for finding in findings if stop.id in finding.stops],
        "clinics": await _clinics(looking) if stop.kind == "case_clinic" else (),
        "zones": zones(),
    }


async def _clinics(looking: Looking) -> tuple[c.ClinicLine, ...]:
    """The community's clinics that are still to come and no stop of this visit yet; none while their service is away."""
    linked = {stop.clinic.clinic_id for stop in looking.visit.view.programme if stop.clinic}
    query = c.ListClinics(community_id=looking.visit.view.community_id)
    found = await answered(looking.context, query, c.ClinicList, looking.session)
    clinics = found.clinics if found else ()
    return tuple(clinic for clinic in clinics if clinic.status in ("proposed", "scheduled") and clinic.id not in linked)


def _change(visit: Id, fields: Fields) -> Command:
    return validated(t.ChangeStop, {**_about(visit, fields), "stop": stop_in(fields)})


def _link(visit: Id, fields: Fields) -> Command:
    return validated(t.LinkClinic, {**_about(visit, fields), "clinic_id": fields.get("clinic_id", "")})


def _unlink(visit: Id, fields: Fields) -> Command:
    return validated(t.UnlinkClinic, {**_about(visit, fields), "clinic_id": fields.get("clinic_id") or None})


def _about(visit: Id, fields: Fields) -> dict[str, str]:
    return {"visit_id": visit, "stop_id": fields.get("stop", "")}


STOPS = Part(
    PLAN,
    "visits/stop.html",
    _shows,
    actions={"change": _change, "link": _link, "unlink": _unlink},
    then={"change": to_the_stop, "link": to_the_stop, "unlink": to_the_stop},
    below="/stops/{stop_id}",
)
