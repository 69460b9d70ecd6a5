"""Wires the notify service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.notify.adapters.channels.mail_server import outside
from services.notify.adapters.delivery.outbox import DeliveryLists, Outbox
from services.notify.adapters.delivery.worker import running_deliveries
from services.notify.adapters.webhooks.poster import running_webhooks
from services.notify.domain import webhook
from services.notify.domain.delivery.decide import decide
from services.notify.domain.delivery.state import Delivery, Reader, evolve, evolve_reader
from services.notify.domain.subscriber import decide_reader
from services.notify.handlers.queries import queries
from services.notify.handlers.reactions import visits  # noqa: F401  (it adds its reactions)
from services.notify.handlers.reactions.clinics import reactions
from services.notify.handlers.webhook_queries import lookups
from shared.contracts import notify as c
from shared.contracts.clinic import GetClinicBrief, GetFollowUpBrief
from shared.contracts.community import GetAddressChange, GetContacts, GetInvitation, GetWayIn
from shared.contracts.trips import GetGoing, GetPlaceBrief, GetVisitBrief
from shared.domain import Aggregate
from shared.runtime.ports import BusPorts
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

delivery = Aggregate(
    kind="delivery",
    state=Delivery,
    evolve=evolve,
    decide=decide,
    events=(
        c.MessageQueued,
        c.AttemptBegun,
        c.MessageSent,
        c.MessageDelayed,
        c.MessageRefused,
        c.MessageUnknown,
        c.MessageDropped,
    ),
)

reader = Aggregate(
    kind="reader",
    state=Reader,
    evolve=evolve_reader,
    decide=decide_reader,
    events=(c.ReaderMet, c.ChannelDisabled, c.CategoryStopped, c.CategoryResumed),
)

hook = Aggregate(
    kind="hook",
    state=webhook.Hook,
    evolve=webhook.evolve,
    decide=webhook.decide,
    events=(c.HookAdded, c.HookSecretRenewed, c.HookTakenOver, c.HookRemoved, c.HookReplayed, c.HookDisabled),
)


@asynccontextmanager
async def background(ports: BusPorts) -> AsyncIterator[None]:
    """Letters and chat posts to people, events to other systems."""
    async with running_deliveries(ports), running_webhooks(ports):
        yield


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
    queries=queries,
    reactions=reactions,
    lookups=lookups,
    sinks=lambda ports: [
        Outbox(ports.collection("outbox")),
        DeliveryLists(ports.collection("deliveries")),
        CommunityIndex(ports, "hooks", "hook"),
    ],
    outside=outside,
    background=background,
)
