"""What readers want and can get: categories they stopped, channels that are gone. Pure."""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Sequence

from services.notify.domain.delivery.state import Reader, reader_id
from shared.contracts import notify as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, forbidden, not_found

decide_reader: Decider[Reader] = Decider()


def mark_of(address: str) -> str:
    """What tells an address from others without giving it away."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def code_for(reader: Reader, category: c.Category) -> str:
    """The code in a message's link that stops this category for this reader, and nothing else."""
    digest = hmac.digest(reader.secret.encode(), f"{reader.id} {category}".encode(), "sha256")
    return b32encode(digest).decode().lower()[:26]


@decide_reader.on
def meet_reader(reader: Reader | None, command: c.MeetReader, context: Context) -> Sequence[Event]:
    if not _is_themselves(command, context):
        _require_notify_itself(context)
    if reader is not None:
        return []
    return [
        c.ReaderMet(
            community_id=command.community_id,
            reader_id=command.reader_id,
            member_id=command.member_id,
            secret=context.secret,
        )
    ]


@decide_reader.on
def disable_channel(reader: Reader | None, command: c.DisableChannel, context: Context) -> Sequence[Event]:
    _require_notify_itself(context)
    if reader is None:
        raise not_found()
    if reader.has_lost(command.channel, command.address_mark):
        return []
    fields = command.model_dump(include={"channel", "address_mark", "reason"})
    return [c.ChannelDisabled(**_about(reader), **fields)]


@decide_reader.on
def stop_category(reader: Reader | None, command: c.StopCategory, context: Context) -> Sequence[Event]:
    reader = _require_allowed(reader, command, context)
    if command.category in reader.stopped:
        return []
    return [c.CategoryStopped(**_about(reader), category=command.category)]


@decide_reader.on
def resume_category(reader: Reader | None, command: c.ResumeCategory, context: Context) -> Sequence[Event]:
    reader = _require_allowed(reader, command, context)
    if command.category not in reader.stopped:
        return []
    return [c.CategoryResumed(**_about(reader), category=command.category)]


def _require_allowed(reader: Reader | None, command: c.StopCategory | c.ResumeCategory, context: Context) -> Reader:
    """The reader, for themselves and for whoever holds the code from a message; for others there is nobody."""
    if reader is None:
        raise not_found()
    if context.actor.kind == "member" and context.actor.id == reader.member_id:
        return reader
    if not hmac.compare_digest(code_for(reader, command.category).encode(), command.code.encode()):
        raise not_found()
    return reader


def _is_themselves(command: c.MeetReader, context: Context) -> bool:
    """Whether a member speaks of themselves, in a community they belong to: they may choose before the first message."""
    own = reader_id(command.community_id, context.actor.id)
    member = context.actor.kind == "member" and context.role is not None
    return member and (command.member_id, command.reader_id) == (context.actor.id, own)


def _about(reader: Reader) -> dict[str, str]:
    return {"community_id": reader.community_id, "reader_id": reader.id, "member_id": reader.member_id}


def _require_notify_itself(context: Context) -> None:
    if not context.actor.is_service("notify"):
        raise forbidden("Only notify itself keeps this record.")
