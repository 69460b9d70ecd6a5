"""What people keep of a visit: notes, photos and the consent of those on them. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.trips.domain.visit.decide.programme import require_stop
from services.trips.domain.visit.memories import Memory, next_asked
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.contracts.pictures import Picture
from shared.contracts.types import Id
from shared.domain import Context, Decider, conflict, forbidden, not_found

decide: Decider[Visit] = Decider()

MOST_KEPT = 5_000
"""Of one visit: what a page and a keepsake can still show."""


@decide.on
def keep_memory(visit: Visit, command: c.KeepMemory, context: Context) -> Sequence[Event]:
    require_right_to_keep(visit, command.stop_id, context)
    return [c.MemoryKept(**about(visit, context), **_of(command), what=command.what, text=command.text, at=context.now)]


@decide.on
def keep_photo(visit: Visit, command: c.KeepPhoto, context: Context) -> Sequence[Event]:
    require_right_to_keep(visit, command.stop_id, context)
    picture: Picture = context.known
    return [
        c.PhotoKept(
            **about(visit, context),
            **_of(command),
            picture=picture,
            people=command.people,
            alt=command.alt,
            at=context.now,
        )
    ]


@decide.on
def remove_memory(visit: Visit, command: c.RemoveMemory, context: Context) -> Sequence[Event]:
    memory = seen(visit, command.memory_id, context)
    if memory.member_id != context.actor.id:
        raise forbidden(
            "Only whoever kept it takes it back. Are you on a photo? Then say that you do not want it shown."
        )
    ids = about(visit, context, memory.id)
    if memory.what != "trying":
        return [c.MemoryRemoved(**ids, picture_id=memory.picture.id if memory.picture else None)]
    rest = (this_memory for this_memory in visit.tried_by(memory.member_id) if this_memory.id != memory.id)
    asked_at = next_asked(rest, context.now)
    return [c.IntentionRemoved(**ids, asked_at=asked_at, zone=visit.zone)]


@decide.on
def confirm_consent(visit: Visit, command: c.ConfirmConsent, context: Context) -> Sequence[Event]:
    photo = _photo(visit, command.memory_id, context)
    if context.actor.id not in (photo.member_id, visit.host_id):
        raise forbidden("Whoever took the photo, or the host, asks those on it and says whether they agree.")
    if photo.agreed == command.agreed:
        return []
    return [c.ConsentConfirmed(**about(visit, context, photo.id), agreed=command.agreed)]


@decide.on
def withdraw_consent(visit: Visit, command: c.WithdrawConsent, context: Context) -> Sequence[Event]:
    photo = _photo(visit, command.memory_id, context)
    if context.actor.id in photo.against:
        return []
    return [c.ConsentWithdrawn(**about(visit, context, photo.id))]


@decide.on
def give_consent(visit: Visit, command: c.GiveConsent, context: Context) -> Sequence[Event]:
    photo = _photo(visit, command.memory_id, context)
    if context.actor.id not in photo.against:
        return []
    return [c.ConsentGiven(**about(visit, context, photo.id))]


def require_right_to_keep(visit: Visit, stop_id: Id | None, context: Context) -> None:
    """`Refusal` unless whoever acts took part, and the visit has begun."""
    if context.role is None:
        raise not_found()
    if reason := why_not_keep(visit, context.actor.id, context.role, context.now):
        raise reason
    if stop_id is not None:
        require_stop(visit, stop_id)
    if context.role == "guest" and stop_id not in visit.guests.get(context.actor.id, ()):
        raise forbidden("As a guest, keep what belongs to a stop that you were invited to.")
    if len(visit.memories) >= MOST_KEPT:
        raise conflict("album-is-full", f"{MOST_KEPT:,} things are kept of this visit already; take one back first.")


def why_not_keep(visit: Visit, member: Id, role: str, now: datetime) -> Exception | None:
    """Why somebody may keep nothing of a visit now; None where they may."""
    if visit.status == "cancelled" or visit.starts is None or visit.starts.instant > now:
        return conflict("not-begun", "Memories are kept once a visit has begun.")
    if not _took_part(visit, member, role):
        return forbidden("Memories of a visit are kept by those who took part in it.")
    return None


def _took_part(visit: Visit, member: Id, role: str) -> bool:
    """The host, guests of a stop, and who had a seat; where nobody signed up, any member may have come along."""
    if member == visit.host_id or visit.guests.get(member):
        return True
    return role != "guest" and (visit.sign_up is None or member in visit.attended)


def seen(visit: Visit, memory_id: Id, context: Context) -> Memory:
    """What is kept, as far as whoever acts may see it; to others it does not exist."""
    memory = visit.memories.get(memory_id)
    if context.role is None or memory is None or not visit.sees(memory, context.actor.id, context.role):
        raise not_found()
    return memory


def _photo(visit: Visit, memory_id: Id, context: Context) -> Memory:
    memory = seen(visit, memory_id, context)
    if memory.what != "photo":
        raise conflict("not-a-photo", "This is no photo. Whoever kept it can take it back.")
    return memory


def about(visit: Visit, context: Context, memory_id: Id | None = None) -> dict[str, Any]:
    return {
        "community_id": visit.community_id,
        "visit_id": visit.id,
        "memory_id": memory_id or context.new_id("memory"),
        "member_id": context.actor.id,
    }


def _of(command: c.KeepMemory | c.KeepPhoto) -> dict[str, Id | None]:
    return {"stop_id": command.stop_id}
