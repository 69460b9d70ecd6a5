"""Every text that is shown to people, collected once in a process: it takes seconds."""

from functools import cache

from tools.words import catalogs
from tools.words.text import Text


@cache
def all_texts() -> tuple[Text, ...]:
    return tuple(catalogs.texts())
