"""Rooms as the clinic service shows them, without anything that runs."""

from collections.abc import Mapping
from datetime import datetime

from services.clinic.domain.clinic.state import Clinic
from services.clinic.views.clinic import clinic_view
from services.gateway.web.clinic.room import Room
from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from tests.support.clocked import ANA, FINN, GIL, Clocked, at
from tests.support.world import NOON, member

NAMES = {ANA: "Ana", FINN: "Finn", GIL: "Gil", **{member(name.lower()): name for name in ("Bo", "Cy")}}
ROLES: Mapping[str, Role] = {FINN: "facilitator"}
MEMBERS = tuple(MemberView(member_id=item, name=name, role=ROLES.get(item, "member")) for item, name in NAMES.items())


def seen(clinic: Clinic | None, viewer: str, now: datetime = NOON) -> c.ClinicView:
    assert clinic is not None
    return clinic_view(clinic, 1, viewer, now)


def room(clinic: Clinic | None, viewer: str, now: datetime = NOON) -> Room:
    return Room(seen(clinic, viewer, now), viewer, ROLES.get(viewer, "member"), MEMBERS)


def led(clocked: Clocked, minutes: float) -> Room:
    """As Finn sees it, who leads, so many minutes after noon."""
    return room(clocked.now_is, FINN, at(minutes))
