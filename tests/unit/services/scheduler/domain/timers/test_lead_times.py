"""When people are reminded, also across a change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.domain.timers.lead_times import reminders_before, reminders_of_visit
from shared.contracts.types import When


def due(local: str, zone: str = "Europe/Paris") -> dict[str, datetime]:
    """When each reminder of a start at this wall time is due."""
    return dict(reminders_before(When(local=datetime.fromisoformat(local), zone=zone).instant, zone))


def wall_time(instant: datetime, zone: str = "Europe/Paris") -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M %Z}"


def test_seven_days_before_is_the_same_wall_time_although_summer_time_begins_in_between() -> None:
    assert wall_time(due("2027-03-30T14:00")["7 days"]) == "Tue 2027-03-23 14:00 CET"


def test_seven_days_before_is_the_same_wall_time_although_summer_time_ends_in_between() -> None:
    assert wall_time(due("2026-10-27T14:00")["7 days"]) == "Tue 2026-10-20 14:00 CEST"


def test_twenty_four_hours_before_is_a_duration_although_the_clocks_change_in_between() -> None:
    reminders = due("2027-03-28T14:00")
    assert wall_time(reminders["24 hours"]) == "Sat 2027-03-27 13:00 CET"
    assert reminders["24 hours"] == datetime(2027, 3, 27, 12, 0, tzinfo=UTC)


def test_one_hour_before_is_an_hour_although_the_clocks_skip_it() -> None:
    assert wall_time(due("2027-03-28T03:30")["1 hour"]) == "Sun 2027-03-28 01:30 CET"


def test_a_wall_time_that_the_clocks_skip_is_as_much_later_as_they_skip() -> None:
    assert wall_time(due("2027-04-04T02:30")["7 days"]) == "Sun 2027-03-28 03:30 CEST"


def test_a_wall_time_that_happens_twice_means_the_first() -> None:
    assert wall_time(due("2026-11-01T02:30")["7 days"]) == "Sun 2026-10-25 02:30 CEST"


def test_where_the_clocks_never_change_seven_days_are_seven_days() -> None:
    start = datetime(2027, 3, 30, 14, 0, tzinfo=UTC)
    assert dict(reminders_before(start, "UTC"))["7 days"] == start - timedelta(days=7)


def by_day(local: str, zone: str = "Europe/Paris") -> list[tuple[str, str]]:
    """When each reminder of a visit that begins at this wall time is due."""
    starts_at = When(local=datetime.fromisoformat(local), zone=zone).instant
    return [(lead, wall_time(at, zone)[:-5].strip()) for lead, at in reminders_of_visit(starts_at, zone)]


def test_a_market_at_five_wakes_nobody() -> None:
    assert by_day("2026-10-08T05:00") == [
        ("7 days", "Thu 2026-10-01 07:00"),
        ("24 hours", "Wed 2026-10-07 07:00"),
        ("1 hour", "Wed 2026-10-07 20:00"),
    ]


@pytest.mark.parametrize(
    ("begins", "last"),
    [
        ("2026-10-08T14:00", "Thu 2026-10-08 13:00"),
        ("2026-10-08T08:00", "Thu 2026-10-08 07:00"),
        ("2026-10-08T07:59", "Wed 2026-10-07 20:00"),
        ("2026-10-08T23:30", "Thu 2026-10-08 20:00"),
        ("2026-10-08T23:00", "Thu 2026-10-08 20:00"),
        ("2026-10-08T22:59", "Thu 2026-10-08 21:59"),
        ("2026-10-08T23:00", "Thu 2026-10-08 20:00"),
        ("2026-10-08T00:15", "Wed 2026-10-07 20:00"),
    ],
)
def test_the_last_reminder_comes_an_hour_before_or_in_the_evening_before(begins: str, last: str) -> None:
    assert by_day(begins)[-1] == ("1 hour", last)


def test_a_visit_by_day_is_reminded_of_like_a_clinic() -> None:
    start = When(local=datetime.fromisoformat("2026-10-27T14:00"), zone="Europe/Paris").instant
    assert list(reminders_of_visit(start, "Europe/Paris")) == list(reminders_before(start, "Europe/Paris"))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001  (wall times)
    st.sampled_from(["Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
)
def test_reminders_of_visits_come_by_day_in_order_and_before_it_begins(local: datetime, zone: str) -> None:
    starts_at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    due_at = [at for _, at in reminders_of_visit(starts_at, zone)]
    assert due_at == sorted(due_at)
    assert due_at[-1] <= starts_at - timedelta(hours=1)
    for at in due_at:
        assert 7 <= at.astimezone(ZoneInfo(zone)).hour < 22
    usual = [at for _, at in reminders_before(starts_at, zone)]
    assert all(abs(at - before) <= timedelta(hours=12) for at, before in zip(due_at, usual, strict=True))
