"""What the templates of a clinic's room need: on its page, on the projector and in the replay."""

from typing import Any

from fastapi import Request

from services.gateway.context import context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.clinic.case_form import readiness_of
from services.gateway.web.clinic.outcomes import After
from services.gateway.web.clinic.room import Room
from services.gateway.web.community.overview import known_community
from services.gateway.web.forms.datetimes import zones
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.memory.charts import advice_words
from shared.contracts import clinic as c


async def room_context(request: Request, view: c.ClinicView, trouble: Trouble = NOTHING_WRONG) -> dict[str, Any]:
    """A clinic as the visitor sees it."""
    member, session, context = require_visitor(request), session_of(request), context_of(request)
    role = await context.ports.roles.role(view.community_id, member.id)
    community = await known_community(context, view.community_id, session)
    room = Room(view, member.id, role, community.members if community else ())
    return {
        "room": room,
        "after": After(view, member.id, role, room.name),
        "readiness": await readiness_of(context, view, session) if room.may_describe else None,
        "advice_words": advice_words,
        "clinic": view,
        "zone": community.zone if community else "UTC",
        "zones": zones(),
        "clock_speed": context.ports.settings.clock_speed,
        **form_parts(request, trouble),
    }
