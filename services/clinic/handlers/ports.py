"""What the clinic's handlers may use beside what every service's may."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.past_cases.digest import Memory
from shared.contracts.base import Id
from shared.runtime.ports import PortsWith


class Memories(Protocol):
    """The past cases of communities."""

    async def of(self, community: Id) -> Memory:
        """All past cases of a community, with all that this process has acknowledged."""


class Presence(Protocol):
    """When members looked at a clinic."""

    async def looked(self, clinic: Clinic, member: Id) -> None:
        """Somebody looks at a clinic."""

    async def last_look(self, clinic_id: Id, member: Id) -> datetime | None: ...


@dataclass(frozen=True)
class ClinicParts:
    """Made once for a running service."""

    memories: Memories
    presence: Presence


class ClinicPorts(PortsWith[ClinicParts], Protocol):
    """The ports of the clinic service."""
