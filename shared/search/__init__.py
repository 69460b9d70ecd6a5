"""Finding texts by words, in the languages people write in: words, their stems, ranking, and where they stand. Pure."""

from shared.search.index import Document, Found, Index
from shared.search.passages import passage
from shared.search.words import Asked, language_of

__all__ = ["Asked", "Document", "Found", "Index", "language_of", "passage"]
