"""What is waited for after each event of a clinic or visit."""

from datetime import UTC, datetime, timedelta

import pytest

from services.scheduler.app import service
from services.scheduler.domain.timers.state import timers_of
from shared.bus.cloudevents import Meta
from shared.contracts import clinic, trips
from shared.contracts import scheduler as c
from shared.contracts.base import Event, derived_id
from tests.support.fake_ports import FakePorts
from tests.support.timers import ALL_KINDS, ANA, TOPIC
from tests.support.world import COMMUNITY, NOON, member

PORTS = FakePorts("scheduler")
VISIT = derived_id("visit", "bakery")
IN_CLINIC = {"community_id": COMMUNITY, "clinic_id": TOPIC}
BEN, CLEO = member("ben"), member("cleo")
IN_VISIT = {"community_id": COMMUNITY, "visit_id": VISIT}


def reacting(event: Event, version: int = 3, part: int = 1) -> c.SetTimers:
    """What the scheduler does on this event, at noon."""
    stream = TOPIC if event.service == "clinic" else VISIT
    meta = Meta(f"{stream}@{version}.{part}", "", stream, version, NOON, COMMUNITY, "")
    (command,) = service.reaction_handlers[type(event)](event, meta, PORTS)  # type: ignore[misc]
    assert isinstance(command, c.SetTimers)
    return command


def scheduled(starts_at: datetime) -> clinic.ClinicScheduled:
    return clinic.ClinicScheduled(
        **IN_CLINIC, starts_at=starts_at, zone="Europe/Paris", facilitator_id=ANA, presenter_id=ANA, minutes={}
    )


def test_a_clinic_in_two_weeks_is_reminded_of_three_times() -> None:
    start = NOON + timedelta(days=14)
    timers = reacting(scheduled(start)).timers
    assert [(timer.note["lead"], timer.due_at) for timer in timers] == [
        ("7 days", start - timedelta(days=7)),
        ("24 hours", start - timedelta(hours=24)),
        ("1 hour", start - timedelta(hours=1)),
    ]


def test_a_visit_is_reminded_of_like_a_clinic() -> None:
    start = NOON + timedelta(days=14)
    event = trips.VisitScheduled(**IN_VISIT, host_id=ANA, starts_at=start, ends_at=start, zone="Europe/Paris")
    command = reacting(event)
    assert (command.topic, command.timers_id) == (VISIT, timers_of(VISIT))
    assert len(command.timers) == 3


def test_reminders_of_a_visit_at_night_come_by_day() -> None:
    start = NOON + timedelta(days=14, hours=15)
    event = trips.VisitScheduled(**IN_VISIT, host_id=ANA, starts_at=start, ends_at=start, zone="UTC")
    assert [timer.due_at.hour for timer in reacting(event).timers] == [7, 7, 20]


def test_reminders_that_are_past_already_are_skipped() -> None:
    assert [timer.name for timer in reacting(scheduled(NOON + timedelta(days=7))).timers] == [
        "reminder_24_hours",
        "reminder_1_hour",
    ]
    assert reacting(scheduled(NOON + timedelta(minutes=60))).timers == ()


def test_a_step_is_timed_to_its_end_and_the_reminders_are_gone() -> None:
    ends_at = NOON + timedelta(minutes=15)
    event = clinic.ClinicStepStarted(
        **IN_CLINIC, step="understanding", number=2, minutes=15, starts_at=NOON, ends_at=ends_at, hint="Ask."
    )
    command = reacting(event, version=7, part=2)
    assert [(timer.name, timer.due_at, timer.note) for timer in command.timers] == [
        ("step_end", ends_at, {"step": "understanding"})
    ]
    assert command.kinds == ALL_KINDS
    assert (command.topic_version, command.topic_part) == (7, 2)


