"""When people are reminded, also across a change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.scheduler.leads import reminders_before
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
