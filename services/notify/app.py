"""Wires the notify service."""

from services.notify.adapters.channels.mail_server import outside
from services.notify.adapters.delivery.outbox import DeliveryLists, Outbox
from services.notify.adapters.delivery.worker import NotifyParts, delivery_worker
from services.notify.adapters.messages.writer import write_message
from services.notify.adapters.owners import ASKED
from services.notify.adapters.webhooks.poster import running_webhooks
from services.notify.domain import webhook
from services.notify.domain.delivery.decide import decide
from services.notify.domain.delivery.state import Delivery, Reader, evolve, evolve_reader
from services.notify.domain.subscriber import decide_reader
from services.notify.handlers import queries, webhook_queries
from services.notify.handlers.reactions import channels, clinics, membership, seats, timers, visits
from shared.domain import Aggregate
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

delivery = Aggregate(
    kind="delivery",
    state=Delivery,
    evolve=evolve,
    decide=decide,
)

reader = Aggregate(
    kind="reader",
    state=Reader,
    evolve=evolve_reader,
    decide=decide_reader,
)

hook = Aggregate(
    kind="hook",
    state=webhook.Hook,
    evolve=webhook.evolve,
    decide=webhook.decide,
)


service = Service(
    name="notify",
    asks=ASKED,
    aggregates=(delivery, reader, hook),
    queries=(queries.queries, webhook_queries.queries),
    reactions=(
        clinics.reactions,
        visits.reactions,
        seats.reactions,
        timers.reactions,
        membership.reactions,
        channels.reactions,
    ),
    lookups=(webhook_queries.lookups,),
    parts=lambda ports: NotifyParts(Outbox(ports.collection("outbox"))),
    read_models=lambda ports: [
        ports.parts.outbox,
        DeliveryLists(ports.collection("deliveries")),
        CommunityIndex(ports, "hooks", "hook"),
    ],
    outside=outside,
    background=(delivery_worker(write_message), running_webhooks),
)
