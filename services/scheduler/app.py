"""Wires the scheduler."""

from services.scheduler.adapters.alarm_clock import AlarmClock
from services.scheduler.adapters.reconciler import background
from services.scheduler.adapters.timer_index import TimerIndex
from services.scheduler.domain.timers.decide import decide
from services.scheduler.domain.timers.state import Timers, evolve
from services.scheduler.handlers.queries import queries
from services.scheduler.handlers.reactions import reactions
from shared.bus.streams import rings_consumer
from shared.domain import Aggregate
from shared.runtime.service import Service

timers = Aggregate(
    kind="timers",
    state=Timers,
    evolve=evolve,
    decide=decide,
    revision=2,
)

service = Service(
    name="scheduler",
    aggregates=(timers,),
    queries=(queries,),
    reactions=(reactions,),
    read_models=lambda ports: [TimerIndex(ports.collection("timers")), AlarmClock(ports)],
    consumers=lambda subjects: [rings_consumer(subjects)],
    background=(background,),
)
