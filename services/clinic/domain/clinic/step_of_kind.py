"""In which step contributions of a kind have their place, in words. Pure."""

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import spoken, step_of
from shared.contracts.protocol import Kind


def step_of_kind(clinic: Clinic, kind: Kind) -> str:
    """Where this kind has its place."""
    place = clinic.number(clinic.step) if clinic.step else 0
    takes = [
        kind in step_of(clinic.protocol, planned_step).takes and planned_step.name not in clinic.skipped
        for planned_step in clinic.plan
    ]
    if any(takes[place:]):
        later = next(
            planned_step for planned_step, taken in zip(clinic.plan[place:], takes[place:], strict=True) if taken
        )
        return f"The {kind} comes from the {step_of(clinic.protocol, later).takes[kind]}, in the {spoken(later.name)} step."
    if any(takes[:place]):
        return f"The step for {kind} is over."
    return f"{clinic.protocol.title} has no place for {kind}."
