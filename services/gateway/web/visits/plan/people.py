"""The people of a visit in its plan: who guides, who is to be met, which guest sees which stops, who will come."""

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.visits.page_parts import Rewrite
from services.gateway.web.visits.plan.stop_fields import words
from services.gateway.web.visits.visit_context import Opened
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id

STOP = "stop-of-guest-"
"""The fields that choose the stops of a guest: this, and the stop's id."""


def _guide(visit: Id, fields: Fields) -> Command:
    return validated(t.NameGuide, {"visit_id": visit, "guide": fields.get("guide", "")})


def _meet(seen: Opened, fields: Fields) -> Command:
    """One more person; of a name that is there already, this is said anew."""
    person = validated(
        t.Person,
        {
            "name": fields.get("name", ""),
            "does": fields.get("does", "").strip() or None,
            "manager": fields.get("manager") == "yes",
            "remote": fields.get("remote") == "yes",
        },
    )
    others = [this_person for this_person in seen.view.people if this_person.name != person.name]
    return validated(t.NamePeople, {"visit_id": seen.view.id, "people": [*others, person]})


def _not_meet(seen: Opened, fields: Fields) -> Command:
    others = [person for person in seen.view.people if person.name != fields.get("name")]
    return validated(t.NamePeople, {"visit_id": seen.view.id, "people": others})


def _invite(visit: Id, fields: Fields) -> Command:
    stops = [name.removeprefix(STOP) for name in fields if name.startswith(STOP)]
    return validated(t.InviteGuest, {"visit_id": visit, "guest_id": fields.get("guest_id", ""), "stops": stops})


def _withdraw(visit: Id, fields: Fields) -> Command:
    return validated(t.WithdrawInvitation, {"visit_id": visit, "guest_id": fields.get("guest_id", "")})


def _expect(visit: Id, fields: Fields) -> Command:
    needs = {
        "step_free": fields.get("needs.step_free", "").strip() or 0,
        "languages": words(fields.get("needs.languages", "")),
        "diets": words(fields.get("needs.diets", "")),
    }
    return validated(t.ExpectVisitors, {"visit_id": visit, "count": fields.get("count", ""), "needs": needs})


PEOPLE: dict[str, FormAction] = {"guide": _guide, "invite": _invite, "withdraw": _withdraw, "expect": _expect}
REWRITES: dict[str, Rewrite] = {"meet": _meet, "not-meet": _not_meet}
