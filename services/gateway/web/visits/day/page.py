"""The day of a visit on a page: which stop runs, what comes next, the roll on a phone; whole without scripts."""

from typing import Any

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.day.days import days_of
from services.gateway.web.visits.day.delays import delay_looked_at
from services.gateway.web.visits.day.roll import Roll, marks_in, roll_of
from services.gateway.web.visits.page_parts import Part
from services.gateway.web.visits.visit_context import DAY, Looking
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id


async def _shows(looking: Looking, trouble: Trouble) -> dict[str, Any]:
    seen = looking.visit
    day = await looking.context.ask(t.GetDay(visit_id=seen.view.id), t.DayView, looking.session)
    stops = {stop.stop_id: stop for stop in day.stops}
    at = at_stop(day, trouble.fields.get("stop") or looking.request.query_params.get("stop"))
    runs = seen.leads and seen.is_on
    return {
        "day": day,
        "days": days_of(day.stops, seen.now),
        "stops": stops,
        "planned": {stop.id: stop for stop in seen.view.programme},
        "at": stops.get(at or ""),
        "runs": runs,
        "delay": await delay_looked_at(looking, day) if runs else None,
        "roll": await _roll(looking, at) if runs and at else None,
        "now": seen.now,
    }


def at_stop(day: t.DayView, chosen: str | None) -> Id | None:
    """The stop whose roll is shown: the chosen one, else the one that runs, comes next, or was the last."""
    known = [stop.stop_id for stop in day.stops]
    return next((name for name in (chosen, day.now, day.next, *reversed(known)) if name in known), None)


async def _roll(looking: Looking, stop: Id) -> Roll:
    query = t.GetRoll(visit_id=looking.visit.view.id, stop_id=stop)
    return roll_of(await looking.context.ask(query, t.RollView, looking.session), looking.visit.names)


def _start(visit: Id, _: Fields) -> Command:
    return validated(t.StartVisit, {"visit_id": visit})


def _call(visit: Id, fields: Fields) -> Command:
    said = {"marks": marks_in(fields), "taken_at": fields.get("taken_at") or None}
    return validated(t.CallRoll, {"visit_id": visit, "stop_id": fields.get("stop", ""), **said})


def _leave(visit: Id, fields: Fields) -> Command:
    said = {"group": fields.get("group") or None, "anyway": fields.get("anyway", "").strip() or None}
    return validated(t.LeaveStop, {"visit_id": visit, "stop_id": fields.get("stop", ""), **said})


def _late(visit: Id, fields: Fields) -> Command:
    said = {"minutes": fields.get("minutes", ""), "stop_id": fields.get("stop") or None}
    return validated(t.RunLate, {"visit_id": visit, **said})


def _skip(visit: Id, fields: Fields) -> Command:
    said = {"stop_id": fields.get("stop", ""), "reason": fields.get("reason", "").strip() or None}
    return validated(t.SkipStop, {"visit_id": visit, **said})


def _restore(visit: Id, fields: Fields) -> Command:
    return validated(t.RestoreStop, {"visit_id": visit, "stop_id": fields.get("stop", "")})


def _swap(visit: Id, fields: Fields) -> Command:
    return validated(
        t.SwapStops, {"visit_id": visit, "stop_id": fields.get("stop", ""), "with_id": fields.get("with", "")}
    )


def _note(visit: Id, fields: Fields) -> Command:
    said = {"text": fields.get("text", ""), "shared": fields.get("shared") == "yes"}
    return validated(t.AddGuideNote, {"visit_id": visit, "stop_id": fields.get("stop") or None, **said})


def _same_stop(sent: Fields, _: dict[str, Any]) -> str:
    """The roll of one stop stays before whoever calls it."""
    return f"?stop={sent['stop']}#roll" if sent.get("stop") else ""


ACTIONS: dict[str, FormAction] = {
    "start": _start,
    "roll": _call,
    "leave": _leave,
    "late": _late,
    "skip": _skip,
    "restore": _restore,
    "swap": _swap,
    "note": _note,
}

THE_DAY = Part(DAY, "visits/day.html", _shows, ACTIONS, then={"roll": _same_stop})
