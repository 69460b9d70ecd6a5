"""What people keep of a visit: notes, photos and the consent of those on them. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.album import about_memory, require_memory, require_right_to_keep
from services.trips.domain.visit.memories import Memory, next_asked
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.contracts.pictures import Picture
from shared.contracts.types import Id
from shared.domain import Context, Decider, conflict, forbidden

decide: Decider[Visit] = Decider()


@decide.on
def keep_memory(visit: Visit, command: c.KeepMemory, context: Context) -> Sequence[Event]:
    require_right_to_keep(visit, command.stop_id, context)
    return [
        c.MemoryKept(
            **about_memory(visit, context), **_of(command), what=command.what, text=command.text, at=context.now
        )
    ]


@decide.on
def keep_photo(visit: Visit, command: c.KeepPhoto, context: Context) -> Sequence[Event]:
    require_right_to_keep(visit, command.stop_id, context)
    picture: Picture = context.known
    return [
        c.PhotoKept(
            **about_memory(visit, context),
            **_of(command),
            picture=picture,
            people=command.people,
            alt=command.alt,
            at=context.now,
        )
    ]


@decide.on
def remove_memory(visit: Visit, command: c.RemoveMemory, context: Context) -> Sequence[Event]:
    memory = require_memory(visit, command.memory_id, context)
    if memory.member_id != context.actor.id:
        raise forbidden(
            "Only whoever kept it takes it back. Are you on a photo? Then say that you do not want it shown."
        )
    ids = about_memory(visit, context, memory.id)
    if memory.what != "trying":
        return [c.MemoryRemoved(**ids, picture_id=memory.picture.id if memory.picture else None)]
    rest = (this_memory for this_memory in visit.tried_by(memory.member_id) if this_memory.id != memory.id)
    asked_at = next_asked(rest, context.now)
    return [c.IntentionRemoved(**ids, asked_at=asked_at, zone=visit.zone)]


@decide.on
def confirm_consent(visit: Visit, command: c.ConfirmConsent, context: Context) -> Sequence[Event]:
    photo = _require_photo(visit, command.memory_id, context)
    if context.actor.id not in (photo.member_id, visit.host_id):
        raise forbidden("Whoever took the photo, or the host, asks those on it and says whether they agree.")
    if photo.agreed == command.agreed:
        return []
    return [c.ConsentConfirmed(**about_memory(visit, context, photo.id), agreed=command.agreed)]


@decide.on
def withdraw_consent(visit: Visit, command: c.WithdrawConsent, context: Context) -> Sequence[Event]:
    photo = _require_photo(visit, command.memory_id, context)
    if context.actor.id in photo.against:
        return []
    return [c.ConsentWithdrawn(**about_memory(visit, context, photo.id))]


@decide.on
def give_consent(visit: Visit, command: c.GiveConsent, context: Context) -> Sequence[Event]:
    photo = _require_photo(visit, command.memory_id, context)
    if context.actor.id not in photo.against:
        return []
    return [c.ConsentGiven(**about_memory(visit, context, photo.id))]


def _require_photo(visit: Visit, memory_id: Id, context: Context) -> Memory:
    memory = require_memory(visit, memory_id, context)
    if memory.what != "photo":
        raise conflict("not-a-photo", "This is no photo. Whoever kept it can take it back.")
    return memory


def _of(command: c.KeepMemory | c.KeepPhoto) -> dict[str, Id | None]:
    return {"stop_id": command.stop_id}
