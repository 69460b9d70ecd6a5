"""Pictures as people send them, and what they may hold that nobody should get."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

PLACE = "48.8584 N"


def photo(width: int = 640, height: int = 480, form: str = "JPEG", **how: Any) -> bytes:
    """A picture with colours that differ everywhere, so that it packs like a photograph."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.transpose(Image.Transpose.ROTATE_90).resize((width, height))
    grain = Image.effect_noise((width, height), 60)
    return saved(Image.merge("RGB", (across, down, grain)), form, **how)


def drawing(width: int = 800, height: int = 600, form: str = "PNG", **how: Any) -> bytes:
    """Few colours and sharp edges: left half red, right half blue."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return saved(image, form, **how)


def sketch() -> bytes:
    """What somebody might draw of their case: who does what, and where it gets stuck."""
    image = Image.new("RGB", (1200, 720), "#fffdf9")
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(54), ImageFont.load_default(38)
    for left, top, words in ((60, 120, "Day team"), (800, 120, "Night team"), (430, 470, "One log book")):
        draw.rounded_rectangle((left, top, left + 340, top + 130), 24, outline="#2b2420", width=6)
        draw.text((left + 170, top + 65), words, "#2b2420", large, anchor="mm")
    for line in (((230, 250), (480, 470)), ((970, 250), (720, 470))):
        draw.line(line, "#8a4b2a", 8)
    draw.line(((400, 185), (800, 185)), "#9c2f1f", 5)
    draw.text((600, 150), "20 minutes a day", "#9c2f1f", small, anchor="mm")
    draw.text((235, 370), "writes", "#8a4b2a", small, anchor="mm")
    draw.text((985, 370), "reads, late", "#8a4b2a", small, anchor="mm")
    return saved(image, "PNG")


def saved(image: Image.Image, form: str, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def located(orientation: int = 1, **how: Any) -> bytes:
    """A JPEG that tells where and with what it was made, and which way up it is: lying on its side as stored."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera-maker-kept"
    exif.get_ifd(0x8825)[0x1D] = PLACE
    return drawing(form="JPEG", exif=exif.tobytes(), comment=b"Comment-kept", quality=90, **how)


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def blank_png(width: int, height: int, depth: int = 8, colour: int = 2, beside: bytes = b"") -> bytes:
    """A PNG of one colour, whole, which packs to next to nothing. `beside` are chunks before its pixels."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = bytes(1 + (width * channels * depth + 7) // 8)
    packer = zlib.compressobj(9)
    at_once = max(1, 4_000_000 // len(row))
    rows = [min(at_once, height - done) for done in range(0, height, at_once)]
    body = b"".join(packer.compress(row * count) for count in rows) + packer.flush()
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + beside + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def moving(form: str, frames: int) -> bytes:
    """A picture that moves: every frame differs from the one before."""
    made = [Image.new("RGB", (8, 8), (number % 2 * 255, number // 256, number % 256)) for number in range(frames)]
    return saved(made[0], form, save_all=True, append_images=made[1:], lossless=True)
