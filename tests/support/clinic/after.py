"""A clinic after its advice, for tests of takeaways and reports: Gil, Hana and Finn advised Ana."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.given import Given
from tests.support.world import NOON, member
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    GIL,
    IDS,
    clinic_in,
    step_started,
)

HANA = member("hana")
FOLLOW_UP = When.of(NOON + timedelta(days=42), "Europe/Paris")


def advice(number: int) -> str:
    return derived_id("said", f"advice {number}")


GIVEN = {1: GIL, 2: GIL, 3: HANA, 4: FINN}
"""By number: who gave this piece of advice."""

ADVICE = [
    c.AdviceGiven(**IDS, contribution_id=advice(n), member_id=who, step="advice", at=NOON, text=f"Advice {n}")
    for n, who in GIVEN.items()
]


class Story:
    """A clinic in its summary, to which things happen one after the other."""

    def __init__(self, *more: Event) -> None:
        self.events: list[Event] = [*ADVICE, step_started("summary"), *more]
        self.commands = 0

    @property
    def given(self) -> Given:
        return clinic_in("advice", *self.events)

    @property
    def clinic(self) -> Clinic:
        clinic: Clinic = self.given.then(())
        return clinic

    def does(self, command: Command, by: str = ANA, role: str = "member", now: datetime = NOON) -> Sequence[Any]:
        self.commands += 1
        events = self.given.when(command, by=by, role=role, now=now, id=f"command {self.commands}")
        self.events += events
        return events

    def refused(self, command: Command, by: str = ANA, role: str = "member", now: datetime = NOON) -> Refusal:
        try:
            self.does(command, by, role, now)
        except Refusal as refusal:
            return refusal
        raise AssertionError(f"{command!r} was done")

    def notes(self, text: str | None, *numbers: int, choice: c.Choice = "taken", why: str | None = None) -> str:
        """Ana notes a takeaway from these pieces of advice; its id."""
        ids = tuple(advice(n) for n in numbers)
        [event] = self.does(c.NoteTakeaway(clinic_id=CLINIC, text=text, choice=choice, why=why, advice_ids=ids))
        return str(event.contribution_id)

    def closes(self) -> None:
        self.does(c.CloseClinic(clinic_id=CLINIC, follow_up=FOLLOW_UP))

    def reports(self, *outcomes: c.Outcome, text: str | None = None, on: int = 42, again: When | None = None) -> Any:
        """Ana reports, so many days after the clinic."""
        command = c.ReportFollowUp(clinic_id=CLINIC, text=text, outcomes=outcomes, again=again)
        return self.does(command, now=NOON + timedelta(days=on))


def helped(takeaway: str, story: str | None = None) -> c.Outcome:
    return c.Outcome(takeaway_id=takeaway, done="tried", result="helped", story=story)


def too_early(takeaway: str) -> c.Outcome:
    return c.Outcome(takeaway_id=takeaway, done="tried", result="too_early")
