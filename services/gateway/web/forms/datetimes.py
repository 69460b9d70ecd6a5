"""Days, times and places of clocks, as forms give them."""

from datetime import date, time
from functools import cache
from http import HTTPStatus
from zoneinfo import available_timezones

from services.gateway.web.forms.fields import Fields
from shared.domain import Refusal


def moment(fields: Fields, name: str, at: str = "") -> dict[str, str]:
    """A wall time and its place from the fields date, time (or `at`) and zone; `Refusal` (422) says what is missing."""
    errors = []
    if not _reads(date, fields.get("date", "")):
        errors.append({"field": f"{name}.date", "detail": "Choose a day, such as 2030-01-31."})
    if not _reads(time, at or fields.get("time", "")):
        errors.append({"field": f"{name}.time", "detail": "Choose a time, such as 14:30."})
    if errors:
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "invalid-input",
            " ".join(error["detail"] for error in errors),
            errors=errors,
        )
    return {"local": f"{fields['date']}T{at or fields['time']}", "zone": fields.get("zone", "").strip()}


def _reads(kind: type[date] | type[time], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def zones() -> tuple[str, ...]:
    """The time zones worth choosing from: those named after places."""
    named = (
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
    )
    return ("UTC", *sorted(named))
