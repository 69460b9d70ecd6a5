"""Wires the notify service."""

from services.notify.adapters.channels.mail_server import outside
from services.notify.adapters.delivery.outbox import DeliveryLists, Outbox
from services.notify.adapters.delivery.worker import running_deliveries
from services.notify.adapters.webhooks.poster import running_webhooks
from services.notify.domain import webhook
from services.notify.domain.delivery.decide import decide
from services.notify.domain.delivery.state import Delivery, Reader, evolve, evolve_reader
from services.notify.domain.subscriber import decide_reader
from services.notify.handlers import queries, webhook_queries
from services.notify.handlers.reactions import addresses, clinics, visits
from shared.contracts.clinic import GetClinicBrief, GetFollowUpBrief
from shared.contracts.community import GetAddressChange, GetContacts, GetInvitation, GetWayIn
from shared.contracts.trips import GetGoing, GetPlaceBrief, GetVisitBrief
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
    asks=(
        GetContacts,
        GetInvitation,
        GetAddressChange,
        GetWayIn,
        GetClinicBrief,
        GetFollowUpBrief,
        GetVisitBrief,
        GetGoing,
        GetPlaceBrief,
    ),
    aggregates=(delivery, reader, hook),
    queries=(queries.queries, webhook_queries.queries),
    reactions=(addresses.reactions, clinics.reactions, visits.reactions),
    lookups=(webhook_queries.lookups,),
    read_models=lambda ports: [
        Outbox(ports.collection("outbox")),
        DeliveryLists(ports.collection("deliveries")),
        CommunityIndex(ports, "hooks", "hook"),
    ],
    outside=outside,
    background=(running_deliveries, running_webhooks),
)
