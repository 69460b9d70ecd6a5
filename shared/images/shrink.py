"""Makes a picture anew: only what is seen is kept, the right way up, no wider than a screen and small enough for the bus."""

from dataclasses import dataclass
from typing import Any

from shared.contracts.pictures import LARGEST_PICTURE, MediaType
from shared.domain import Refusal, invalid
from shared.images.decoder import LONGEST_SIDE, MOST_FRAMES, MOST_MEMORY, MOST_PIXELS, MOST_SIDE
from shared.images.kinds import READABLE, require_picture
from shared.images.process import decoded

__all__ = ["LONGEST_SIDE", "Shrunk", "shrink"]

FIELD = "image"
_MB = 1024 * 1024


@dataclass(frozen=True)
class Shrunk:
    """A picture as it is kept."""

    data: bytes
    media_type: MediaType
    width: int
    height: int


async def shrink(data: bytes, why_no_document: str) -> Shrunk:
    """The picture that these bytes show; `Refusal` where they show none (415, 422), or too many are being made (503).

    `why_no_document` is said to whoever sends a slide deck or a document. Several frames or pages: the first is taken.
    """
    require_picture(data, why_no_document)
    answer, made = await decoded(data, LARGEST_PICTURE)
    if "beyond" in answer:
        raise _refusal(answer)
    return Shrunk(made, answer["media_type"], answer["width"], answer["height"])


def _refusal(answer: dict[str, Any]) -> Refusal:
    """Why this picture is not taken, as people understand it."""
    if answer["beyond"] == "kinds":
        return Refusal(415, "no-picture", f"This is no picture that can be read here. {READABLE}")
    millions, size = MOST_PIXELS // 1_000_000, f"{answer.get('width', 0):,} x {answer.get('height', 0):,}"
    match answer["beyond"]:
        case "pixels":
            refusal = invalid(
                f"This picture has {size} pixels, which is more than {millions} million pixels; make it smaller.", FIELD
            )
        case "side":
            refusal = invalid(
                f"This picture has {size} pixels, and no side may have more than {MOST_SIDE:,}; make it smaller.", FIELD
            )
        case "frames":
            refusal = invalid(
                f"This picture moves through {answer['frames']:,} frames, and may have {MOST_FRAMES:,} at most; "
                "save one of them as a picture, and use that.",
                FIELD,
            )
        case "memory":
            refusal = invalid(
                f"Reading this picture takes more than {MOST_MEMORY // _MB} MB of memory; make it smaller.", FIELD
            )
        case "time":
            refusal = invalid("This picture takes too long to read; make it smaller.", FIELD)
        case _:
            refusal = invalid("This picture is damaged and can't be read. Save it again, and use that.", FIELD)
    return refusal
