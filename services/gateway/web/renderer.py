"""Pages from templates. Whatever a person wrote is shown as text, never as markup."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.staticfiles import StaticFiles

from services.gateway.i18n import gettext
from services.gateway.i18n.gettext import _, ngettext
from services.gateway.web.navigation import PLACES, here, way_back
from shared.contracts.clinic import Passage
from shared.contracts.trips import VisitPassage
from shared.contracts.types import When

HERE = Path(__file__).parent

_environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # Or a filter on a literal would be worked out once for all, in the language of whoever came first.
    optimized=False,
    extensions=["jinja2.ext.i18n"],
)
_environment.policies["ext.i18n.trimmed"] = True
_environment.install_gettext_callables(gettext.gettext, gettext.ngettext, newstyle=True)  # type: ignore[attr-defined]
_environment.globals.update(
    language=gettext.language,
    languages=gettext.LANGUAGES,
    direction=lambda: gettext.locale().text_direction,
    places=PLACES,
    place_here=here,
    way_back=way_back,
)


def add_static_files(app: FastAPI) -> None:
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


def page(
    template: str, *, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """A page for one person: kept by no cache on the way."""
    return HTMLResponse(page_text(template, **context), status, {"Cache-Control": "no-store", **(headers or {})})


def page_text(template: str, **context: Any) -> str:
    """A page as a text, to be kept in a file."""
    return _environment.get_template(template).render(context)


def _day_and_time(moment: When | None) -> str:
    """When something is, with the place whose clocks show it: "Saturday 14 March 2026, 14:00 (Europe/Paris)"."""
    if moment is None:
        return ""
    return f"{_day(moment.local)}, {_clock(moment.local)} ({moment.zone})"


def _day(moment: date) -> str:
    return gettext.formats().day(moment)


def _clock(moment: datetime | time) -> str:
    return gettext.formats().clock(moment)


def _listed(several: Iterable[str]) -> str:
    return gettext.formats().all(several)


def _number(number: float) -> str:
    return gettext.formats().number(number)


def _machine(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _time_there(moment: datetime, zone: str) -> str:
    """What clocks in a place show at an instant."""
    return _clock(moment.astimezone(ZoneInfo(zone)))


def _duration(seconds: int) -> str:
    minutes = max(1, round(seconds / 60))
    return ngettext("{count} minute", "{count} minutes", minutes).format(count=_number(minutes))


def _plainly(name: str) -> str:
    """A state, a kind or a part, as a word."""
    return gettext.told(name.replace("_", " "))


def _spaced(name: str) -> str:
    """The name of an event, as words."""
    return gettext.told(re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize())


def _reason(status: int) -> str:
    """What kind of trouble it is, in a heading."""
    return {
        HTTPStatus.UNAUTHORIZED: _("Please come in first"),
        HTTPStatus.FORBIDDEN: _("This is not yours to do"),
        HTTPStatus.NOT_FOUND: _("Nothing here"),
        HTTPStatus.GONE: _("This link is over"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("One moment"),
    }.get(HTTPStatus(status), _("That did not work"))


def _marked(passage: Passage | VisitPassage) -> Markup:
    """A piece of a text with the words that were searched for marked."""
    pieces, place = [], 0
    for start, end in passage.marks:
        pieces += [escape(passage.text[place:start]), Markup("<mark>{}</mark>").format(passage.text[start:end])]
        place = end
    return Markup("").join([*pieces, escape(passage.text[place:])])


_environment.filters.update(
    marked=_marked,
    clock=_clock,
    day=_day,
    day_and_time=_day_and_time,
    listed=_listed,
    number=_number,
    duration=_duration,
    time_there=_time_there,
    machine=_machine,
    plainly=_plainly,
    spaced=_spaced,
    reason=_reason,
    told=gettext.told,
)
