"""Who belongs to which community in which role: asked of the community service, remembered, kept current by its events."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from shared.bus.client import BusClient
from shared.contracts.community import GetRole, MemberJoined, MemberLeft, Role, RoleChanged, RoleView
from shared.domain import Refusal

FRESH_SECONDS = 60.0
MOST_REMEMBERED = 50_000

RoleEvent = MemberJoined | RoleChanged | MemberLeft


class RoleCache:
    """Roles, from memory where they are known. An old answer is better than none while the community service is away."""

    def __init__(self, client: BusClient, token: Callable[[], str]) -> None:
        self._client = client
        self._token = token
        self._known: OrderedDict[tuple[str, str], tuple[Role | None, float]] = OrderedDict()

    def recall(self, community: str, member: str) -> tuple[Role | None, bool]:
        """The role as remembered, and whether it is fresh enough to rely on."""
        role, at = self._known.get((community, member), (None, 0.0))
        return role, role is not None and time.monotonic() - at < FRESH_SECONDS

    async def role(self, community: str, member: str) -> Role | None:
        """The role, or None for whoever does not belong; `Refusal` (503) where nobody can tell."""
        remembered, fresh = self.recall(community, member)
        if fresh:
            return remembered
        before = self._known.get((community, member))
        try:
            view = await self._client.query(
                GetRole(community_id=community, member_id=member), RoleView, token=self._token()
            )
        except Refusal as refusal:
            if refusal.status == 404:  # noqa: PLR2004
                return None
            if remembered is not None:
                return remembered
            raise
        if self._known.get((community, member)) is before:
            self.note(community, member, view.role)
        # Otherwise a change was announced meanwhile, and nobody can tell which is newer: the next one asks again.
        return view.role

    def hear(self, event: RoleEvent) -> None:
        """Take a change as it is announced: whoever is concerned is asked about again before anything relies on it.

        An announcement may be an old one that came again, so it counts only while the community service is away.
        """
        role = None if isinstance(event, MemberLeft) else event.role
        self._remember(event.community_id, event.member_id, role, -math.inf)

    def note(self, community: str, member: str, role: Role | None) -> None:
        """Remember a role from now on."""
        self._remember(community, member, role, time.monotonic())

    def _remember(self, community: str, member: str, role: Role | None, at: float) -> None:
        self._known[(community, member)] = (role, at)
        self._known.move_to_end((community, member))
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
