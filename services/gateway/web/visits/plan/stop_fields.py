"""A stop of the programme from the fields of a form. What was left empty is not known yet."""

from collections.abc import Mapping
from typing import Any

_PLAIN = ("kind", "start", "end", "minutes", "at", "travel_minutes", "questions", "capacity", "link")


def stop_in(fields: Mapping[str, str]) -> dict[str, Any]:
    """As the contract takes it; what is wrong with it, the contract says."""
    said: dict[str, Any] = {name: given for name in _PLAIN if (given := fields.get(f"stop.{name}", "").strip())}
    return {
        **said,
        "title": fields.get("stop.title", ""),
        "day": fields.get("stop.day", "").strip() or 1,
        "zone": fields.get("stop.zone", "").strip(),
        "who": words(fields.get("stop.who", "")),
        "fixed": fields.get("stop.fixed") == "yes",
        "access": {
            "stairs": fields.get("stop.access.stairs") == "yes",
            "protective_clothing": fields.get("stop.access.protective_clothing", "").strip() or None,
            "languages": words(fields.get("stop.access.languages", "")),
            "diets": words(fields.get("stop.access.diets", "")),
        },
    }


def words(text: str) -> list[str]:
    """What somebody wrote with commas between, such as `vegan, halal`."""
    return [word for part in text.split(",") if (word := part.strip())]
