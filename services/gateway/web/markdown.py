"""Markdown in which people's words stay words: none becomes markup, HTML or a link, in whatever reads it."""

import re
from collections.abc import Iterable

_PUNCTUATION = re.compile(r"""[!"#$%'()*+,\-./:;=?@\[\\\]^_`{|}~]""")
"""ASCII punctuation may always be escaped, and is markup nowhere once it is; `<`, `>` and `&` become entities instead."""
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)
"""Where addresses are broken with a word joiner, which nobody sees: some readers make links of any text that looks like one,
escaped or not."""
_WORD_JOINER = "\u2060"
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_ISOLATE, _END = "\u2068", "\u2069"


def words(text: str) -> str:
    """A text of one line, to stand within a line of ours. What it runs, left or right, is its own affair."""
    return f"{_ISOLATE}{_escaped(' '.join(text.split()))}{_END}"


def paragraphs(text: str, depth: int = 0) -> str:
    """A text of several paragraphs, quoted so deep. Line breaks stay where their author put them."""
    quoted = "> " * depth
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", _BREAKS.sub("\n", text).strip("\n")):
        written = [_line(line) for line in block.split("\n")]
        if lines:
            lines.append(quoted.rstrip())
        lines += [f"{quoted}{line}\\" for line in written[:-1]]
        lines.append(f"{quoted}{written[-1]}")
    return "\n".join(lines)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(line: str) -> str:
    """A line whose spaces in front do not make it code, nor those behind a break."""
    kept = line.rstrip()
    bare = kept.lstrip()
    return "\u00a0" * (len(kept) - len(bare)) + _escaped(bare)


def _escaped(text: str) -> str:
    broken = _ADDRESS.sub(_WORD_JOINER, text)
    marked = re.sub("[&<>]", lambda found: _MARKS[found[0]], broken)
    # The entities just made hold punctuation of ours, which must stay as it is.
    return "".join(
        part if part in _MARKS.values() else _PUNCTUATION.sub(r"\\\g<0>", part)
        for part in re.split("(&amp;|&lt;|&gt;)", marked)
    )
