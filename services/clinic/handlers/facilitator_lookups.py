"""What the decisions about who leads must know beside the clinic: who may lead, and when the facilitator was last there."""

from datetime import datetime

from services.clinic.domain.clinic.state import Clinic
from services.clinic.handlers.ports import ClinicPorts
from shared.contracts import clinic as c
from shared.contracts.base import Id
from shared.contracts.community import Role
from shared.domain import Actor
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups

lookups = Lookups[ClinicPorts]()


@lookups.on
async def role_of_the_next(command: c.HandOver, stream: Id, _: Actor, ports: Ports) -> Role | None:
    """What whoever is to lead is in the community, as fresh as every role is."""
    clinic = await _clinic(stream, ports)
    return await ports.roles.role(clinic.community_id, command.facilitator_id) if clinic else None


@lookups.on
async def facilitator_last_seen(command: c.TakeOver, stream: Id, _: Actor, ports: ClinicPorts) -> datetime | None:
    clinic = await _clinic(stream, ports)
    if clinic is None or clinic.facilitator_id is None:
        return None
    return await ports.parts.presence.last_look(stream, clinic.facilitator_id)


async def _clinic(stream: Id, ports: Ports) -> Clinic | None:
    found = await ports.read(stream)
    return found.state if found else None
