"""What a file is, by its first bytes: what can't be shown safely is refused before anything decodes it."""

import re

from shared.domain import Refusal

_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!doctype|<svg|<html)", re.IGNORECASE)
_DOCUMENT_MAGIC = (b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_ZIP = b"PK\x03\x04"
_FILE_OF_DOCUMENT = re.compile(
    rb"PK\x03\x04.{26}(?:ppt/|word/|xl/|Index/|Index\.zip|\[Content_Types\]\.xml|content\.xml|mimetype)", re.DOTALL
)
"""A file within an archive. The archive's own list isn't asked: it may say that there are a million of them."""
DOCUMENT_TYPES = re.compile(
    r"application/(pdf|rtf|msword|vnd\.(ms-|openxmlformats-|oasis\.opendocument|apple\.)|x-iwork).*", re.IGNORECASE
)
"""Media types of decks and documents, where a sender says what it is."""
READABLE = "Use a JPEG, PNG, WebP or GIF."


def require_picture(data: bytes, why_no_document: str) -> None:
    """`Refusal` (415) for documents, with the reason of whoever asks; for SVG, and for other pages and archives."""
    if is_document(data):
        raise no_document(why_no_document)
    if _MARKUP.match(data[:1024]):
        what = (
            "An SVG is a page of its own that may run programs, not a picture."
            if b"<svg" in data[:65536].lower()
            else "This is a page, not a picture."
        )
        raise Refusal(415, "no-picture", " ".join((what, "Save it as a PNG and use that.")))


def no_document(why: str) -> Refusal:
    return Refusal(415, "no-document", why)


def is_document(data: bytes) -> bool:
    """Whether it is a slide deck or another document, whatever its name says."""
    # Readers take a PDF that begins a little later than at the first byte.
    if data.startswith(_DOCUMENT_MAGIC) or (b"%PDF-" in data[:1024] and not data.startswith(_PICTURE_MAGIC)):
        return True
    return data.startswith(_ZIP) and _FILE_OF_DOCUMENT.search(data) is not None


_PICTURE_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
