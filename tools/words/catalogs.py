"""What a language's catalog holds, and what is missing or wrong in it."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from services.gateway.i18n.gettext import CATALOGS, LANGUAGES
from tools.words.marked import marked
from tools.words.sentences import sentences
from tools.words.text import Text
from tools.words.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
OTHERS = tuple(language for language in LANGUAGES if language != "en")

_UNSTEADY = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Language-Team):.*\n', re.MULTILINE
)
_PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def texts(root: Path = ROOT) -> list[Text]:
    """Every text that a page can show, of the pages first."""
    return [*marked(root), *vocabulary(), *sentences(root)]


def catalog_of(language: str, every: Iterable[Text], old: Catalog | None = None) -> Catalog:
    """The catalog of these texts, with the translations that an older one has; what is no longer said is left out."""
    new = Catalog(locale=language, project="Convene", header_comment="", fuzzy=False)
    for name in every:
        new.add(name.id, locations=[(name.place, 0)], auto_comments=[name.remark] if name.remark else [])
    for message in old or ():
        if message.id and message.id in new:
            new[message.id].string = message.string
            new[message.id].user_comments = message.user_comments
            new[message.id].flags |= message.flags & {"fuzzy"}
    return new


def read(path: Path, language: str) -> Catalog | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, language)


def written(catalog: Catalog) -> bytes:
    """As it is kept: the same texts always give the same file, and a line of code that moves changes nothing."""
    file = BytesIO()
    write_po(file, catalog, width=110, include_lineno=False, ignore_obsolete=True)
    return _UNSTEADY.sub(b"", file.getvalue())


def path_of(language: str) -> Path:
    return CATALOGS / f"{language}.po"


def faults(catalog: Catalog, every: Iterable[Text]) -> Iterator[str]:
    """What a catalog lacks: texts without a translation, and translations with other places than their text."""
    for fromkey in dict.fromkeys(text.id for text in every):
        message = catalog.get(fromkey)
        if message is None or message.fuzzy or not all(_each(message.string)):
            yield f"is not translated: {_said(fromkey)}"
        else:
            yield from _misplaced(message)


def _misplaced(message: Message) -> Iterator[str]:
    """Each translation has the places of its text; the singular may say its number as a word."""
    wanted = _places(_each(message.id)[-1])
    for number, string in enumerate(_each(message.string)):
        found = _places(string)
        spared = wanted - found if message.pluralizable and number == 0 else set()
        if found | spared != wanted:
            yield f"has other places in {{...}} or %(...)s than its text: {_said(message.id)}"


def _places(text: str) -> set[str]:
    return {found[1] or found[2] for found in _PLACE.finditer(text)}


def _each(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _said(text: str | Iterable[str]) -> str:
    return " / ".join(_each(text))
