"""A visit's own page: where it goes, who guides, the programme and its picture, what was learned."""

from typing import Any

from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.page_parts import Part
from services.gateway.web.visits.picture import NARROW, WIDE, Balance, in_words, picture, spells
from services.gateway.web.visits.plan.next_steps import next_steps
from services.gateway.web.visits.visit_context import VISIT, Looking, Opened
from shared.contracts import trips as t


async def _shows(looking: Looking, _: Trouble) -> dict[str, Any]:
    seen = looking.visit
    signing = await looking.context.ask(t.GetSignUp(visit_id=seen.view.id), t.SignUpView, looking.session)
    return {"signing": signing, "steps": next_steps(seen, signing), **drawn(seen)}


def drawn(seen: Opened) -> dict[str, Any]:
    """The picture of the programme, for two sizes of screen, and the same in words."""
    stops = spells(seen.view.programme)
    balance = Balance(seen.view.practice_minutes, seen.view.room_minutes)
    return {
        "pictures": (picture(stops, WIDE), picture(stops, NARROW)) if stops else (),
        "balance": balance,
        "picture_words": in_words(stops, balance),
    }


ABOUT = Part(VISIT, "visits/visit.html", _shows)
