"""What happens to the clinic's clock between its steps' beginnings and ends. Pure."""

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.timing.moves import reopen
from services.clinic.domain.timing.timeline import Pause, Span, Timeline, whole
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def clinic_step_extended(clinic: Clinic, event: c.ClinicStepExtended) -> Clinic:
    run = clinic.clock.running().model_copy(update={"planned": event.planned, "given": event.given})
    return _with(clinic, clinic.clock.model_copy(update={"runs": (*clinic.clock.runs[:-1], run)}))


@evolve.on
def clinic_step_brought_back(clinic: Clinic, event: c.ClinicStepBroughtBack) -> Clinic:
    place = clinic.number(event.step) - 1
    skipped = tuple(number for number in clinic.clock.skipped if number != place)
    return _with(clinic, clinic.clock.model_copy(update={"skipped": skipped}))


@evolve.on
def clinic_step_undone(clinic: Clinic, event: c.ClinicStepUndone) -> Clinic:
    warned = {step: at for step, at in clinic.warned.items() if step != event.step}
    return _with(clinic, reopen(clinic.clock)).model_copy(update={"warned": warned})


@evolve.on
def clinic_paused(clinic: Clinic, event: c.ClinicPaused) -> Clinic:
    pauses = (*clinic.clock.pauses, Pause(began=event.at))
    return _with(clinic, clinic.clock.model_copy(update={"pauses": pauses}))


@evolve.on
def clinic_resumed(clinic: Clinic, event: c.ClinicResumed) -> Clinic:
    *earlier, last = clinic.clock.pauses
    ended = last.model_copy(update={"ended": whole(event.at)})
    # A pause of no length leaves no trace.
    pauses = (*earlier, ended) if ended.ended != ended.began else tuple(earlier)
    return _with(clinic, clinic.clock.model_copy(update={"pauses": pauses}))


@evolve.on
def experience_counted(clinic: Clinic, event: c.ExperienceCounted) -> Clinic:
    return clinic.model_copy(update={"counted": event.members})


@evolve.on
def clinic_step_resized(clinic: Clinic, event: c.ClinicStepResized) -> Clinic:
    steps, place = [*clinic.clock.steps], clinic.number(event.step) - 1
    span = Span(minimum=event.least, plan=event.plan, maximum=event.most, optional=steps[place].span.optional)
    steps[place] = steps[place].model_copy(update={"span": span})
    return _with(clinic, clinic.clock.model_copy(update={"steps": tuple(steps)}))


@evolve.on
def clinic_step_warned(clinic: Clinic, event: c.ClinicStepWarned) -> Clinic:
    return clinic.model_copy(update={"warned": {**clinic.warned, event.step: event.at}})


def _with(clinic: Clinic, timeline: Timeline) -> Clinic:
    return clinic.model_copy(update={"timeline": timeline})
