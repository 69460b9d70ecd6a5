"""The texts of the pages, in the language of whoever looks at one.

English is written where it is needed, and is what catalogs are asked with; the other languages are gettext catalogs in
`catalogs/`. The language holds for as long as a request is answered.
"""

import gettext as catalogs
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.gateway.i18n.formats import Formats, formats_of
from services.gateway.i18n.service_messages import FORM, Phrases

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}
"""What the pages speak, each named in itself."""

CATALOGS = Path(__file__).parent / "catalogs"
_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    return _language.get()


def locale() -> Locale:
    return formats().locale


def formats() -> Formats:
    """How the language writes lists, numbers, days and times."""
    return formats_of(_language.get())


@contextmanager
def in_language(chosen: str) -> Iterator[None]:
    """Within the block the pages speak this language."""
    token = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache(1024)
def negotiated_language(chosen: str, accepted: str) -> str:
    """The language for somebody: the one they chose, else the best of what their browser accepts, else English.

    `accepted` is an `Accept-Language` header, such as `de-AT,de;q=0.8,en;q=0.5`; what is no such header counts as none.
    """
    if chosen in LANGUAGES:
        return chosen
    wanted = sorted(filter(None, map(_wish, accepted.split(","))), key=lambda wish: -wish[0])
    return negotiate_locale([name for _, name in wanted], list(LANGUAGES), sep="-") or "en"


def _wish(text: str) -> tuple[float, str] | None:
    """How much a language is wanted, and which."""
    name, _, weight = text.partition(";q=")
    try:
        much = float(weight or 1)
    except ValueError:
        return None
    return (much, name.strip().lower()) if much > 0 and name.strip() else None


def N_(text: str) -> str:  # noqa: N802  (the word gettext's tools look for)
    """Marks a text that is looked up later, where it is shown."""
    return text


def gettext(text: str) -> str:
    """A text in the language of the page."""
    return _speech(_language.get()).texts.gettext(text) if text else ""


def ngettext(name: str, many: str, count: int) -> str:
    """The same for a text that depends on a number."""
    return _speech(_language.get()).texts.ngettext(name, many, count)


def told(text: str) -> str:
    """The same for a text that comes as data: what a service says, also with values in it, or a protocol that Convene brings.
    What somebody wrote themselves, such as a protocol of a community, stays as it is."""
    return _speech(_language.get()).phrases.told(text)


_ = gettext


def forget_catalogs() -> None:
    """Read them anew when they are next needed."""
    _speech.cache_clear()


class _Speech(NamedTuple):
    texts: catalogs.NullTranslations
    phrases: Phrases


@cache
def _speech(chosen: str) -> _Speech:
    path = CATALOGS / f"{chosen}.po"
    if not path.exists():
        return _Speech(catalogs.NullTranslations(), Phrases({}, (), formats_of(chosen)))
    with path.open("rb") as file:
        read = read_po(file, chosen)
    packed = BytesIO()
    write_mo(packed, read)
    packed.seek(0)
    plain = {
        message.id: message.string
        for message in read
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.id
        and message.string
        and not message.fuzzy
    }
    forms = [
        (str(message.id), plain[str(message.id)])
        for message in read
        if message.id in plain and FORM in message.auto_comments
    ]
    return _Speech(catalogs.GNUTranslations(packed), Phrases(plain, forms, formats_of(chosen)))
