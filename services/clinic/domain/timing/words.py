"""Seconds as a facilitator would say them."""

MINUTE = 60


def minutes(seconds: int) -> str:
    """ "11 minutes", "1½ minutes", "20 seconds"; to the half minute from a minute up."""
    if seconds < MINUTE:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return in_minutes(seconds)


def in_minutes(seconds: int) -> str:
    """The same, and in minutes even when there are few."""
    said = short(seconds)
    return f"{said} minute{'' if said == '1' else 's'}"


def short(seconds: int) -> str:
    """The number alone, in minutes, to the half minute: "11", "1½"."""
    whole, half = divmod((2 * seconds + MINUTE // 2) // MINUTE, 2)
    return f"{whole or ''}½" if half else str(whole)


def whole_minutes(seconds: int) -> int:
    """Whole minutes, and none only for nothing."""
    return max(1, round(seconds / MINUTE)) if seconds else 0
