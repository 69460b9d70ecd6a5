"""Words that a letter takes from an event."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.domain.messages.reminders import time_left
from services.notify.domain.messages.visits import times_hosted
from shared.contracts.scheduler import ReminderDue
from tests.support.notify.office import CLINIC
from tests.support.world import COMMUNITY, NOON


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (7 * 24 * 60, "7 days"),
        (7 * 24 * 60 - 120, "7 days"),
        (6 * 24 * 60, "6 days"),
        (24 * 60, "24 hours"),
        (22 * 60, "22 hours"),
        (25 * 60, "25 hours"),
        (60, "1 hour"),
        (8 * 60 + 30, "8 hours"),
    ],
)
def test_a_reminder_says_how_long_it_really_is(minutes: int, said: str) -> None:
    starts_at = NOON + timedelta(minutes=minutes)
    due = ReminderDue(community_id=COMMUNITY, topic=CLINIC, lead="24 hours", starts_at=starts_at, due_at=NOON)
    assert time_left(due) == said


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (0, "You have not hosted a visit yet."),
        (1, "You have hosted once, in March 2026."),
        (2, "You have hosted twice, last in March 2026."),
        (4, "You have hosted 4 times, last in March 2026."),
    ],
)
def test_a_host_is_told_how_often_they_have_hosted(times: int, said: str) -> None:
    assert times_hosted(times, datetime(2026, 3, 1, tzinfo=UTC) if times else None) == said
