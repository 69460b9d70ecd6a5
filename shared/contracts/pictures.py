"""Pictures in commands, events and views. The bytes stay with the service that owns the thing they belong to."""

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from shared.contracts.types import Id, Value

LARGEST_PICTURE = 180 * 1024
"""Bytes: what the bus carries in base64 with room for what goes with it."""
LARGEST_MESSAGE = 250 * 1024
"""Bytes of a message with a picture in it."""

type MediaType = Literal["image/jpeg", "image/png", "image/webp"]


def _decoded(written: Any) -> Any:
    """Bytes as JSON writes them. Within a process they are bytes already."""
    if not isinstance(written, str):
        return written
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("is not base64; send the picture's bytes in base64") from None


Encoded = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(lambda data: base64.b64encode(data).decode(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes; in JSON in base64."""


def _small_enough(data: bytes) -> bytes:
    if not data:
        raise ValueError("is empty; send a picture")
    if len(data) > LARGEST_PICTURE:
        raise ValueError(f"has {len(data):,} bytes; on the bus a picture may have {LARGEST_PICTURE:,}: make it smaller")
    return data


Image = Annotated[Encoded, AfterValidator(_small_enough)]
"""A JPEG, PNG, WebP or GIF in base64. The service makes it anew: nothing but what is seen is kept, the right way up."""


class Picture(Value):
    """Which picture: the same bytes in the same place have the same id for ever."""

    id: Id
    media_type: MediaType
    size: int
    """Bytes."""
    width: int
    """Pixels, as `height`."""
    height: int


class PictureView(Value):
    """A picture itself. `data` is empty where whoever asks has it already."""

    picture: Picture
    alt: str
    """What it shows, in words, for those who can't see it."""
    data: Encoded = b""
