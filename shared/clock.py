"""What time it is in Convene. Demos and tests of months run on a faster clock; everything else on the real one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from shared.settings import Settings, SettingsUnusableError


class Clock(Protocol):
    """Tells Convene's time, and when a moment of it really comes."""

    def now(self) -> datetime:
        """Convene's time, UTC."""
        ...

    def real(self, moment: datetime) -> datetime:
        """The real instant at which Convene's time will be, or was, `moment`."""
        ...


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock that equals real time at `origin` and runs `speed` times as fast from there on."""

    speed: float = 1.0
    origin: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        real = datetime.now(UTC)
        return real if self.speed == 1 else self.origin + (real - self.origin) * self.speed

    def real(self, moment: datetime) -> datetime:
        return moment if self.speed == 1 else self.origin + (moment - self.origin) / self.speed


@dataclass(slots=True)
class StoppedClock:
    """A clock for tests: it stands until it is set."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def real(self, moment: datetime) -> datetime:
        return moment


def clock_of(settings: Settings) -> RunningClock:
    """The clock the settings ask for. A fast one without its origin would differ from process to process."""
    if settings.clock_speed != 1 and settings.clock_origin is None:
        raise SettingsUnusableError(
            "CONVENE_CLOCK_SPEED needs CONVENE_CLOCK_ORIGIN, the instant (UTC) from which the clock is fast"
        )
    return RunningClock(settings.clock_speed, settings.clock_origin or datetime.now(UTC))
