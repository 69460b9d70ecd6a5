"""One text that people read, as catalogs know it."""

from typing import NamedTuple


class Text(NamedTuple):
    """A text, or the two that a number chooses between; where it is written, and what translators should know."""

    id: str | tuple[str, str]
    place: str
    remark: str = ""
