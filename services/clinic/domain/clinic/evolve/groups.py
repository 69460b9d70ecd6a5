"""Several cases in one clinic, and the groups that help. Pure."""

from services.clinic.domain.clinic.records import Case
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.rotation import Rotation
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def case_added(clinic: Clinic, event: c.CaseAdded) -> Clinic:
    case = Case(title=event.title, question=event.question)
    return clinic.model_copy(update={"cases": {**clinic.cases, event.presenter_id: case}})


@evolve.on
def case_withdrawn(clinic: Clinic, event: c.CaseWithdrawn) -> Clinic:
    cases = {who: case for who, case in clinic.cases.items() if who != event.presenter_id}
    return clinic.model_copy(update={"cases": cases})


@evolve.on
def groups_formed(clinic: Clinic, event: c.GroupsFormed) -> Clinic:
    return clinic.model_copy(update={"rotation": Rotation(groups=event.groups, rounds=event.rounds)})


@evolve.on
def group_joined(clinic: Clinic, event: c.GroupJoined) -> Clinic:
    people = clinic.people if event.member_id in clinic.people else (*clinic.people, event.member_id)
    return clinic.model_copy(
        update={"people": people, "rotation": _rotation(clinic).placed(event.member_id, event.group)}
    )


@evolve.on
def group_left(clinic: Clinic, event: c.GroupLeft) -> Clinic:
    return clinic.model_copy(update={"rotation": _rotation(clinic).without(event.member_id)})


@evolve.on
def group_changed(clinic: Clinic, event: c.GroupChanged) -> Clinic:
    return clinic.model_copy(update={"rotation": _rotation(clinic).placed(event.member_id, event.group)})


@evolve.on
def presenter_left(clinic: Clinic, event: c.PresenterLeft) -> Clinic:
    who = frozenset({event.presenter_id})
    rotation = _rotation(clinic)
    return _with(clinic, left=rotation.left | who, unheard=rotation.unheard | (frozenset() if event.heard else who))


@evolve.on
def presenter_returned(clinic: Clinic, event: c.PresenterReturned) -> Clinic:
    rotation = _rotation(clinic)
    return _with(clinic, left=rotation.left - {event.presenter_id}, unheard=rotation.unheard - {event.presenter_id})


def _with(clinic: Clinic, left: frozenset[Id], unheard: frozenset[Id]) -> Clinic:
    rotation = _rotation(clinic).model_copy(update={"left": left, "unheard": unheard})
    return clinic.model_copy(update={"rotation": rotation})


def _rotation(clinic: Clinic) -> Rotation:
    assert clinic.rotation is not None
    return clinic.rotation
