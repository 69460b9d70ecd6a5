"""What somebody comes in with, as they would call it: "Firefox" on "Android". Told from the `User-Agent` header.

Every browser also names others that it wants to be taken for, so the order counts: the first that is found is it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

LONGEST = 1000
"""Characters of the header that are looked at."""
_BROWSERS: Sequence[tuple[str, str]] = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Sequence[tuple[str, str]] = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Empty names where nobody can tell, as of a program that is no browser."""

    browser: str = ""
    system: str = ""


UNKNOWN = Device()


def device_of(request: Request) -> Device:
    told = request.headers.get("user-agent", "")[:LONGEST]
    return Device(_first(_BROWSERS, told), _first(_SYSTEMS, told))


def _first(names: Sequence[tuple[str, str]], told: str) -> str:
    return next((name for mark, name in names if mark in told), "")
