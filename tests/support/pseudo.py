"""A language that nobody speaks: every text of ours stands between brackets, and is written from right to left. So a text that
nobody marked for translation shows."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from services.gateway.i18n import gettext
from tests.support.all_texts import all_texts
from tools.words.catalogs import catalog_of, written

LANGUAGE = "fa"
SPOKEN = ("alt", "aria-label", "aria-description", "content", "label", "placeholder", "title")
UNSPOKEN = ("code", "script", "style", "head")
_CUT = re.compile(r"⟦[^⟦⟧\n]*\.\.\.")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lets pages speak it; its name, as a browser asks for it."""
    (tmp_path / f"{LANGUAGE}.po").write_bytes(bracketed())
    monkeypatch.setitem(gettext.LANGUAGES, LANGUAGE, "⟦⟧")
    monkeypatch.setattr(gettext, "CATALOGS", tmp_path)
    gettext.forget_catalogs()
    return LANGUAGE


@cache
def bracketed() -> bytes:
    catalog = catalog_of(LANGUAGE, all_texts())
    for message in catalog:
        if message.id:
            several = [message.id] if isinstance(message.id, str) else [*message.id]
            said = [f"⟦{name}⟧" for name in several]
            message.string = said[0] if isinstance(message.id, str) else tuple(said)
    return written(catalog)


class _Said(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.running = ""
        self.spoken: list[str] = []
        self._within = 0
        self._mute: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSPOKEN:
            self._mute.append(tag)
        if tag == "title":
            self._mute.append(tag)
        if given.get("lang") and tag != "html":
            self._mute.append(tag)
        own = tag == "meta" and given.get("name") != "description"
        self.spoken += [value for name, value in given.items() if name in SPOKEN and not own]
        self.spoken += [value for name, value in given.items() if name.startswith("data-") and value[:1].isupper()]

    def handle_endtag(self, tag: str) -> None:
        if self._mute and self._mute[-1] == tag:
            self._mute.pop()
        if tag in (
            "p",
            "li",
            "h1",
            "h2",
            "h3",
            "dt",
            "dd",
            "td",
            "th",
            "label",
            "button",
            "summary",
            "option",
            "legend",
            "a",
        ):
            self.running += "\n"

    def handle_data(self, data: str) -> None:
        if self._mute and self._mute[-1] == "title":
            self.spoken.append(data)
        elif not self._mute:
            self.running += data


def unmarked(page: str, own: set[str]) -> list[str]:
    """What a page says in English outside the brackets, but for words that are people's `own`."""
    parser = _Said()
    parser.feed(page)
    found = []
    for said in (parser.running, *parser.spoken):
        rest = said
        while (fewer := _INNERMOST.sub("", rest)) != rest:
            rest = fewer
        rest = _COLOUR.sub("", _CUT.sub("", rest))
        found += [line.strip() for line in rest.splitlines() if set(_WORD.findall(line)) - own]
    return found
