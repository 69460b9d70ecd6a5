"""What was sent to somebody, in words: which message, how it went, and where to read on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.gateway.i18n.gettext import N_
from shared.contracts import notify as n
from shared.contracts.types import Id

STATES: dict[n.DeliveryStatus, str] = {
    "queued": N_("on its way"),
    "sending": N_("being handed over"),
    "sent": N_("sent"),
    "retrying": N_("tried again soon"),
    "refused": N_("could not be delivered"),
    "unknown": N_("may have arrived"),
    "dropped": N_("no longer needed"),
}
CHANNELS: dict[n.Channel, str] = {"email": N_("by mail"), "chat": N_("by chat")}
TROUBLED: tuple[n.DeliveryStatus, ...] = ("refused", "unknown", "retrying")
"""Where it helps to know why."""
_PAGES = {"clinic": "/clinics/", "visit": "/visits/", "community": "/communities/"}


@dataclass(frozen=True)
class Sent:
    """One message. `what` is the name of the clinic or visit it is about, where that is known."""

    words: str
    channel: str
    state: str
    status: n.DeliveryStatus
    reason: str
    what: str
    href: str
    to: str
    at: datetime


def sent(deliveries: n.DeliveryList, titles: Mapping[Id, str], names: Mapping[Id, str]) -> tuple[Sent, ...]:
    """The messages with what they are about, and to whom they went."""
    return tuple(_one(delivery, titles, names) for delivery in deliveries.deliveries)


def _one(delivery: n.DeliveryView, titles: Mapping[Id, str], names: Mapping[Id, str]) -> Sent:
    base = _PAGES.get(delivery.topic.partition("-")[0], "")
    return Sent(
        words=delivery.about or N_("A message"),
        channel=CHANNELS[delivery.channel],
        state=STATES[delivery.status],
        status=delivery.status,
        reason=delivery.reason if delivery.status in TROUBLED else "",
        what=titles.get(delivery.topic, ""),
        href=f"{base}{delivery.topic}" if base else "",
        to=names.get(delivery.member_id, ""),
        at=delivery.at,
    )
