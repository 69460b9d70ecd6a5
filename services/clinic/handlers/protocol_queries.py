"""The protocols a community may use: Convene's and its own. What may be asked about them, and what commands need of them."""

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.community import OwnProtocol
from services.clinic.domain.protocols.validate import planned_minutes
from shared.access.authorization import require_membership
from shared.contracts import clinic as c
from shared.contracts.base import Id
from shared.contracts.protocol import Protocol
from shared.domain import Actor, not_found
from shared.domain.pages import Place, cut
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups, Queries
from shared.store.community_index import Listed, placed_states_of

queries = Queries()

lookups = Lookups()


@lookups.on
async def chosen_protocol(
    command: c.ProposeCase | c.ScheduleClinic, stream: Id, _: Actor, ports: Ports
) -> Protocol | None:
    """The community's own protocol that a command names, in its newest version."""
    if command.protocol in (None, c.DEFAULT_PROTOCOL):
        return None
    community = command.community_id if isinstance(command, c.ProposeCase) else await _community_of(stream, ports)
    own = await _own(community, command.protocol, ports) if community else None
    return own.newest if own else None


@queries.on
async def list_protocols(query: c.ListProtocols, asker: Actor, ports: Ports) -> c.ProtocolList:
    await require_membership(asker, query.community_id, ports)
    own: Listed[tuple[Place, OwnProtocol]] = await placed_states_of(ports, "protocols", query.community_id)
    lines: list[tuple[Place, c.ProtocolLine]] = [
        ((0, *place), _line(item.newest, own=True)) for place, item in own.items
    ]
    lines += [
        ((1, number, protocol.key), _line(protocol, own=False)) for number, protocol in enumerate(SHIPPED.values())
    ]
    shown = cut(lines, lambda line: line[0], query)
    protocols = tuple(line for _, line in shown.items)
    return c.ProtocolList(protocols=protocols, next=shown.next, unreadable=len(own.unreadable))


@queries.on
async def get_protocol(query: c.GetProtocol, asker: Actor, ports: Ports) -> c.ProtocolView:
    await require_membership(asker, query.community_id, ports)
    own = await _own(query.community_id, query.key, ports)
    newest = own.newest if own else SHIPPED.get(query.key)
    if newest is None:
        raise not_found()
    found: Protocol | None = newest
    if query.version not in (None, newest.version):
        found = own.version(query.version) if own and query.version else None
    if found is None:
        raise not_found()
    return c.ProtocolView(own=own is not None, newest=newest.version, definition=found)


async def _own(community: Id, key: str, ports: Ports) -> OwnProtocol | None:
    found = await ports.read(c.protocol_id(community, key))
    return found.state if found else None


async def _community_of(clinic_id: Id, ports: Ports) -> Id | None:
    found = await ports.read(clinic_id)
    clinic: Clinic | None = found.state if found else None
    return clinic.community_id if clinic else None


def _line(protocol: Protocol, own: bool) -> c.ProtocolLine:
    return c.ProtocolLine(
        key=protocol.key,
        version=protocol.version,
        title=protocol.title,
        summary=protocol.summary,
        complete=protocol.complete,
        note=protocol.note,
        own=own,
        people=protocol.people,
        total=protocol.total,
        planned_minutes=planned_minutes(protocol),
    )
