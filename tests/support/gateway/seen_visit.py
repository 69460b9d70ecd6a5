"""Views of visits as the pages' own tests need them, without servers."""

from datetime import datetime, timedelta
from typing import Any, cast

from services.gateway.web.visits.visit_context import Opened
from shared.contracts import community as m
from shared.contracts import trips as t
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.world import COMMUNITY, NOON, member

VISIT = derived_id("visit", "seen")
HANA = member("hana")
STARTS = When.of(NOON + timedelta(days=3), "Europe/Rome")


def stop_id(name: str) -> str:
    return derived_id("stop", name)


def stop(name: str, into: int | None = None, minutes: int = 0, **more: Any) -> t.StopView:
    """`into` is minutes after midnight of the first day."""
    return t.StopView(id=stop_id(name), title=name, into_minutes=into, takes_minutes=minutes, **more)


def visit(*stops: t.StopView, **more: Any) -> t.VisitView:
    usual: dict[str, Any] = {
        "id": VISIT,
        "version": 1,
        "community_id": COMMUNITY,
        "status": "proposed",
        "host_id": HANA,
        "title": "Bread at night",
        "visit_kind": "visit",
        "mode": "in_person",
        "place": "Mill",
        "address": None,
        "meeting_point": None,
        "bring": None,
        "guide": None,
        "people": (),
        "guests": (),
        "visitors": None,
        "needs": None,
        "programme": stops,
        "starts": None,
        "learning": None,
    }
    return t.VisitView(**{**usual, **more})


def seen_by(name: str, view: t.VisitView, role: str = "member", now: datetime = NOON) -> Opened:
    return Opened(view, member(name), cast("m.Role", role), None, now)


def stop_of_day(name: str, begins: When | None, **more: Any) -> t.StopOfDay:
    ends = begins.later(hours=1) if begins else None
    return t.StopOfDay(stop_id=stop_id(name), title=name, begins=begins, ends=ends, **more)
