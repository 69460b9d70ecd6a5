"""What holds for timers whatever happens, in whatever order, however often."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.domain.timers.decide import decide
from services.scheduler.domain.timers.state import Timers, evolve
from shared.contracts import scheduler as c
from shared.contracts.base import Command, Event
from tests.support.timers import at, follow_up, reminder, ring, set_to, step_end
from tests.support.world import NOON

minutes = st.integers(1, 500).map(lambda n: NOON + timedelta(minutes=n))
leads = st.sampled_from(["7 days", "24 hours", "1 hour"])
timer_sets = st.lists(
    st.one_of(minutes.map(step_end), minutes.map(follow_up), st.builds(reminder, minutes, leads)),
    max_size=4,
    unique_by=lambda timer: timer.name,
)
places = st.tuples(st.integers(1, 6), st.integers(1, 2))
histories = st.dictionaries(places, timer_sets, min_size=1, max_size=6).map(
    lambda sets: [set_to(*timers, version=version, part=part) for (version, part), timers in sets.items()]
)
names = st.sampled_from(["step_end", "follow_up", "reminder_7_days", "reminder_24_hours", "reminder_1_hour"])


def place(command: c.SetTimers) -> tuple[int, int]:
    return command.topic_version, command.topic_part


@given(st.data(), histories)
def test_whatever_the_order_the_newest_event_says_what_is_waited_for(
    data: st.DataObject, history: list[c.SetTimers]
) -> None:
    repeated = history + data.draw(st.lists(st.sampled_from(history), max_size=4))
    timers: Timers | None = None
    for command in data.draw(st.permutations(repeated)):
        timers = evolve.fold(timers, decide(timers, command, at(NOON)))
    newest = max(history, key=place)
    assert timers is not None
    assert timers.armed == {timer.name: timer for timer in newest.timers}


def is_ring(event: Event) -> bool:
    return isinstance(event, c.StepTimeUp | c.ReminderDue | c.FollowUpDue)


@given(st.data(), histories)
def test_only_what_the_newest_event_wants_rings_when_it_is_due_and_once(
    data: st.DataObject, history: list[c.SetTimers]
) -> None:
    """Sets in any order, between them rings of any timer at any time, the clock only going on."""
    rings = data.draw(st.lists(names.map(ring), max_size=20))
    steps: list[Command] = data.draw(st.permutations([*history, *rings]))
    clock = NOON
    timers: Timers | None = None
    for command in steps:
        clock += timedelta(minutes=data.draw(st.integers(0, 60)))
        before = timers.armed if timers else {}
        events = decide(timers, command, at(clock))
        timers = evolve.fold(timers, events)
        rang = [event for event in events if is_ring(event)]
        if isinstance(command, c.RingTimer):
            due = command.name in before and before[command.name].due_at <= clock
            assert len(rang) == due
            assert not due or (timers is not None and command.name not in timers.armed)
        else:
            assert not rang


@given(histories, st.lists(names, max_size=20))
def test_a_cancelled_timer_never_rings(history: list[c.SetTimers], rings: list[str]) -> None:
    timers: Timers | None = None
    for command in [*history, set_to(version=7), *history]:
        timers = evolve.fold(timers, decide(timers, command, at(NOON)))
    for name in rings:
        assert decide(timers, ring(name), at(NOON + timedelta(days=1))) == []


@given(histories, names, st.integers(1, 5))
def test_a_timer_rings_at_most_once_however_often_it_is_rung(history: list[c.SetTimers], name: str, times: int) -> None:
    timers: Timers | None = None
    for command in history:
        timers = evolve.fold(timers, decide(timers, command, at(NOON)))
    rang = 0
    for _ in range(times):
        events = decide(timers, ring(name), at(NOON + timedelta(days=1)))
        timers = evolve.fold(timers, events)
        rang += len(events)
    wanted = {timer.name for timer in max(history, key=place).timers}
    assert rang == (name in wanted)
