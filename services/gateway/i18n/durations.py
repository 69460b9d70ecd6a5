"""Spans of time as a facilitator would say them, in the language of the page."""

from services.gateway.i18n.gettext import _, ngettext

MINUTE = 60
ON_TIME = 30
"""Seconds that nobody minds."""


def span(seconds: int) -> str:
    """ "11 minutes", "1½ minutes", "20 seconds"; to the half minute from a minute up."""
    if seconds < MINUTE:
        return ngettext("{count} second", "{count} seconds", seconds).format(count=seconds)
    return minutes(seconds)


def minutes(seconds: int) -> str:
    """The same, and in minutes even when there are few."""
    said = number(seconds)
    return ngettext("{count} minute", "{count} minutes", 1 if said == "1" else 2).format(count=said)


def number(seconds: int) -> str:
    """The number of minutes alone, to the half minute: "11", "1½"."""
    whole, half = divmod((2 * seconds + MINUTE // 2) // MINUTE, 2)
    return f"{whole or ''}½" if half else str(whole)


def ahead_or_behind(ahead: int) -> str:
    """How much earlier a clinic would end than first planned; negative: later."""
    if abs(ahead) < ON_TIME:
        return _("On time")
    said = span(abs(ahead))
    return _("{time} ahead").format(time=said) if ahead > 0 else _("{time} behind").format(time=said)
