"""Where the decisions about visits are gathered, and who may change one until when. Pure."""

from typing import Any

from services.trips.domain.visit.state import Visit
from shared.domain import Context, conflict, forbidden, not_found

LEADERS = ("convener", "facilitator")
HOSTS = (*LEADERS, "member")


def require_host_or_leader(visit: Visit, context: Context) -> None:
    """To those who do not belong, the visit does not exist."""
    if context.role is None:
        raise not_found()
    if context.actor.id != visit.host_id and context.role not in LEADERS:
        raise forbidden("This is for the host, a facilitator or a convener.")


def require_changeable(visit: Visit, context: Context) -> None:
    """`Refusal` unless whoever acts looks after this visit, and it still lies ahead."""
    require_host_or_leader(visit, context)
    require_ahead(visit)


def require_ahead(visit: Visit) -> None:
    if visit.status not in ("proposed", "scheduled"):
        raise conflict("visit-is-over", f"This visit is {visit.status}; it can no longer be changed.")


def about(visit: Visit) -> dict[str, Any]:
    """What every event of a visit begins with."""
    return {"community_id": visit.community_id, "visit_id": visit.id}
