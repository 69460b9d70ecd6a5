"""Who may keep something of a visit, and what of it is there for whom: notes, photos, and what people will try. Pure."""

from typing import Any

from services.trips.domain.visit.guards import require_member, require_stop
from services.trips.domain.visit.memories import Memory
from services.trips.domain.visit.rights import why_not_keep
from services.trips.domain.visit.state import Visit
from shared.contracts.types import Id
from shared.domain import Context, conflict, forbidden, not_found

MOST_KEPT = 5_000
"""Of one visit: what a page and a keepsake can still show."""


def require_right_to_keep(visit: Visit, stop_id: Id | None, context: Context) -> None:
    """`Refusal` unless whoever acts took part, and the visit has begun."""
    require_member(context)
    assert context.role is not None
    if reason := why_not_keep(visit, context.actor.id, context.role, context.now):
        raise reason
    if stop_id is not None:
        require_stop(visit, stop_id)
    if context.role == "guest" and stop_id not in visit.guests.get(context.actor.id, ()):
        raise forbidden("As a guest, keep what belongs to a stop that you were invited to.")
    if len(visit.memories) >= MOST_KEPT:
        raise conflict("album-is-full", f"{MOST_KEPT:,} things are kept of this visit already; take one back first.")


def require_memory(visit: Visit, memory_id: Id, context: Context) -> Memory:
    """What is kept, as far as whoever acts may see it; to others it does not exist."""
    memory = visit.memories.get(memory_id)
    if context.role is None or memory is None or not visit.sees(memory, context.actor.id, context.role):
        raise not_found()
    return memory


def about_memory(visit: Visit, context: Context, memory_id: Id | None = None) -> dict[str, Any]:
    return {
        "community_id": visit.community_id,
        "visit_id": visit.id,
        "memory_id": memory_id or context.new_id("memory"),
        "member_id": context.actor.id,
    }
