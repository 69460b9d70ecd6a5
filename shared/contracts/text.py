"""What a text may hold: the one rule for whatever people write, whether it is kept, shown, mailed or posted. Pure."""

import re
import unicodedata

# Controls but tab and newline, and the marks that reverse or isolate the direction of text (Unicode TR 36).
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n|[\x85\u2028\u2029]")
_SECOND_CONTROLS = re.compile("[\x80-\x9f]")
_CANNOT_BE_KEPT = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\ufffd"


def readable(text: str) -> str:
    """NFC text that can be stored, shown and mailed; `ValueError` where it holds what no one can read.

    Halves of characters don't come this far: pydantic takes them for no text at all.

    What is pasted from other programs is put right rather than refused: the line ends of Unicode are line ends, and what
    Windows keeps among the second set of controls (its quotation marks, dashes) is what it meant there.
    """
    text = _put_right(text)
    if found := _REFUSED.search(text):
        raise ValueError(f"holds the invisible character U+{ord(found[0]):04X} at position {found.start()}; remove it")
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be a single line")
    return text.replace("\t", " ")


def as_line(text: str) -> str:
    """A title, a name: whatever ends a line within it, such as a separator from another program, is a space."""
    return one_line(readable(re.sub("[\x85\u2028\u2029]", " ", text)))


def cleaned(text: str) -> str:
    """Any text at all as one that can be shown and mailed: for what was kept before there was this rule."""
    return _REFUSED.sub("", _put_right(_CANNOT_BE_KEPT.sub(_UNKNOWN, text)))


def cleaned_line(text: str) -> str:
    """The same on one line."""
    return " ".join(cleaned(text).replace("\t", " ").split("\n")).strip()


def _put_right(text: str) -> str:
    return _SECOND_CONTROLS.sub(_meant, _LINE_ENDS.sub("\n", text))


def _meant(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "replace")
