"""A day that runs late, looked at before anything moves: which stops would begin when."""

from dataclasses import dataclass, field

from services.gateway.http.requests import validated
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.visit_context import Looking
from shared.contracts import trips as t
from shared.contracts.types import Id, When
from shared.domain import Refusal


@dataclass(frozen=True)
class Moving:
    """A stop behind the delay; `will` is the same as `was` where it stays."""

    title: str
    was: When
    will: When
    fixed: bool

    @property
    def moves(self) -> bool:
        return self.was.instant != self.will.instant


@dataclass(frozen=True)
class Delay:
    """What somebody looks at before they move it. `refused` says why it can't be so."""

    minutes: str
    stop: Id | None
    stops: tuple[Moving, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = field(default="")


async def delay_looked_at(looking: Looking, day: t.DayView) -> Delay | None:
    """What the address asks about, such as `?from=stop-1&late=20`; None where it asks nothing."""
    asked = looking.request.query_params
    minutes, stop = asked.get("late"), asked.get("from") or None
    if minutes is None:
        return None
    try:
        query = validated(t.GetDelayedDay, {"visit_id": looking.visit.view.id, "minutes": minutes, "stop_id": stop})
        then = await looking.context.ask(query, t.DayView, looking.session)
    except Refusal as refusal:
        return Delay(minutes, stop, refused=Trouble("look", refusal).said)
    return Delay(minutes, stop, moving(day.stops, then.stops), then.warnings)


def moving(now: tuple[t.StopOfDay, ...], then: tuple[t.StopOfDay, ...]) -> tuple[Moving, ...]:
    """The stops of the day that runs late, from the first that moves on."""
    after = {stop_of_day.stop_id: stop_of_day for stop_of_day in then}
    both = [
        Moving(stop_of_day.title, stop_of_day.begins, will, stop_of_day.fixed)
        for stop_of_day in now
        if stop_of_day.begins and not stop_of_day.skipped and (will := after[stop_of_day.stop_id].begins)
    ]
    first = next((number for number, this_moving in enumerate(both) if this_moving.moves), len(both))
    return tuple(
        this_moving for this_moving in both[first:] if this_moving.was.local.date() == both[first].was.local.date()
    )
