"""Who looks at a visit, and what that gives them the right to see and do: worked out here, once. Pure."""

from dataclasses import dataclass

from services.trips.domain.visit.rights import looks_after
from services.trips.domain.visit.state import Visit
from shared.contracts.types import Id


@dataclass(frozen=True)
class Viewer:
    """Who looks, and what that gives them the right to see."""

    id: Id
    hosts: bool
    looks_after: bool
    guest: bool = False


def viewer_of(visit: Visit, member: Id, role: str | None) -> Viewer:
    return Viewer(
        id=member,
        hosts=member == visit.host_id,
        looks_after=looks_after(visit, member, role),
        guest=role == "guest",
    )
