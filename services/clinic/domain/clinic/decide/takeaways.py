"""Takeaways are their owner's to change until the clinic is closed. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.takeaway import changed_takeaway, dropped_takeaway
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, Decider

decide: Decider[Clinic] = Decider()


@decide.on
def change_takeaway(clinic: Clinic, command: c.ChangeTakeaway, context: Context) -> Sequence[Event]:
    return changed_takeaway(clinic, command, context)


@decide.on
def drop_takeaway(clinic: Clinic, command: c.DropTakeaway, context: Context) -> Sequence[Event]:
    return dropped_takeaway(clinic, command, context)