def test_while_the_clock_stands_nothing_is_waited_for_and_all_of_it_when_it_goes_on() -> None:
    clock = clinic.StepClock(step="advice", ends_at=NOON, warn_at=NOON, move_at=NOON, paused=True)
    assert reacting(clinic.ClinicPaused(**IN_CLINIC, step="advice", at=NOON, clock=clock)).timers == ()
    goes_on = clock.model_copy(update={"paused": False})
    resumed = reacting(clinic.ClinicResumed(**IN_CLINIC, step="advice", at=NOON, clock=goes_on))
    assert [timer.name for timer in resumed.timers] == ["step_warning", "step_end", "step_move"]


def test_after_the_clinic_its_follow_up_is_waited_for() -> None:
    day = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    event = clinic.ClinicClosed(
        **IN_CLINIC, presenter_id=ANA, facilitator_id=ANA, advisers=(), follow_up_at=day, zone="Europe/Paris"
    )
    command = reacting(event)
    letters = ANA.removeprefix("member-")
    asked = {"presenter_id": ANA, "number": "1"}
    assert [(timer.name, timer.kind, timer.due_at, timer.note) for timer in command.timers] == [
        (f"follow_up_{letters}", "follow_up", day, asked),
        (f"nudge_1_{letters}", "nudge", datetime(2026, 11, 9, 9, 0, tzinfo=UTC), {**asked, "nudge": "1"}),
        (f"nudge_2_{letters}", "nudge", datetime(2026, 12, 2, 9, 0, tzinfo=UTC), {**asked, "nudge": "2"}),
    ]
    assert command.kinds == ALL_KINDS


def awaited(who: str, at: datetime, number: int = 1) -> clinic.Awaited:
    return clinic.Awaited(presenter_id=who, at=at, zone="Europe/Paris", number=number)


def test_a_nudge_comes_at_the_wall_time_of_the_question_also_when_the_clocks_change_in_between() -> None:
    day = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
    event = clinic.FollowUpPostponed(
        **IN_CLINIC,
        presenter_id=ANA,
        follow_up_at=day,
        zone="Europe/Paris",
        number=2,
        reason="postponed",
        awaited=(awaited(ANA, day, 2),),
    )
    timers = reacting(event).timers
    assert [timer.due_at.hour for timer in timers] == [8, 9, 9]
    assert {timer.note["number"] for timer in timers} == {"2"}


def test_of_several_who_are_asked_those_who_told_are_left_alone_and_nobody_is_asked_again_what_was_asked() -> None:
    before, later = NOON - timedelta(days=3), NOON + timedelta(days=40)
    event = clinic.FollowUpReported(
        **IN_CLINIC, presenter_id=ANA, advisers=(), text="", awaited=(awaited(BEN, before), awaited(CLEO, later, 2))
    )
    timers = reacting(event).timers
    assert [(timer.name.rpartition("_")[0], timer.note["presenter_id"]) for timer in timers] == [
        ("nudge_1", BEN),
        ("nudge_2", BEN),
        ("follow_up", CLEO),
        ("nudge_1", CLEO),
        ("nudge_2", CLEO),
    ]


@pytest.mark.parametrize(
    "event",
    [
        clinic.ClinicStarted(**IN_CLINIC, facilitator_id=ANA, presenter_id=ANA),
        clinic.ClinicStepEnded(**IN_CLINIC, step="context", number=1, planned_minutes=10, ended_at=NOON),
        clinic.ClinicCancelled(**IN_CLINIC, reason=""),
        clinic.FollowUpReported(**IN_CLINIC, presenter_id=ANA, advisers=(), text=""),
        trips.VisitCancelled(**IN_VISIT, reason=""),
        trips.VisitCompleted(**IN_VISIT, learning=""),
    ],
    ids=lambda event: type(event).__name__,
)
def test_then_nothing_is_waited_for(event: Event) -> None:
    command = reacting(event)
    assert command.timers == ()
    assert command.kinds == ALL_KINDS


def test_the_id_of_a_topics_timers_has_the_topics_letters() -> None:
    assert timers_of(TOPIC) == TOPIC.replace("clinic-", "timers-")


OFFER = derived_id("offer", "ben")


