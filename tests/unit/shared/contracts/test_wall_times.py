"""Wall times in their place, whatever the clocks do there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts.types import When

ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC"]
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_time_that_the_clocks_skip_is_refused_with_one_that_exists() -> None:
    with pytest.raises(ValidationError, match="did you mean 2027-03-28 03:30"):
        When(local=datetime(2027, 3, 28, 2, 30), zone="Europe/Paris")  # noqa: DTZ001


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    when = When(local=datetime(2026, 10, 25, 2, 30), zone="Europe/Paris")  # noqa: DTZ001
    assert when.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(INSTANTS, st.sampled_from(ZONES))
def test_every_instant_has_a_wall_time_that_leads_back(instant: datetime, zone: str) -> None:
    local = instant.astimezone(ZoneInfo(zone))
    when = When(local=local.replace(tzinfo=None, fold=0), zone=zone)
    if local.fold:
        assert when.instant < instant
    else:
        assert when.instant == instant


@given(INSTANTS.map(lambda instant: instant.replace(tzinfo=None)), st.sampled_from(ZONES))
def test_every_wall_time_exists_or_is_refused_with_a_suggestion(local: datetime, zone: str) -> None:
    try:
        when = When(local=local, zone=zone)
    except ValidationError as error:
        assert "did you mean" in str(error)
    else:
        assert when.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Paris\x00", "x" * 64]
)
def test_an_unknown_place_is_refused_with_an_example(zone: str) -> None:
    with pytest.raises(ValidationError, match="Europe/Paris"):
        When(local=datetime(2026, 9, 14, 14), zone=zone)  # noqa: DTZ001


def test_an_offset_is_refused() -> None:
    with pytest.raises(ValidationError, match="takes no offset"):
        When(local=datetime(2026, 9, 14, 14, tzinfo=UTC), zone="Europe/Paris")


def test_later_keeps_the_wall_time_when_the_clocks_change() -> None:
    before = When(local=datetime(2026, 10, 24, 14), zone="Europe/Paris")  # noqa: DTZ001
    after = before.later(days=1)
    assert after.local.hour == 14
    assert after.instant - before.instant == timedelta(hours=25)
