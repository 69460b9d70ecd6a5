"""A community's own protocols."""

from typing import ClassVar

from shared.contracts.base import Command, Event, derived_id
from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.pages import Pieces
from shared.contracts.protocol import Identifier, Protocol
from shared.contracts.types import Id, Private

__all__ = [
    "AddProtocol",
    "GetProtocol",
    "ListProtocols",
    "ProtocolAdded",
    "protocol_id",
]


class AddProtocol(Command):
    """A convener or facilitator adds a protocol of the community's own, or a newer version of it. Versions never change."""

    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "protocol"
    creates: ClassVar[bool] = True
    community_id: Id
    definition: Protocol

    def stream(self, actor: str, command_id: str) -> Id:
        return protocol_id(self.community_id, self.definition.key)


def protocol_id(community_id: Id, key: str) -> Id:
    """The id under which a community's own protocol is kept, in all its versions."""
    return derived_id("protocol", community_id, key)


class ProtocolAdded(Event):
    """A community has a protocol of its own, or a newer version of it."""

    service: ClassVar[str] = "clinic"
    community_id: Id
    protocol_id: Id
    key: str
    version: int
    added_by: Id
    definition: Private[Protocol | None] = None


class ListProtocols(Pieces, ClinicQuery):
    """The protocols a community may use, its own first, each in its newest version."""

    community_id: Id


class GetProtocol(ClinicQuery):
    """One protocol in full, in its newest version unless another is named."""

    community_id: Id
    key: Identifier
    version: int | None = None
