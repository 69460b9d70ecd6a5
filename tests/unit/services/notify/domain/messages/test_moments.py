from datetime import UTC, datetime

import pytest

from services.notify.domain.messages.moments import moment


def test_a_moment_is_told_on_the_readers_clock():
    at = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
    assert moment(at, "Europe/Paris") == "Thursday 3 December 2026, 14:00 (Europe/Paris)"
    assert moment(at, "Asia/Kathmandu") == "Thursday 3 December 2026, 18:45 (Asia/Kathmandu)"
    assert moment(at, "Pacific/Kiritimati") == "Friday 4 December 2026, 03:00 (Pacific/Kiritimati)"


def test_the_hour_that_comes_twice_says_which_one_it_is():
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment(first, "Europe/Paris") == "Sunday 25 October 2026, 02:30 (Europe/Paris, CEST)"
    assert moment(second, "Europe/Paris") == "Sunday 25 October 2026, 02:30 (Europe/Paris, CET)"


def test_a_time_without_an_offset_is_no_moment():
    with pytest.raises(ValueError, match="give it an offset"):
        moment(datetime(2026, 12, 3, 13, 0), "Europe/Paris")  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "europe"])
def test_an_unknown_zone_is_named(zone):
    with pytest.raises(ValueError, match="IANA"):
        moment(datetime(2026, 12, 3, 13, 0, tzinfo=UTC), zone)
