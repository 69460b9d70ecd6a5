"""Moments as people read them: weekday, date, time and the zone it is meant in."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def moment(at: datetime, zone: str) -> str:
    """The instant `at` on the reader's wall clock: `Thursday 3 December 2026, 14:00 (Europe/Paris)`.

    In the hour that occurs twice when summer time ends, the offset says which one is meant.
    Raises ValueError if `at` has no offset or `zone` is not an IANA zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} names no instant: give it an offset.")
    try:
        local = at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError(f"There is no time zone {zone!r}: use an IANA name such as Europe/Paris.") from error
    place = zone
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        place = f"{zone}, {local.tzname()}"
    return f"{local:%A} {local.day} {local:%B} {local.year}, {local:%H:%M} ({place})"
