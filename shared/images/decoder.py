"""The process that decodes one picture and may die of it: run by its path, with the picture at its standard input.

It knows nothing of the rest: no settings, keys or addresses are in it. It answers with a line of JSON, what it made or which
limit the picture is beyond, and then the bytes of what it made. Whatever it held is given back when it ends.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError, WebPImagePlugin

FORMATS = tuple(
    kind.format
    for kind in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
    )
)
MOST_PIXELS = 50_000_000
"""What the cameras of phones make today. A picture that says it has more is not decoded."""
MOST_SIDE = 16_384
"""Pixels of the longer side: what is far longer than wide takes minutes to shrink."""
MOST_FRAMES = 1_000
MOST_MEMORY = 144 * 1024 * 1024
"""Bytes that decoding and shrinking may take, as its kind, depth and size tell beforehand."""
MOST_SECONDS = 8
"""Of the processor."""
LONGEST_SIDE = 1600
QUALITIES = (85, 75, 60, 45)
SMALLER = 0.75
MOST_COLOURS = 2**16
"""What has more is no drawing: it would not pack well without loss, and trying takes seconds."""
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

_BESIDE = 96 * 1024 * 1024
"""Bytes that may be taken beyond `MOST_MEMORY`: what encoders need, and what no header tells."""
_PER_PIXEL = {"1": 6, "L": 2, "P": 11, "RGB": 5, "RGBA": 10, "LA": 14, "I;16": 6, "I": 10, "CMYK": 5}
"""Bytes for each pixel as it is decoded, and as what it is shrunk from."""
_WEBP_PER_PIXEL = 12
"""Its decoder keeps the whole picture three times besides."""
_LEAST_WEBP = 30
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to hold a picture upright, by what its camera says of how it was held."""


class Limit(Exception):
    """The picture is beyond a limit: which one, and what it has."""

    def __init__(self, name: str, **has: int) -> None:
        super().__init__(name)
        self.told = {"beyond": name, **has}


class Made(NamedTuple):
    """A picture as it is kept."""

    data: bytes
    media_type: str
    width: int
    height: int


def make(data: bytes, largest: int) -> Made:
    """The picture that these bytes show, in at most `largest` bytes; `Limit` where it is beyond one."""
    width, height = _webp_size(data)  # its decoder takes memory as soon as it is opened
    require_size(width, height)
    require_memory(width * height * _WEBP_PER_PIXEL)
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        require_size(*(size := opened.size))
        if (frames := getattr(opened, "n_frames", 1)) > MOST_FRAMES:
            raise Limit("frames", frames=frames)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
        require_memory(memory_of(opened, *size))
        jpeg = opened.format == "JPEG"
        seen = _seen(opened)
    drawn = not jpeg and seen.getcolors(MOST_COLOURS) is not None
    return next(made for made in _tries(seen, drawn, "JPEG" if jpeg else "WEBP") if len(made.data) <= largest)


def require_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Limit("pixels", width=width, height=height)
    if max(width, height) > MOST_SIDE:
        raise Limit("side", width=width, height=height)


def require_memory(memory: int) -> None:
    if memory > MOST_MEMORY:
        raise Limit("memory")


def memory_of(opened: Image.Image, width: int, height: int) -> int:
    """Bytes that it takes to decode and shrink a picture of this size; `opened` may be a smaller draft of it."""
    each = _PER_PIXEL.get(opened.mode, 14) + (_WEBP_PER_PIXEL if opened.format == "WEBP" else 0)
    memory = opened.size[0] * opened.size[1] * each
    if isinstance(opened, JpegImagePlugin.JpegImageFile) and opened.info.get("progressive"):
        # Its coefficients are kept until the last pass, two bytes each, before any of them can be left out.
        across, down = (max(layer[part] for layer in opened.layer) for part in (1, 2))
        samples = sum(layer[1] * layer[2] for layer in opened.layer) / (across * down)
        memory += int(width * height * samples * 2)
    return memory


def _webp_size(data: bytes) -> tuple[int, int]:
    """What a WebP says it measures; nothing where it is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < _LEAST_WEBP:
        return 0, 0
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _seen(opened: Image.Image) -> Image.Image:
    """What a person sees, without anything that came with it: no place, no camera, no comment, no profile."""
    turn = _TURNS.get(opened.getexif().get(_ORIENTATION, 1))
    transparent = "A" in opened.getbands() or "transparency" in opened.info
    if opened.mode.startswith("I"):
        plain: Image.Image = opened.point(lambda value: value / 256).convert("L")
    elif transparent and opened.mode != "RGBA":
        plain = opened.convert("RGBA")
    elif opened.mode in ("1", "P"):
        plain = opened.convert("RGB")
    else:
        plain = opened  # shrunk in place: a copy of the whole would take as much again
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = (plain if turn is None else plain.transpose(turn)).convert("RGBA" if transparent else "RGB")
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _tries(image: Image.Image, drawn: bool, lossy: str) -> Iterator[Made]:
    """Ways to keep it, the best first. Drawings stay sharp where that fits; then photographs' ways, then fewer pixels."""
    if drawn:
        yield _saved(image, "PNG", optimize=True)
    while True:
        for quality in QUALITIES:
            yield _saved(image, lossy, quality=quality, **({"method": 2} if lossy == "WEBP" else {}))
        width, height = image.size
        image = image.resize((max(1, int(width * SMALLER)), max(1, int(height * SMALLER))), Image.Resampling.LANCZOS)


def _saved(image: Image.Image, form: str, **how: int) -> Made:
    out = BytesIO()
    image.save(out, form, **how)
    return Made(out.getvalue(), _MEDIA_TYPES[form], *image.size)


def answer(data: bytes, largest: int) -> bytes:
    """What is told of these bytes. Decoders meet whatever people and attackers make, and fail in many ways."""
    try:
        made = make(data, largest)
    except Limit as limit:
        return json.dumps(limit.told).encode()
    except UnidentifiedImageError:
        return json.dumps({"beyond": "kinds"}).encode()
    except MemoryError:
        return json.dumps({"beyond": "memory"}).encode()
    except Exception:
        return json.dumps({"beyond": "repair"}).encode()
    told = {"media_type": made.media_type, "width": made.width, "height": made.height}
    return json.dumps(told).encode() + b"\n" + made.data


def confine() -> None:
    """Bound what this process may take from here on. Where a machine is short of memory, it is the first to go."""
    Image.MAX_IMAGE_PIXELS = None  # `require_size` tells what is too much
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MOST_MEMORY + _BESIDE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 2))  # first it is told why it ends
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    confine()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(), int(sys.argv[1])))
