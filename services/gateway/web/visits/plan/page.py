"""Planning a visit: the programme with the check beside it, its time, and what it is."""

from dataclasses import dataclass
from typing import Any

from services.gateway.http.requests import validated
from services.gateway.web.forms.datetimes import moment, zones
from services.gateway.web.forms.fields import Fields
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.about import drawn
from services.gateway.web.visits.page_parts import Part
from services.gateway.web.visits.plan.next_steps import next_steps
from services.gateway.web.visits.plan.people import PEOPLE, REWRITES
from services.gateway.web.visits.plan.stop_fields import stop_in
from services.gateway.web.visits.visit_context import PLAN, Looking
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id

MOST_AT_ONCE = 3
"""So many findings of one kind are shown before the others are unfolded."""
DESCRIBED = ("title", "place", "visit_kind", "mode", "address", "meeting_point", "bring")


@dataclass(frozen=True)
class Line:
    """One stop in the plan, with what was found of it, and where it could go."""

    number: int
    stop: t.StopView
    found: tuple[int, ...]
    """The findings about it, by their number from 1."""
    up: Id | None
    """Before which stop it is put to go up; None where it is the first."""
    down: Id | None
    """Before which stop it is put to go down; empty for the end, None where it is the last."""


def lines(programme: tuple[t.StopView, ...], findings: tuple[t.Finding, ...]) -> tuple[Line, ...]:
    ids = [stop.id for stop in programme]
    after = [*ids[2:], ""]
    return tuple(
        Line(
            number,
            stop,
            tuple(place for place, finding in enumerate(findings, 1) if stop.id in finding.stops),
            up=ids[number - 2] if number > 1 else None,
            down=after[number - 1] if number < len(ids) else None,
        )
        for number, stop in enumerate(programme, 1)
    )


@dataclass(frozen=True)
class Found:
    """Findings that matter for the same reason, each with its number from 1."""

    concern: t.Concern
    severity: t.Severity
    why: str
    each: tuple[tuple[int, t.Finding], ...]

    @property
    def first(self) -> tuple[tuple[int, t.Finding], ...]:
        return self.each[:MOST_AT_ONCE]

    @property
    def more(self) -> tuple[tuple[int, t.Finding], ...]:
        """Those that are folded away: a long programme has the same finding at many stops."""
        return self.each[MOST_AT_ONCE:]


def together(findings: tuple[t.Finding, ...]) -> tuple[Found, ...]:
    """In the order in which each reason comes up first."""
    groups: dict[tuple[t.Concern, t.Severity, str], list[tuple[int, t.Finding]]] = {}
    for number, finding in enumerate(findings, 1):
        groups.setdefault((finding.concern, finding.severity, finding.why), []).append((number, finding))
    return tuple(Found(concern, severity, why, tuple(some)) for (concern, severity, why), some in groups.items())


async def findings_of(looking: Looking) -> tuple[t.Finding, ...]:
    """What the check says now; `Refusal` (403) where the plan is not for whoever asks."""
    query = t.CheckVisit(visit_id=looking.visit.view.id)
    return (await looking.context.ask(query, t.CheckView, looking.session)).findings


async def _shows(looking: Looking, _: Trouble) -> dict[str, Any]:
    seen = looking.visit
    findings = await findings_of(looking)
    signing = await looking.context.ask(t.GetSignUp(visit_id=seen.view.id), t.SignUpView, looking.session)
    return {
        "findings": findings,
        "found": together(findings),
        "lines": lines(seen.view.programme, findings),
        "numbers": {stop.id: number for number, stop in enumerate(seen.view.programme, 1)},
        "steps": next_steps(seen, signing),
        "zone": seen.community.zone if seen.community else "UTC",
        "zones": zones(),
        "last_day": max((stop.day for stop in seen.view.programme), default=1),
        **drawn(seen),
    }


def _add(visit: Id, fields: Fields) -> Command:
    said = {"stop": stop_in(fields), "before": fields.get("before") or None}
    return validated(t.AddStop, {"visit_id": visit, **said})


def _move(visit: Id, fields: Fields) -> Command:
    said = {"stop_id": fields.get("stop", ""), "before": fields.get("before") or None}
    return validated(t.MoveStop, {"visit_id": visit, **said})


def _remove(visit: Id, fields: Fields) -> Command:
    return validated(t.RemoveStop, {"visit_id": visit, "stop_id": fields.get("stop", "")})


def _schedule(visit: Id, fields: Fields) -> Command:
    return validated(t.ScheduleVisit, {"visit_id": visit, "starts": moment(fields, "starts")})


def _describe(visit: Id, fields: Fields) -> Command:
    return validated(t.DescribeVisit, {"visit_id": visit, **{name: fields.get(name, "") for name in DESCRIBED}})


def _cancel(visit: Id, fields: Fields) -> Command:
    return validated(t.CancelVisit, {"visit_id": visit, "reason": fields.get("reason", "")})


def _added(_: Fields, done: dict[str, Any]) -> str:
    stops = [name["data"]["stop_id"] for name in done.get("events", []) if name["type"] == "StopAdded"]
    return f"#{stops[0]}" if stops else ""


def to_the_stop(sent: Fields, _: dict[str, Any]) -> str:
    """Where to go on in the plan: where the stop stands that the form was about."""
    return f"#{sent['stop']}"


PLANNING = Part(
    PLAN,
    "visits/plan.html",
    _shows,
    actions={
        "add": _add,
        "move": _move,
        "remove": _remove,
        "schedule": _schedule,
        "describe": _describe,
        "cancel": _cancel,
        **PEOPLE,
    },
    rewrites=REWRITES,
    then={"add": _added, "move": to_the_stop},
)
