"""The sentences that services say to people: refusals, hints, findings. Services know no language; what they say is English,
and the pages look it up. A sentence with values in it is an f-string there, and a form with places here.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

from services.gateway.i18n.service_messages import FORM
from tools.words.text import Text

_SENTENCE = re.compile(r"[A-Z].* .*|[{“'].* .*([.!?:]”?|\})", re.DOTALL)
_WORDS = re.compile(r".* .*", re.DOTALL)


class Said(NamedTuple):
    """What is said to people in some files."""

    like: re.Pattern[str] = _SENTENCE
    by: frozenset[str] | None = None
    """Only what these are called with; None: whatever looks like it."""


SENTENCES = Said()
PHRASES = Said(_WORDS)
REFUSALS = Said(_WORDS, frozenset({"Refusal", "invalid", "conflict", "forbidden"}))
FOLDERS: Mapping[str, Said] = {
    "services/clinic": SENTENCES,
    "services/clinic/views/clock.py": PHRASES,
    "services/clinic/domain/clinic/group_sizes.py": PHRASES,
    "services/clinic/domain/clinic/speaking_queue.py": PHRASES,
    "services/clinic/domain/timing/words.py": PHRASES,
    "services/trips": SENTENCES,
    "services/trips/views/rota.py": PHRASES,
    "services/trips/domain/rota/whose_turn.py": PHRASES,
    "services/trips/domain/visit/waiting_list.py": PHRASES,
    "services/community": SENTENCES,
    "services/gateway": REFUSALS,
    "services/notify": REFUSALS,
    "services/notify/domain/messages": Said(re.compile(r".+"), frozenset({"translatable"})),
    "services/scheduler": REFUSALS,
    "shared": REFUSALS,
    "shared/images/kinds.py": SENTENCES,
    "shared/access/url_policy.py": SENTENCES,
    "shared/contracts": Said(_WORDS, frozenset({"ValueError"})),
}
"""Where all sentences are said to people, or only those of refusals: the rest goes to letters and logs."""

_PLACE = re.compile(r"\{(\w+)\}")
_LANGUAGES = {"en", "de"}


def sentences(root: Path) -> Iterator[Text]:
    for folder, wanted in FOLDERS.items():
        for file in sorted((root / folder).rglob("*.py")) or [root / folder]:
            place = file.relative_to(root).as_posix()
            for said in sentences_of(file.read_text(), wanted):
                yield Text(said, place, FORM if _PLACE.search(said) else "")


def sentences_of(code: str, wanted: Said = SENTENCES) -> Iterator[str]:
    """The sentences in a piece of code, without the space before the next one."""
    tree = ast.parse(code)
    if wanted.by is None:
        yield from _in(tree, wanted.like)
        return
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in wanted.by:
            for argument in call.args:
                yield from _in(argument, wanted.like)


def _in(node: ast.AST, wanted: re.Pattern[str]) -> Iterator[str]:
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if isinstance(node, ast.JoinedStr) or isinstance(node.value, str):
            said = (form.strip() for form in forms(node))
            yield from (name for name in said if wanted.fullmatch(name) and _says(name))
        return
    if isinstance(node, ast.Dict) and {key.value for key in node.keys if isinstance(key, ast.Constant)} >= _LANGUAGES:
        return  # says the same in several languages already
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    for child in ast.iter_child_nodes(node):
        yield from _in(child, wanted)


def forms(node: ast.expr) -> list[str]:
    """What a text can be, with a named place for each value. Where the code chooses between two words there are two forms."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp) and _literal(node.body) and _literal(node.orelse):
        return [*forms(node.body), *forms(node.orelse)]
    if not isinstance(node, ast.JoinedStr):
        return ["{" + _name(node) + "}"]
    parts = [forms(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values]
    return list(dict.fromkeys(_numbered("".join(chosen)) for chosen in product(*parts)))


def _literal(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _name(node: ast.expr) -> str:
    """What to call a value: by the last word of what the code calls it."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Call(args=[inner, *_]) | ast.Call(func=inner) | ast.Subscript(value=inner) | ast.BinOp(left=inner):
            return _name(inner)
        case _:
            return "value"


def _numbered(form: str) -> str:
    """The same with no name used twice."""
    seen: dict[str, int] = {}

    def name(found: re.Match[str]) -> str:
        seen[found[1]] = seen.get(found[1], 0) + 1
        return "{" + found[1] + (str(seen[found[1]]) if seen[found[1]] > 1 else "") + "}"

    return _PLACE.sub(name, form)


def _says(form: str) -> bool:
    """Whether there is something to translate: more than places, and what joins them."""
    outside = _PLACE.sub("", form)
    return bool(re.search(r"[a-z]{2}", outside)) and outside.strip() not in ("and", "or") and not form.endswith(",")
