"""What follows in a clinic from what happens elsewhere: the scheduler says when to look at the clock."""

from collections.abc import Sequence

from shared.bus.cloudevents import Meta
from shared.contracts import clinic as c
from shared.contracts import scheduler
from shared.contracts.base import Command
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions

reactions = Reactions()


@reactions.on
def warn(event: scheduler.StepWarningDue, _: Meta, __: Ports) -> Sequence[Command]:
    return [c.WarnOfEnd(clinic_id=event.topic, step=event.step, due_at=event.due_at)]


@reactions.on
def move_on(event: scheduler.StepMoveDue, _: Meta, __: Ports) -> Sequence[Command]:
    """Whoever was faster, or extended the step, or paused: the clinic's own clock decides whether it is still to be done."""
    return [c.MoveOn(clinic_id=event.topic, step=event.step, due_at=event.due_at)]
