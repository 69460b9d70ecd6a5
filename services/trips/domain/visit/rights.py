"""What the people of a community may do with a visit: for decisions, which refuse, and for views, which offer. Pure."""

from datetime import datetime

from services.trips.domain.visit.state import Visit
from shared.contracts.types import Id
from shared.domain import Refusal, conflict, forbidden

LEADERS = ("convener", "facilitator")
HOSTS = (*LEADERS, "member")


def looks_after(visit: Visit, member: Id, role: str | None) -> bool:
    """Whether somebody may change a visit: its host, and those who lead in the community."""
    return member == visit.host_id or role in LEADERS


def took_part(visit: Visit, member: Id, role: str) -> bool:
    """The host, guests of a stop, and who had a seat; where nobody signed up, any member may have come along."""
    if member == visit.host_id or visit.guests.get(member):
        return True
    return role != "guest" and (visit.sign_up is None or member in visit.attended)


def why_not_keep(visit: Visit, member: Id, role: str, now: datetime) -> Refusal | None:
    """Why somebody may keep nothing of a visit now; None where they may."""
    if visit.status == "cancelled" or visit.starts is None or visit.starts.instant > now:
        return conflict("not-begun", "Memories are kept once a visit has begun.")
    if not took_part(visit, member, role):
        return forbidden("Memories of a visit are kept by those who took part in it.")
    return None
