"""What people see of protocols."""

from shared.contracts.pages import Piece
from shared.contracts.protocol import Protocol, Size, Total
from shared.contracts.types import Value

__all__ = [
    "ProtocolLine",
    "ProtocolList",
    "ProtocolName",
    "ProtocolView",
]


class ProtocolName(Value):
    """Which protocol, in which version."""

    key: str
    version: int
    title: str


class ProtocolLine(Value):
    key: str
    version: int
    title: str
    summary: str
    complete: bool
    note: str | None
    own: bool
    """Whether it is the community's own; otherwise it comes with Convene."""
    people: Size | None
    total: Total
    planned_minutes: int
    """With as few people as there may be."""


class ProtocolList(Piece):
    protocols: tuple[ProtocolLine, ...]


class ProtocolView(Value):
    own: bool
    newest: int
    """The newest version there is."""
    definition: Protocol
