"""What was sent to somebody, in words: which letter, how it went, and where to read on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.gateway.i18n.gettext import N_
from shared.contracts import notify as n
from shared.contracts.types import Id

LETTERS: dict[str, str] = {
    "invitation": N_("Invitation to the community"),
    "clinic_scheduled": N_("A clinic has its time"),
    "clinic_rescheduled": N_("A clinic was moved"),
    "clinic_cancelled": N_("A clinic was cancelled"),
    "reminder": N_("Reminder"),
    "follow_up_due": N_("What really happened?"),
    "follow_up_nudge": N_("What really happened? Asked again"),
    "follow_up_reported": N_("What became of your advice"),
    "visit_scheduled": N_("A visit has its time"),
    "visit_rescheduled": N_("A visit was moved"),
    "visit_cancelled": N_("A visit was cancelled"),
    "sign_up_opened": N_("You can sign up for a visit"),
    "sign_up_closed": N_("Nobody new can sign up for a visit"),
    "seat_taken": N_("You have a seat"),
    "seat_waiting": N_("You wait for a seat"),
    "seat_offered": N_("A seat is kept for you"),
    "seat_lost": N_("You no longer have a place"),
    "day_changed": N_("The day of a visit changed"),
    "stop_skipped": N_("A stop of a visit is skipped"),
    "turn_proposed": N_("Would you host the next visit?"),
    "swap_offered": N_("Somebody asks you to swap turns"),
    "trying_due": N_("What came of what you wanted to try?"),
    "chat_gone": N_("Your chat channel takes no messages any more"),
    "way_in": N_("A link to come in"),
    "way_in_given": N_("A link to come in was handed to you"),
    "hook_gone": N_("A webhook takes nothing any more"),
    "hook_unattended": N_("A webhook needs a convener"),
    "mail_gone": N_("Mail to you does not arrive"),
    "member_unreached": N_("Mail to a member does not arrive"),
    "address_confirm": N_("Your new mail address, to be confirmed"),
    "address_asked": N_("Another mail address was given for you"),
    "address_changed": N_("Your mail address was changed"),
    "invitation_returned": N_("Your invitation did not arrive"),
}
"""What each kind of letter is about."""
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
        words=LETTERS.get(delivery.letter, N_("A message")),
        channel=CHANNELS[delivery.channel],
        state=STATES[delivery.status],
        status=delivery.status,
        reason=delivery.reason if delivery.status in TROUBLED else "",
        what=titles.get(delivery.topic, ""),
        href=f"{base}{delivery.topic}" if base else "",
        to=names.get(delivery.member_id, ""),
        at=delivery.at,
    )
