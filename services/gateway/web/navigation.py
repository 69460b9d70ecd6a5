"""The places every signed-in person can go to from every page, and which of them they are in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.i18n.gettext import N_


@dataclass(frozen=True)
class Place:
    """One entry of the navigation. `page` is what it is called within a community's own addresses."""

    key: str
    path: str
    name: str
    page: str | None = None


PLACES = (
    Place("home", "/", N_("Home")),
    Place("community", "/community", N_("Community"), ""),
    Place("clinics", "/clinics", N_("Clinics"), "/clinics"),
    Place("visits", "/visits", N_("Visits"), "/visits"),
    Place("memory", "/memory", N_("Memory"), "/memory"),
    Place("sent", "/sent", N_("Sent to me"), "/sent"),
    Place("settings", "/settings", N_("Settings"), "/settings"),
)
OF_A_COMMUNITY = 3
"""How many parts the path of a community's page has, as `/communities/<id>/memory` has."""


@dataclass(frozen=True)
class Spot:
    """Which page is being shown, and how to come back to it."""

    path: str = ""
    back: str = "/"


NOWHERE = Spot()
_spot: ContextVar[Spot] = ContextVar("spot", default=NOWHERE)


def place_of(path: str) -> str:
    """The key of the place that a page belongs to; empty where it belongs to none.

    What a community's forms lead to, such as `/communities/<id>/invite`, belongs to the community.
    """
    parts = path.strip("/").split("/")
    keys = {place.key for place in PLACES}
    if parts == [""]:
        return "home"
    if parts[0] == "communities":
        within = parts[2] if len(parts) >= OF_A_COMMUNITY else ""
        return within if within in keys else "community"
    return parts[0] if parts[0] in keys else ""


def here() -> str:
    """The place of the page that is being shown."""
    return place_of(_spot.get().path)


def way_back() -> str:
    """The address of the page that is being shown, to come back to it."""
    return _spot.get().back


def spot_of(method: str, path: str, query: str) -> Spot:
    """A page that answers a form stands for the page which the form was on, one step up."""
    if method in ("GET", "HEAD"):
        return Spot(path, f"{path}?{query}" if query else path)
    return Spot(path, path.rstrip("/").rpartition("/")[0] or "/")


@contextmanager
def at_spot(spot: Spot) -> Iterator[None]:
    """Within the block, pages are shown as being there."""
    token = _spot.set(spot)
    try:
        yield
    finally:
        _spot.reset(token)


class NavigationMiddleware:
    """Lets every page know where it is, whoever makes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with at_spot(spot_of(scope["method"], scope["path"], scope["query_string"].decode("ascii", "replace"))):
            await self._app(scope, receive, send)