def test_an_offered_seat_is_waited_for_apart_from_its_visits_other_timers() -> None:
    until = NOON + timedelta(hours=24)
    offered = trips.SeatOffered(**IN_VISIT, member_id=ANA, offer_id=OFFER, until=until)
    command = reacting(offered, version=7, part=2)
    assert (command.topic, command.timers_id) == (OFFER, timers_of(OFFER))
    assert (command.topic_version, command.topic_part) == (7, 2)
    assert [(timer.kind, timer.due_at, timer.note) for timer in command.timers] == [
        ("seat_offer", until, {"visit_id": VISIT})
    ]


@pytest.mark.parametrize(
    "event",
    [
        trips.SeatTaken(**IN_VISIT, member_id=ANA, offer_id=OFFER),
        trips.MemberSignedOff(**IN_VISIT, member_id=ANA, was="offered", by="self", offer_id=OFFER, reason=""),
    ],
)
def test_an_offer_that_is_answered_is_waited_for_no_longer(event: Event) -> None:
    command = reacting(event)
    assert (command.topic, command.timers) == (OFFER, ())


def test_whoever_signs_off_without_an_offer_changes_no_timer() -> None:
    event = trips.MemberSignedOff(**IN_VISIT, member_id=ANA, was="waiting", by="self", reason="")
    meta = Meta(f"{VISIT}@3.1", "", VISIT, 3, NOON, COMMUNITY, "")
    assert service.reaction_handlers[type(event)](event, meta, PORTS) == []


SAID = {**IN_VISIT, "memory_id": derived_id("memory", "rest"), "member_id": ANA, "zone": "Europe/Paris"}
DAY = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


def intended(asked_at: datetime | None = DAY) -> trips.IntentionSaid:
    return trips.IntentionSaid(**SAID, asked_at=asked_at, stop_id=None, at=NOON, due_at=DAY, text="")


def test_who_will_try_something_is_asked_on_a_day_and_nudged_once() -> None:
    command = reacting(intended())
    assert [(timer.name[:9], timer.kind, timer.due_at) for timer in command.timers] == [
        ("follow_up", "follow_up", DAY),
        ("nudge_1_" + ANA[7:8], "nudge", DAY + timedelta(days=7)),
    ]
    assert {timer.note["presenter_id"] for timer in command.timers} == {ANA}
    assert command.topic == VISIT


def test_everybody_of_a_visit_is_asked_for_themselves() -> None:
    ana, ben = reacting(intended()), reacting(intended().model_copy(update={"member_id": derived_id("member", "ben")}))
    assert len({ana.timers_id, ben.timers_id, timers_of(VISIT)}) == 3


@pytest.mark.parametrize(
    "event",
    [
        trips.TryingReported(**SAID, asked_at=None, done="tried", result="helped", story=""),
        trips.IntentionRemoved(**SAID, asked_at=None),
    ],
    ids=lambda event: type(event).__name__,
)
def test_who_has_told_is_asked_no_more(event: Event) -> None:
    command = reacting(event)
    assert (command.timers, command.kinds) == ((), ALL_KINDS)
    assert command.timers_id == reacting(intended()).timers_id


def test_after_the_day_only_the_nudge_is_left() -> None:
    asked = NOON - timedelta(days=1)
    assert [timer.kind for timer in reacting(intended(asked)).timers] == ["nudge"]
    assert reacting(intended(NOON - timedelta(days=8))).timers == ()


def test_another_day_counts_for_all_who_have_not_told() -> None:
    members = [derived_id("member", name) for name in ("ana", "ben")]
    asked = tuple(trips.Asked(member_id=this_member, asked_at=DAY) for this_member in members)
    event = trips.TryingDayChosen(**IN_VISIT, at=DAY, zone="Europe/Paris", asked=asked)
    meta = Meta(f"{VISIT}@9.1", "", VISIT, 9, NOON, COMMUNITY, "")
    commands = service.reaction_handlers[type(event)](event, meta, PORTS)
    assert [command.timers[0].note["presenter_id"] for command in commands] == members  # type: ignore[union-attr]
    assert all(command.topic_version == 9 for command in commands)  # type: ignore[union-attr]
