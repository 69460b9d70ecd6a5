"""What each command about a delivery leads to, or why it is refused. Pure.

A message is handed over at most once. `AttemptBegun` is on record before the other side gets a word of it, and is written
at the last moment: for mail when the server has already agreed to sender and reader. So a process that dies before that has
sent nothing and its message is tried again, and one that dies after it, within the milliseconds of the hand-over, leaves a
message that may have arrived: `MessageUnknown`, shown to people and not tried again.
"""

from collections.abc import Sequence

from services.notify.domain.delivery.state import OPEN, Delivery
from shared.contracts import notify as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid, not_found

decide: Decider[Delivery] = Decider()


@decide.on
def queue_message(delivery: Delivery | None, command: c.QueueMessage, context: Context) -> Sequence[Event]:
    _require_notify_itself(context)
    if delivery is not None:
        return []
    return [c.MessageQueued(**command.model_dump(), queued_at=context.now)]


@decide.on
def begin_attempt(delivery: Delivery | None, command: c.BeginAttempt, context: Context) -> Sequence[Event]:
    _require_notify_itself(context)
    delivery = _require_existing(delivery)
    if delivery.status == "sending":
        raise conflict("attempt-in-progress", "Another process is sending this message.")
    if not delivery.is_due(context.now):
        raise conflict("not-due", f"This message is {delivery.status}; it is not to be sent now.")
    return [
        c.AttemptBegun(
            **_about(delivery),
            attempt=delivery.attempts + 1,
            message_id=delivery.message_id or command.message_id,
            holder=command.holder,
        )
    ]


@decide.on
def end_attempt(delivery: Delivery | None, command: c.EndAttempt, context: Context) -> Sequence[Event]:
    _require_notify_itself(context)
    delivery = _require_existing(delivery)
    if not _may_end(delivery, command):
        raise conflict(
            "attempt-over", f"This message is {delivery.status} after {delivery.attempts} attempts; nothing is open."
        )
    about = {**_about(delivery), "attempt": command.attempt}
    match command.outcome:
        case "sent":
            return [c.MessageSent(**about)]
        case "unknown":
            return [c.MessageUnknown(**about, reason=command.reason)]
        case "refused":
            return [c.MessageRefused(**about, reason=command.reason)]
        case "later":
            if command.retry_at is None:
                raise invalid("An attempt that is to be repeated needs a time for that.", "retry_at")
            return [c.MessageDelayed(**about, reason=command.reason, retry_at=command.retry_at)]


def _may_end(delivery: Delivery, command: c.EndAttempt) -> bool:
    if delivery.status in OPEN:
        # The other side said no before anything was handed over.
        return command.attempt == delivery.attempts + 1 and command.outcome in ("later", "refused")
    if command.attempt != delivery.attempts:
        return False
    # A process that was taken for dead may still report what really became of it.
    return delivery.status == "sending" or (delivery.status == "unknown" and command.outcome in ("sent", "refused"))


@decide.on
def drop_message(delivery: Delivery | None, command: c.DropMessage, context: Context) -> Sequence[Event]:
    _require_notify_itself(context)
    delivery = _require_existing(delivery)
    if delivery.status == "dropped":
        return []
    if delivery.status not in OPEN:
        raise conflict("not-open", f"This message is {delivery.status}; it can no longer be dropped.")
    return [c.MessageDropped(**_about(delivery), reason=command.reason)]


def _about(delivery: Delivery) -> dict[str, str]:
    return {
        "community_id": delivery.community_id,
        "delivery_id": delivery.id,
        "member_id": delivery.member_id,
        "channel": delivery.channel,
    }


def _require_existing(delivery: Delivery | None) -> Delivery:
    if delivery is None:
        raise not_found()
    return delivery


def _require_notify_itself(context: Context) -> None:
    if not context.actor.is_service("notify"):
        raise forbidden("Messages follow from what happens in a community; nobody sends them by hand.")
