"""A case as a form has it, and what the readiness check says of it."""

from typing import Any

from services.gateway.context import GatewayContext
from services.gateway.http.requests import validated
from services.gateway.web.community.overview import answered
from services.gateway.web.forms.fields import Fields
from shared.contracts import clinic as c
from shared.contracts.types import Id

_YES_OR_NO = {"yes": True, "no": False}


def case_in(fields: Fields) -> dict[str, Any]:
    """What a form says of a case; what was left empty was not said."""
    return {
        "title": fields.get("title", ""),
        "question": fields.get("question", ""),
        "need": fields.get("need", "").strip() or None,
        "urgency": fields.get("urgency") or None,
        "actual": _YES_OR_NO.get(fields.get("actual", "")),
    }


async def checked(context: GatewayContext, community: Id, fields: Fields, token: str) -> c.Readiness:
    """What could be sharpened in the case of a form; `Refusal` (422) where it has no question yet."""
    case = case_in(fields)
    del case["title"]
    return await context.ask(validated(c.CheckCase, {"community_id": community, **case}), c.Readiness, token)


async def readiness_of(context: GatewayContext, clinic: c.ClinicView, token: str) -> c.Readiness | None:
    """What could still be sharpened in a case; None where nobody can tell now."""
    query = c.CheckCase(
        community_id=clinic.community_id,
        question=clinic.question,
        need=clinic.need,
        urgency=clinic.urgency,
        actual=clinic.actual,
    )
    return await answered(context, query, c.Readiness, token)
