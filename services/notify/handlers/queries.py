"""What others may ask of notify: which messages there were and how they went, and what a reader has stopped."""

from typing import Any

from services.notify.domain.delivery.state import Delivery, Reader, reader_id
from services.notify.domain.messages.catalogue import MESSAGES
from services.notify.domain.reasons import without_addresses
from shared.contracts import notify as c
from shared.contracts.types import Id
from shared.domain import Actor, not_found
from shared.domain.pages import Place, cut
from shared.runtime.ports import Ports
from shared.runtime.service import Queries
from shared.store.community_index import read_all

queries = Queries()

MOST_LISTED = 500
LEADERS = ("convener", "facilitator")


@queries.on
async def list_deliveries(query: c.ListDeliveries, asker: Actor, ports: Ports) -> c.DeliveryList:
    role = await _require_role(query.community_id, asker, ports)
    await ports.journal.shown()
    wanted: dict[str, str] = {"community_id": query.community_id}
    if query.topic is not None:
        wanted["topic"] = query.topic
    if query.mine or role not in LEADERS:
        wanted["member_id"] = asker.id
    found = [document async for document in ports.collection("deliveries").find(wanted)]
    shown = cut(found, _newest_first, query, at_once=MOST_LISTED)
    read = await read_all(ports, [document["_id"] for document in shown.items])
    lines = tuple(_view(read_delivery.state) for _, read_delivery in read.items)
    return c.DeliveryList(deliveries=lines, next=shown.next, unreadable=len(read.unreadable))


def _newest_first(document: dict[str, Any]) -> Place:
    return (-document["at"].timestamp(), document["_id"])


@queries.on
async def get_reader(query: c.GetReader, asker: Actor, ports: Ports) -> c.ReaderView:
    await _require_role(query.community_id, asker, ports)
    reader = reader_id(query.community_id, asker.id)
    found = await ports.read(reader)
    if found is None:
        return c.ReaderView(id=reader, stopped=(), disabled={})
    state: Reader = found.state
    disabled = {channel: reason for channel, (_, reason) in state.disabled.items()}
    return c.ReaderView(id=reader, stopped=state.stopped, disabled=disabled)


async def _require_role(community_id: Id, asker: Actor, ports: Ports) -> str:
    role = await ports.roles.role(community_id, asker.id) if asker.kind == "member" else None
    if role is None:
        raise not_found()
    return role


def _view(delivery: Delivery) -> c.DeliveryView:
    fields = ("id", "topic", "member_id", "channel", "letter", "status", "attempts", "reason")
    shown = {name: getattr(delivery, name) for name in fields}
    # Reasons from before addresses were left out of them are read by facilitators, too.
    message = MESSAGES.get(delivery.letter)
    about = message.about if message else ""
    reason = without_addresses(delivery.reason)
    return c.DeliveryView(**shown | {"reason": reason}, about=about, at=delivery.queued_at)
