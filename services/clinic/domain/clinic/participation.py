"""Who may say what in a step: the one place that reads it from the protocol, for decisions and views alike. Pure."""

from typing import NamedTuple

from services.clinic.domain.clinic.records import Place
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import parts_of, step_and_loop
from shared.contracts.base import Id
from shared.contracts.protocol import Kind, Part, PlannedStep, Step


class Speaker(NamedTuple):
    """Somebody in a step of a clinic."""

    planned: PlannedStep
    step: Step
    parts: tuple[Part, ...]
    """The closest first: whether they present, are the client, or belong to the group."""

    place: Place
    on_a_case: bool
    """Whether somebody's case is with them, or it is about the whole: not where a group is alone, or they are in none."""

    @property
    def hint(self) -> str:
        return self.step.hint_for(*self.parts)

    @property
    def listens(self) -> bool:
        """Only that, whatever the step takes from everyone."""
        return any(part in self.step.mutes for part in self.parts)

    def on_case_of(self, owner: Id) -> "Speaker":
        """The same, speaking about a case that has been with them before."""
        return self._replace(place=Place(owner, self.place.group), on_a_case=True)

    @property
    def may_respond(self) -> bool:
        """Ask for the floor, or say "me too"."""
        return not self.step.silent and not self.listens

    def may_say(self, kind: Kind) -> bool:
        return self.may_respond and self.step.takes.get(kind) in self.parts


def speaker(clinic: Clinic, planned: PlannedStep, member: Id) -> Speaker:
    step, each = step_and_loop(clinic.protocol, planned)
    parts = parts_of(member, each, planned.turn_of, clinic.presenters, clinic.facilitator_id)
    place = clinic.place_of(planned, member)
    alone = clinic.rotation is not None and planned.in_groups and place.case_of is None
    return Speaker(planned, step, parts, place, not alone)


def place_for(clinic: Clinic, kind: Kind, member: Id) -> PlannedStep | None:
    """The next step to come in which this member may say this; None where there is none."""
    if clinic.step is None:
        return None
    for planned in clinic.plan[clinic.number(clinic.step) :]:
        if planned.name not in clinic.skipped and speaker(clinic, planned, member).may_say(kind):
            return planned
    return None
