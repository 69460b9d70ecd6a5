"""Who of those named in a command belongs to the community."""

import asyncio

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Id
from shared.domain import Actor
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups

lookups = Lookups()


@lookups.on
async def strangers(command: c.InvitePeople, stream: Id, _: Actor, ports: Ports) -> frozenset[Id]:
    """Those of the people named who do not belong. Guests of the community do."""
    found = await ports.read(stream)
    if found is None:
        return frozenset()
    clinic: Clinic = found.state
    named = dict.fromkeys(command.member_ids)
    roles = await asyncio.gather(*(ports.roles.role(clinic.community_id, member) for member in named))
    return frozenset(member for member, role in zip(named, roles, strict=True) if role is None)
