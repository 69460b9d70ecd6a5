"""Lengths, days and times of a visit in the language of the page. Pure."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from babel.units import format_unit

from services.gateway.i18n.gettext import formats, locale, ngettext
from shared.contracts.types import When

HOUR = 60


def lasting(minutes: int) -> str:
    """A length, such as `1 hr 30 min`."""
    hours, rest = divmod(minutes, HOUR)
    # Spanish has no short form for one hour in the locale data, so that one would be told as "1 horas".
    parts = [ngettext("{count} hr", "{count} hrs", hours).format(count=formats().number(hours))] if hours else []
    if rest or not hours:
        parts.append(format_unit(rest, "duration-minute", "short", locale=locale()))
    return " ".join(parts)


def clock(moment: When | None) -> str:
    """What clocks in its place show."""
    return formats().clock(moment.local) if moment else ""


def on_day(moment: When | date) -> str:
    return formats().day(moment.local if isinstance(moment, When) else moment)


def until(begins: When | None, ends: When | None) -> str:
    """From when to when; of a stop that goes on into another day, the beginning with its end's day."""
    if begins is None:
        return ""
    if ends is None or ends == begins:
        return clock(begins)
    last = clock(ends) if ends.local - begins.local < timedelta(days=1) else f"{on_day(ends)}, {clock(ends)}"
    return f"{clock(begins)}–{last}"


def planned(into: int, takes: int) -> str:
    """The same where the first day is not chosen yet, from minutes after its midnight."""
    return f"{_wall(into)}–{_wall(into + takes)}" if takes else _wall(into)


def _wall(minutes: int) -> str:
    return formats().clock(time(minutes // HOUR % 24, minutes % HOUR))


def elsewhere(moment: When | None, zone: str) -> str:
    """The clocks a time is on, where they are not those of the visit."""
    return moment.zone if moment and moment.zone != zone else ""


def listed(names: Iterable[str]) -> str:
    """Names as in a sentence."""
    return formats().all(str(name) for name in names)
