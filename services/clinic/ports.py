"""What the clinic's handlers may use beside what every service's may."""

from dataclasses import dataclass
from typing import Protocol

from services.clinic.adapters.advice_memory.store import Memories
from services.clinic.adapters.presence import Presence
from shared.runtime.ports import PortsWith


@dataclass(frozen=True)
class ClinicParts:
    """Made once for a running service."""

    memories: Memories
    presence: Presence


class ClinicPorts(PortsWith[ClinicParts], Protocol):
    """The ports of the clinic service."""
