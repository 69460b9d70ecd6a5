"""Wires the notify service."""

from services.notify.decisions import decide
from services.notify.delivering import delivering
from services.notify.model import Delivery, Reader, evolve, evolve_reader
from services.notify.outbox import DeliveryLists, Outbox
from services.notify.queries import answers
from services.notify.reactions import reactions
from services.notify.reading import decide_reader
from shared.contracts import notify as c
from shared.contracts.clinic import GetClinicBrief, GetFollowUpBrief
from shared.contracts.community import GetContacts, GetInvitation, GetWayIn
from shared.contracts.trips import GetVisitBrief
from shared.domain import Aggregate
from shared.service import Service

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

service = Service(
    name="notify",
    asks=(GetContacts, GetInvitation, GetWayIn, GetClinicBrief, GetFollowUpBrief, GetVisitBrief),
    aggregates=(delivery, reader),
    answers=answers,
    reactions=reactions,
    sinks=lambda house: [Outbox(house.collection("outbox")), DeliveryLists(house.collection("deliveries"))],
    background=delivering,
)
