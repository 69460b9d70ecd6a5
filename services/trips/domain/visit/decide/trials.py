"""What visitors will try at home, and what came of it. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.album import about_memory, require_memory, require_right_to_keep
from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.guards import require_host_or_leader
from services.trips.domain.visit.memories import MOST_DATES, asked_on, next_asked, weeks_after
from services.trips.domain.visit.placement import last_moment
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Visit] = Decider()


@decide.on
def say_intention(visit: Visit, command: c.SayIntention, context: Context) -> Sequence[Event]:
    require_right_to_keep(visit, command.stop_id, context)
    assert visit.starts is not None
    ends_at = last_moment(visit.placed(visit.starts.local.date()), visit.starts.instant)
    chosen = visit.trying_day.instant if visit.trying_day else None
    due_at = asked_on(ends_at, chosen, visit.zone, context.now)
    own = next_asked(visit.tried_by(context.actor.id), context.now)
    return [
        c.IntentionSaid(
            **about_memory(visit, context),
            stop_id=command.stop_id,
            at=context.now,
            due_at=due_at,
            asked_at=min(due_at, own) if own and own > context.now else due_at,
            zone=visit.zone,
            text=command.text,
        )
    ]


@decide.on
def choose_trying_day(visit: Visit, command: c.ChooseTryingDay, context: Context) -> Sequence[Event]:
    require_host_or_leader(visit, context)
    if visit.status == "cancelled":
        raise conflict("visit-is-over", "This visit was cancelled; nobody is asked about it.")
    if command.at.instant <= context.now:
        raise invalid("This time is past. Choose a day to come, weeks after the visit.", "at")
    if visit.starts is not None and command.at.instant <= visit.starts.instant:
        raise invalid("People are asked after the visit. Choose a day weeks after it.", "at")
    if visit.trying_day == command.at:
        return []
    members = [
        intention
        for intention in visit.intentions
        if any(each.due_at is not None for each in visit.tried_by(intention))
    ]
    return [
        c.TryingDayChosen(
            community_id=visit.community_id,
            visit_id=visit.id,
            at=command.at.instant,
            zone=command.at.zone,
            asked=tuple(c.Asked(member_id=member, asked_at=command.at.instant) for member in members),
        )
    ]


@decide.on
def report_trying(visit: Visit, command: c.ReportTrying, context: Context) -> Sequence[Event]:
    memory = require_memory(visit, command.memory_id, context)
    if memory.member_id != context.actor.id:
        raise forbidden("Only whoever wanted to try it can say what came of it.")
    if memory.what != "trying":
        raise conflict("nothing-to-try", "This is nothing that you wanted to try. Say first what you will try.")
    if command.done == "not_tried" and command.result not in (None, "too_early"):
        raise invalid(
            "What was not tried can't have helped or not; say that it is too early, or leave this out.", "result"
        )
    if (memory.done, memory.result, memory.story) == (command.done, command.result, command.story):
        return []
    again = command.result == "too_early" and memory.dates < MOST_DATES
    told = c.TryingReported(
        **about_memory(visit, context, memory.id),
        done=command.done,
        result=command.result,
        story=command.story or "",
        due_at=weeks_after(context.now, visit.zone) if again else None,
        asked_at=None,
        zone=visit.zone,
    )
    after = evolve(visit, told)
    assert after is not None
    return [told.model_copy(update={"asked_at": next_asked(after.tried_by(memory.member_id), context.now)})]
