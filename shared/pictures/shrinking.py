"""Makes a picture anew: only what is seen is kept, the right way up, no wider than a screen and small enough for the bus."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from shared.contracts.pictures import LARGEST_PICTURE, MediaType
from shared.domain import Refusal, invalid
from shared.pictures.kinds import READABLE, refuse_what_is_no_picture

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
"""What the cameras of phones make today. A picture that says it has more is not decoded."""
LONGEST_SIDE = 1600
QUALITIES = (85, 75, 60, 45)
SMALLER = 0.75
MOST_COLOURS = 2**16
"""What has more is no drawing: it would not pack well without loss, and trying takes seconds."""
_MEDIA_TYPES: dict[str, MediaType] = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

# One at a time in each process: decoding the largest takes 200 MB.
_workshop = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


@dataclass(frozen=True)
class Shrunk:
    """A picture as it is kept."""

    data: bytes
    media_type: MediaType
    width: int
    height: int


async def shrink(data: bytes, why_no_document: str) -> Shrunk:
    """The picture that these bytes show; `Refusal` where they show none (415, 422).

    `why_no_document` is told to whoever sends a slide deck or a document. Several frames or pages: the first is taken.
    """
    return await asyncio.get_running_loop().run_in_executor(_workshop, _shrink, data, why_no_document)


def _shrink(data: bytes, why_no_document: str) -> Shrunk:
    refuse_what_is_no_picture(data, why_no_document)
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            _bounded(opened.size)
            seen = _seen(opened)
            drawn = opened.format != "JPEG" and seen.getcolors(MOST_COLOURS) is not None
            lossy = "JPEG" if opened.format == "JPEG" else "WEBP"
    except UnidentifiedImageError:
        raise Refusal(415, "no-picture", f"This is no picture that can be read here. {READABLE}") from None
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Refusal:
        raise
    except Exception:
        # Decoders meet whatever people and attackers make, and fail in many ways; none of them is more than this.
        raise invalid("This picture is damaged and can't be read. Save it again, and use that.", "image") from None
    return next(one for one in _tries(seen, drawn, lossy) if len(one.data) <= LARGEST_PICTURE)


def _bounded(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels(f"{size[0]:,} x {size[1]:,} pixels, which is ")


def _too_many_pixels(found: str = "") -> Refusal:
    return invalid(
        f"This picture has {found}more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller.", "image"
    )


def _seen(opened: Image.Image) -> Image.Image:
    """What a person sees, without anything that came with it: no place, no camera, no comment, no profile."""
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if transparent else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _tries(image: Image.Image, drawn: bool, lossy: str) -> Iterator[Shrunk]:
    """Ways to keep it, the best first. Drawings stay sharp where that fits; then photographs' ways, then fewer pixels."""
    if drawn:
        yield _saved(image, "PNG", optimize=True)
    while True:
        for quality in QUALITIES:
            yield _saved(image, lossy, quality=quality, **({"method": 2} if lossy == "WEBP" else {}))
        width, height = image.size
        image = image.resize((max(1, int(width * SMALLER)), max(1, int(height * SMALLER))), Image.Resampling.LANCZOS)


def _saved(image: Image.Image, form: str, **how: int) -> Shrunk:
    out = BytesIO()
    image.save(out, form, **how)
    return Shrunk(out.getvalue(), _MEDIA_TYPES[form], *image.size)
