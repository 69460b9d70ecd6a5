"""What is waited for, and what rings: the pure part."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.scheduler.domain.timers.decide import decide
from services.scheduler.domain.timers.kinds import new_timer
from services.scheduler.domain.timers.state import Timers, evolve
from shared.contracts import scheduler as c
from shared.contracts.base import Command, Event
from shared.domain import Actor, Refusal
from tests.support.timers import ANA, TOPIC, at, follow_up, reminder, ring, set_to, step_end
from tests.support.world import COMMUNITY, NOON, member

SOON = NOON + timedelta(minutes=10)
LATER = NOON + timedelta(minutes=25)
BEN = member("ben")


def after(*commands: Command) -> Timers | None:
    """The state after these, all given at noon."""
    timers: Timers | None = None
    for command in commands:
        timers = evolve.fold(timers, decide(timers, command, at(NOON)))
    return timers


def kinds(events: Sequence[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_timer_rings_once_it_is_due() -> None:
    timers = after(set_to(step_end(SOON)))
    assert decide(timers, ring("step_end"), at(SOON)) == [
        c.StepTimeUp(community_id=COMMUNITY, topic=TOPIC, step="context", due_at=SOON)
    ]


def test_a_reminder_says_how_near_the_start_is() -> None:
    timers = after(set_to(reminder(SOON, "24 hours", starts_at=LATER)))
    assert decide(timers, ring("reminder_24_hours"), at(SOON)) == [
        c.ReminderDue(community_id=COMMUNITY, topic=TOPIC, lead="24 hours", starts_at=LATER, due_at=SOON)
    ]


def test_a_follow_up_says_who_is_asked() -> None:
    timers = after(set_to(follow_up(SOON)))
    assert decide(timers, ring("follow_up"), at(SOON)) == [
        c.FollowUpDue(community_id=COMMUNITY, topic=TOPIC, presenter_id=ANA, due_at=SOON)
    ]


def test_of_several_who_are_asked_only_the_one_rings_whose_time_has_come() -> None:
    hers = new_timer(c.FollowUpDue, SOON, presenter_id=ANA)
    his = new_timer(c.FollowUpDue, LATER, presenter_id=BEN, number="2")
    timers = after(set_to(hers, his))
    rang = decide(timers, ring(hers.name), at(SOON))
    assert [(event.presenter_id, event.number) for event in rang] == [(ANA, 1)]  # type: ignore[attr-defined]
    timers = evolve.fold(timers, rang)
    assert timers is not None and list(timers.armed) == [his.name]
    assert decide(timers, ring(his.name), at(LATER))[0].number == 2  # type: ignore[attr-defined]


def test_a_nudge_says_which_it_is_and_rings_once() -> None:
    timer = new_timer(c.NudgeDue, SOON, presenter_id=ANA, nudge="2")
    timers = after(set_to(timer))
    rang = decide(timers, ring(timer.name), at(SOON))
    assert rang == [
        c.NudgeDue(community_id=COMMUNITY, topic=TOPIC, presenter_id=ANA, due_at=SOON, nudge=2, timer=timer.name)
    ]
    assert decide(evolve.fold(timers, rang), ring(timer.name), at(LATER)) == []


def test_a_timer_that_rings_too_early_does_not_ring() -> None:
    timers = after(set_to(step_end(SOON)))
    assert decide(timers, ring("step_end"), at(SOON - timedelta(microseconds=1))) == []


def test_a_timer_that_was_moved_does_not_ring_at_its_old_time() -> None:
    timers = after(set_to(step_end(SOON)), set_to(step_end(LATER), version=2))
    assert decide(timers, ring("step_end"), at(SOON)) == []
    assert kinds(decide(timers, ring("step_end"), at(LATER))) == ["StepTimeUp"]


def test_moving_a_timer_says_when_it_was_due_before() -> None:
    timers = after(set_to(step_end(SOON)))
    _, moved = decide(timers, set_to(step_end(LATER), version=2), at(NOON))
    assert moved == c.TimerArmed(community_id=COMMUNITY, topic=TOPIC, timer=step_end(LATER), instead_of=SOON)


def test_a_cancelled_timer_never_rings() -> None:
    timers = after(set_to(step_end(SOON)), set_to(version=2))
    assert decide(timers, ring("step_end"), at(LATER)) == []


def test_a_timer_rings_only_once() -> None:
    timers = after(set_to(step_end(SOON)))
    timers = evolve.fold(timers, decide(timers, ring("step_end"), at(SOON)))
    assert decide(timers, ring("step_end"), at(LATER)) == []


def test_a_step_whose_time_is_up_is_not_told_again_when_something_else_changes_but_when_it_gets_more() -> None:
    timers = after(set_to(step_end(SOON)))
    timers = evolve.fold(timers, decide(timers, ring("step_end"), at(SOON)))
    assert kinds(decide(timers, set_to(step_end(SOON), version=2), at(LATER))) == ["TopicSeen"]
    assert kinds(decide(timers, set_to(step_end(LATER), version=2), at(SOON))) == ["TopicSeen", "TimerArmed"]
    other = step_end(SOON, step="understanding")
    assert kinds(decide(timers, set_to(other, version=2), at(LATER))) == ["TopicSeen", "TimerArmed"]


def test_a_ring_for_an_unknown_topic_is_nothing() -> None:
    assert decide(None, ring("step_end"), at(NOON)) == []


def test_an_event_that_comes_after_a_newer_one_changes_nothing() -> None:
    timers = after(set_to(version=5))
    assert decide(timers, set_to(reminder(SOON), version=2), at(NOON)) == []


def test_of_two_events_of_one_command_the_second_counts() -> None:
    timers = after(set_to(step_end(SOON), version=4, part=2))
    assert decide(timers, set_to(version=4, part=1), at(NOON)) == []
    assert decide(timers, set_to(version=4, part=2), at(NOON)) == []


def test_only_timers_of_the_named_kinds_are_replaced() -> None:
    timers = after(set_to(step_end(SOON), follow_up(LATER)))
    command = set_to(version=2).model_copy(update={"kinds": ("step_end",)})
    gone = decide(timers, command, at(NOON))[1:]
    assert gone == [c.TimerCancelled(community_id=COMMUNITY, topic=TOPIC, name="step_end", due_at=SOON)]


def test_a_timer_that_stays_as_it_was_is_not_set_again() -> None:
    timers = after(set_to(step_end(SOON)))
    assert kinds(decide(timers, set_to(step_end(SOON), version=2), at(NOON))) == ["TopicSeen"]


def test_nobody_is_reminded_of_what_has_begun() -> None:
    begun = set_to(reminder(NOON - timedelta(hours=1), starts_at=NOON))
    assert kinds(decide(None, begun, at(NOON))) == ["TopicSeen"]


def test_a_reminder_that_was_missed_is_still_sent_before_the_start() -> None:
    missed = set_to(reminder(NOON - timedelta(minutes=5), starts_at=SOON))
    assert kinds(decide(None, missed, at(NOON))) == ["TopicSeen", "TimerArmed"]


@pytest.mark.parametrize("actor", [Actor("member", ANA), Actor("operator", "operator"), Actor("service", "clinic")])
@pytest.mark.parametrize("command", [set_to(step_end(SOON)), ring("step_end")])
def test_nobody_sets_or_rings_timers_by_hand(actor: Actor, command: Command) -> None:
    with pytest.raises(Refusal) as refused:
        decide(after(set_to(step_end(NOON))), command, at(NOON, actor))
    assert refused.value.status == 403


@pytest.mark.parametrize(
    "timer",
    [
        step_end(SOON).model_copy(update={"name": "other"}),
        step_end(SOON).model_copy(update={"note": {}}),
        reminder(SOON).model_copy(update={"name": "reminder_7_days"}),
        follow_up(SOON).model_copy(update={"name": "follow_upon"}),
        c.Timer(name="nudge_1", kind="nudge", due_at=SOON, note={"presenter_id": ANA, "nudge": "2"}),
    ],
)
def test_a_timer_that_could_not_ring_is_refused_at_once(timer: c.Timer) -> None:
    with pytest.raises(Refusal) as refused:
        decide(None, set_to(timer), at(NOON))
    assert refused.value.status == 422
