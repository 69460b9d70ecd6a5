"""What is kept of a visit: its time at a glance, what people saw and will try, photos, what was learned."""

from typing import Any

from services.gateway.context import GatewayContext
from services.gateway.http.requests import validated
from services.gateway.web.forms.datetimes import moment
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.memories.trip import Trip, outcome
from services.gateway.web.visits.page_parts import Part
from services.gateway.web.visits.picture import NARROW, WIDE, picture
from services.gateway.web.visits.visit_context import MEMORIES, Looking
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id

ASKED_AT = "10:00"
"""People are asked on a day; the question comes in the morning."""


async def trip_of(looking: Looking) -> Trip:
    """The trip with all that is kept of it, which comes in parts."""
    context, visit, session = looking.context, looking.visit, looking.session
    view = await _part(context, visit.view.id, 0, session)
    memories, more = list(view.memories), view.more
    while more is not None:
        part = await _part(context, visit.view.id, more, session)
        memories += part.memories
        more = part.more
    return Trip(view.model_copy(update={"memories": tuple(memories), "more": None}), visit.names, visit.me)


async def _part(context: GatewayContext, visit: Id, skip: int, session: str) -> t.TripView:
    return await context.ask(t.GetTrip(visit_id=visit, skip=skip), t.TripView, session)


async def _shows(looking: Looking, _: Trouble) -> dict[str, Any]:
    trip = await trip_of(looking)
    return {
        "trip": trip,
        "trip_view": trip.view,
        "outcome": outcome,
        "pictures": (picture(trip.spells, WIDE), picture(trip.spells, NARROW)) if trip.spells else (),
        "balance": trip.balance,
        "picture_words": trip.words,
    }


def _keep(visit: Id, fields: Fields) -> Command:
    said = {"visit_id": visit, "text": fields.get("text", ""), "stop_id": fields.get("stop_id") or None}
    if fields.get("what") == "trying":
        return validated(t.SayIntention, said)
    return validated(t.KeepMemory, {**said, "what": fields.get("what", "")})


def _remove(visit: Id, fields: Fields) -> Command:
    return validated(t.RemoveMemory, _about(visit, fields))


def _consent(visit: Id, fields: Fields) -> Command:
    return validated(t.ConfirmConsent, {**_about(visit, fields), "agreed": fields.get("agreed") == "yes"})


def _object(visit: Id, fields: Fields) -> Command:
    return validated(t.WithdrawConsent if fields.get("shown") != "yes" else t.GiveConsent, _about(visit, fields))


def _report(visit: Id, fields: Fields) -> Command:
    told = {
        "done": fields.get("done", ""),
        "result": fields.get("result") or None,
        "story": fields.get("story") or None,
    }
    return validated(t.ReportTrying, {**_about(visit, fields), **told})


def _day(visit: Id, fields: Fields) -> Command:
    return validated(t.ChooseTryingDay, {"visit_id": visit, "at": moment(fields, "at", ASKED_AT)})


def _complete(visit: Id, fields: Fields) -> Command:
    return validated(t.CompleteVisit, {"visit_id": visit, "learning": fields.get("learning", "")})


def _about(visit: Id, fields: Fields) -> dict[str, str]:
    return {"visit_id": visit, "memory_id": fields.get("memory_id", "")}


def _to_the_memory(sent: Fields, _: dict[str, Any]) -> str:
    return f"#{sent['memory_id']}" if sent.get("memory_id") else ""


def _to_what_is_new(_: Fields, done: dict[str, Any]) -> str:
    kept = [name["data"]["memory_id"] for name in done.get("events", []) if "memory_id" in name["data"]]
    return f"#{kept[0]}" if kept else ""


ACTIONS: dict[str, FormAction] = {
    "keep": _keep,
    "remove": _remove,
    "consent": _consent,
    "object": _object,
    "report": _report,
    "day": _day,
    "complete": _complete,
}
THEN = {"keep": _to_what_is_new, "consent": _to_the_memory, "object": _to_the_memory, "report": _to_the_memory}

WHAT_IS_KEPT = Part(MEMORIES, "visits/memories.html", _shows, ACTIONS, then=THEN)
