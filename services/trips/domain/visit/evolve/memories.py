"""What is kept of a visit. Pure."""

from services.trips.domain.visit.memories import Memory
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.types import Id, When
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()


@evolve.on
def memory_kept(visit: Visit, event: c.MemoryKept) -> Visit:
    return _put(
        visit,
        Memory(
            id=event.memory_id,
            member_id=event.member_id,
            what=event.what,
            stop_id=event.stop_id,
            at=event.at,
            text=event.text,
        ),
    )


@evolve.on
def photo_kept(visit: Visit, event: c.PhotoKept) -> Visit:
    return _put(
        visit,
        Memory(
            id=event.memory_id,
            member_id=event.member_id,
            what="photo",
            stop_id=event.stop_id,
            at=event.at,
            text=event.alt,
            picture=event.picture,
            people=event.people,
        ),
    )


@evolve.on
def memory_removed(visit: Visit, event: c.MemoryRemoved) -> Visit:
    return _without(visit, event.member_id, event.memory_id)


@evolve.on
def intention_removed(visit: Visit, event: c.IntentionRemoved) -> Visit:
    return _without(visit, event.member_id, event.memory_id)


@evolve.on
def consent_confirmed(visit: Visit, event: c.ConsentConfirmed) -> Visit:
    return _changed(visit, event.memory_id, agreed=event.agreed)


@evolve.on
def consent_withdrawn(visit: Visit, event: c.ConsentWithdrawn) -> Visit:
    """Whoever says that they are on it, is: from then on it counts as a photo with people."""
    against = visit.memories[event.memory_id].against | {event.member_id}
    return _changed(visit, event.memory_id, against=against, people=True)


@evolve.on
def consent_given(visit: Visit, event: c.ConsentGiven) -> Visit:
    against = visit.memories[event.memory_id].against - {event.member_id}
    return _changed(visit, event.memory_id, against=against)


@evolve.on
def intention_said(visit: Visit, event: c.IntentionSaid) -> Visit:
    own = (*visit.intentions.get(event.member_id, ()), event.memory_id)
    return _put(
        visit.model_copy(update={"intentions": visit.intentions.put(event.member_id, own)}),
        Memory(
            id=event.memory_id,
            member_id=event.member_id,
            what="trying",
            stop_id=event.stop_id,
            at=event.at,
            text=event.text,
            due_at=event.due_at,
            dates=1,
        ),
    )


@evolve.on
def trying_day_chosen(visit: Visit, event: c.TryingDayChosen) -> Visit:
    memories = visit.memories
    for memory in (this_memory for member in visit.intentions for this_memory in visit.tried_by(member)):
        if memory.due_at is not None:
            memories = memories.put(memory.id, memory.model_copy(update={"due_at": event.at}))
    return visit.model_copy(update={"memories": memories, "trying_day": When.of(event.at, event.zone)})


@evolve.on
def trying_reported(visit: Visit, event: c.TryingReported) -> Visit:
    dates = visit.memories[event.memory_id].dates + (event.due_at is not None)
    return _changed(
        visit,
        event.memory_id,
        done=event.done,
        result=event.result,
        story=event.story or None,
        due_at=event.due_at,
        dates=dates,
    )


def _without(visit: Visit, member: Id, memory_id: Id) -> Visit:
    rest = tuple(intention for intention in visit.intentions.get(member, ()) if intention != memory_id)
    intentions = visit.intentions.put(member, rest) if rest else visit.intentions.drop(member)
    return visit.model_copy(update={"memories": visit.memories.drop(memory_id), "intentions": intentions})


def _put(visit: Visit, memory: Memory) -> Visit:
    return visit.model_copy(update={"memories": visit.memories.put(memory.id, memory)})


def _changed(visit: Visit, memory_id: Id, **update: object) -> Visit:
    return _put(visit, visit.memories[memory_id].model_copy(update=update))
