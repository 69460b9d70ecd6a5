"""A community's own protocols: each a thing of its own, with all its versions, which never change. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.parse import place_of
from services.clinic.domain.protocols.validate import check
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import Protocol
from shared.domain import Context, Decider, Evolver, Refusal, conflict, forbidden, not_found

MAY_ADD = ("convener", "facilitator")


class OwnProtocol(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    versions: tuple[Protocol, ...]
    """In the order they came; the last is the newest."""

    @property
    def newest(self) -> Protocol:
        return self.versions[-1]

    def version(self, number: int) -> Protocol | None:
        return next((version for version in self.versions if version.version == number), None)


decide: Decider[OwnProtocol] = Decider()
evolve: Evolver[OwnProtocol] = Evolver()


@decide.on
def add_protocol(own: OwnProtocol | None, command: c.AddProtocol, context: Context) -> Sequence[Event]:
    if context.role is None:
        raise not_found()
    if context.role not in MAY_ADD:
        raise forbidden("Conveners and facilitators add protocols. Ask one of them.")
    added = command.definition
    if added.key in SHIPPED:
        raise conflict("key-is-taken", f"'{added.key}' is one of Convene's own protocols; give yours another key.")
    if wrong := check(added):
        raise _contradicts(added, wrong)
    if own is not None:
        if own.version(added.version) == added:
            return []
        if added.version <= own.newest.version:
            newest = own.newest.version
            raise conflict(
                "version-is-taken", f"Versions never change, and version {newest} is there: send yours as {newest + 1}."
            )
    return [
        c.ProtocolAdded(
            community_id=command.community_id,
            protocol_id=context.stream,
            key=added.key,
            version=added.version,
            added_by=context.actor.id,
            definition=added,
        )
    ]


@evolve.on
def protocol_added(own: OwnProtocol | None, event: c.ProtocolAdded) -> OwnProtocol:
    assert event.definition is not None
    before = own.versions if own else ()
    return OwnProtocol(id=event.protocol_id, community_id=event.community_id, versions=(*before, event.definition))


def _contradicts(protocol: Protocol, wrong: Sequence[tuple[tuple[str | int, ...], str]]) -> Refusal:
    data = protocol.model_dump(mode="json")
    errors = [
        {"field": ".".join(map(str, ("definition", *path))), "detail": f"{place_of(path, data)}: {text}"}
        for path, text in wrong
    ]
    return Refusal(422, "invalid-input", "This protocol cannot be run. " + errors[0]["detail"], errors=errors)
