"""The keepsake of a visit: one file with a page, the same as Markdown, and the photos whose people agreed."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from services.gateway.i18n.gettext import _, gettext
from services.gateway.web.markdown import paragraphs, words
from services.gateway.web.renderer import page_text
from services.gateway.web.visits import times
from services.gateway.web.visits.labels import MEMORIES
from services.gateway.web.visits.memories.trip import Kept, Trip, outcome
from services.gateway.web.visits.picture import picture
from shared.contracts import trips as t
from shared.contracts.pictures import PictureView
from shared.contracts.types import Id

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def keepsake(trip: Trip, photos: Mapping[Id, PictureView]) -> bytes:
    """The file. `photos` are those there are, by their memory; of a photo that is gone, what it shows is told."""
    kept = trip.to_keep
    files = {
        memory_id: f"photos/{number:03}.{ENDINGS[photo.picture.media_type]}"
        for number, (memory_id, photo) in enumerate(photos.items(), 1)
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr(_entry("index.html"), _page(kept, files))
        file.writestr(_entry("visit.md"), in_markdown(kept, files))
        for memory_id, photo in photos.items():
            file.writestr(_entry(files[memory_id]), photo.data, ZIP_STORED)
    return out.getvalue()


def _page(trip: Trip, files: Mapping[Id, str]) -> str:
    return page_text(
        "visits/keepsake.html",
        trip=trip,
        files=files,
        outcome=outcome,
        drawn=picture(trip.spells) if trip.spells else None,
        balance=trip.balance,
        picture_words=trip.words,
        kinds=MEMORIES,
        say=times,
    )


def in_markdown(trip: Trip, files: Mapping[Id, str]) -> str:
    return "\n\n".join(_parts(trip, files)) + "\n"


def _parts(trip: Trip, files: Mapping[Id, str]) -> Iterator[str]:
    view = trip.view
    yield f"# {words(view.title)}"
    when = f", {view.starts.local:%Y-%m-%d %H:%M} ({view.starts.zone})" if view.starts else ""
    yield f"{words(view.place)}{when}. {_('Host: {name}').format(name=words(trip.name(view.host_id)))}."
    yield f"{trip.balance.words}."
    if view.learning:
        yield f"## {_('What was learned')}"
        yield paragraphs(view.learning)
    for part in trip.kept:
        if part.memories or part.stop:
            yield f"## {_heading(part)}"
        for memory in part.memories:
            yield from _told(trip, memory, files)


def _heading(part: Kept) -> str:
    return f"{part.number}\\. {words(part.stop.title)}" if part.stop else _("The whole visit")


def _told(trip: Trip, memory: t.MemoryView, files: Mapping[Id, str]) -> Iterator[str]:
    yield f"**{gettext(MEMORIES[memory.what])}** ({words(trip.name(memory.member_id))}):"
    if memory.id in files:
        yield f"![{words(memory.text)}]({files[memory.id]})"
    else:
        yield paragraphs(memory.text, 1)
    if told := outcome(memory):
        yield _("What came of it: {outcome}.").format(outcome=told)
    if memory.story:
        yield paragraphs(memory.story, 1)


def _entry(name: str) -> ZipInfo:
    """A file in it without the moment at which it was made, so that the same keepsake is the same file."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
