"""The keepsake of a visit: one file with a page, the same as Markdown, and the photos whose people agreed."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from services.gateway.web.markdown import paragraphs, words
from services.gateway.web.rendering import page_text
from services.gateway.web.trip import Kept, Trip, outcome
from shared.contracts import trips as t
from shared.contracts.pictures import PictureView
from shared.contracts.types import Id

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_HEADINGS: dict[t.MemoryKind, str] = {"note": "Noted", "saw": "Saw", "photo": "Photo", "trying": "Will try"}


def keepsake(trip: Trip, photos: Mapping[Id, PictureView]) -> bytes:
    """The file. `photos` are those there are, by their memory; of a photo that is gone, what it shows is told."""
    kept = trip.to_keep
    files = {
        memory_id: f"photos/{number:03}.{ENDINGS[photo.picture.media_type]}"
        for number, (memory_id, photo) in enumerate(photos.items(), 1)
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr(_entry("index.html"), page_text("keepsake.html", trip=kept, files=files, outcome=outcome))
        file.writestr(_entry("visit.md"), in_markdown(kept, files))
        for memory_id, photo in photos.items():
            file.writestr(_entry(files[memory_id]), photo.data, ZIP_STORED)
    return out.getvalue()


def in_markdown(trip: Trip, files: Mapping[Id, str]) -> str:
    return "\n\n".join(_parts(trip, files)) + "\n"


def _parts(trip: Trip, files: Mapping[Id, str]) -> Iterator[str]:
    view = trip.view
    yield f"# {words(view.title)}"
    when = f", {view.starts.local:%Y-%m-%d %H:%M} ({view.starts.zone})" if view.starts else ""
    yield f"{words(view.place)}{when}. Host: {words(trip.name(view.host_id))}."
    yield f"{trip.balance}."
    if view.learning:
        yield "## What was learned"
        yield paragraphs(view.learning)
    for part in trip.kept:
        if part.memories or part.stop:
            yield f"## {_heading(part)}"
        for memory in part.memories:
            yield from _told(trip, memory, files)


def _heading(part: Kept) -> str:
    return f"{part.number}\\. {words(part.stop.title)}" if part.stop else "The whole visit"


def _told(trip: Trip, memory: t.MemoryView, files: Mapping[Id, str]) -> Iterator[str]:
    yield f"**{_HEADINGS[memory.what]}** ({words(trip.name(memory.member_id))}):"
    if memory.id in files:
        yield f"![{words(memory.text)}]({files[memory.id]})"
    else:
        yield paragraphs(memory.text, 1)
    if told := outcome(memory):
        yield f"What came of it: {told}."
    if memory.story:
        yield paragraphs(memory.story, 1)


def _entry(name: str) -> ZipInfo:
    """A file in it without the moment at which it was made, so that the same keepsake is the same file."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
