"""What comes out of a picture is what is seen, and nothing else; what is no picture is refused with the reason."""

import json
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from shared.contracts.pictures import LARGEST_PICTURE
from shared.domain import Refusal
from shared.images import decoder
from shared.images.decoder import LONGEST_SIDE
from shared.images.shrink import Shrunk, shrink
from tests.support.examples import up_to
from tests.support.pictures import PLACE, drawing, located, opened, photo, png_chunk, png_that_says, saved

WHY = "Bring a single visual."


async def shrunk(data: bytes) -> Shrunk:
    found = await shrink(data, WHY)
    assert len(found.data) <= LARGEST_PICTURE
    image = opened(found.data)
    assert image.size == (found.width, found.height)
    assert f"image/{(image.format or '').lower()}" == found.media_type
    return found


async def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await shrink(data, WHY)
    return caught.value


async def test_a_photograph_stays_one_and_fits_the_bus() -> None:
    found = await shrunk(photo(3000, 2000))
    assert (found.media_type, found.width, found.height) == ("image/jpeg", LONGEST_SIDE, 1067)


async def test_a_drawing_stays_sharp() -> None:
    found = await shrunk(drawing())
    assert found.media_type == "image/png"
    assert opened(found.data).convert("RGB").getpixel((399, 5)) == (255, 0, 0)
    assert opened(found.data).convert("RGB").getpixel((400, 5)) == (0, 0, 255)


async def test_a_photograph_kept_as_png_gives_way_to_something_smaller() -> None:
    found = await shrunk(photo(1200, 900, "PNG"))
    assert found.media_type == "image/webp"
    assert found.width >= 600


async def test_a_small_picture_keeps_its_size() -> None:
    found = await shrunk(drawing(31, 7))
    assert (found.width, found.height) == (31, 7)


async def test_what_tells_where_and_by_whom_it_was_made_is_gone() -> None:
    data = located()
    assert b"Camera-maker-kept" in data
    found = await shrunk(data)
    for told in (b"Camera-maker-kept", PLACE.encode(), b"Comment-kept", b"Exif"):
        assert told not in found.data
    image = opened(found.data)
    assert not image.getexif()
    assert not {"comment", "icc_profile", "exif", "xmp"} & set(image.info)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_profiles_and_texts_of_other_kinds_are_gone_too(form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010F] = "Camera-maker-kept"
    data = drawing(form=form, icc_profile=profile, exif=exif.tobytes())
    assert "icc_profile" in opened(data).info
    found = await shrunk(data)
    assert not {"icc_profile", "exif", "xmp", "Software"} & set(opened(found.data).info)
    assert b"Camera-maker-kept" not in found.data


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (80, 60), (5, 30)), (3, (80, 60), (75, 30)), (6, (60, 80), (30, 5)), (8, (60, 80), (30, 75))],
)
async def test_a_picture_taken_lying_stands_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    found = await shrunk(located(orientation, width=80, height=60))
    assert (found.width, found.height) == size
    red, _, blue = opened(found.data).convert("RGB").getpixel(red_at)  # type: ignore[misc]
    assert (red > 200, blue < 60) == (True, True)


async def test_a_picture_that_is_also_a_page_comes_out_as_a_picture_alone() -> None:
    page = b"<script>alert(1)</script>"
    for data in (drawing(form="GIF") + page, located() + page, drawing(form="PNG") + page):
        assert page not in (await shrunk(data)).data
    inside = drawing(form="JPEG", comment=b"<html>" + page)
    assert page in inside
    assert page not in (await shrunk(inside)).data


async def test_what_is_transparent_stays_so() -> None:
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    glass.paste((255, 0, 0, 255), (0, 0, 20, 40))
    palette = glass.convert("P")
    for data in (
        saved(glass, "PNG"),
        saved(glass, "WEBP", lossless=True),
        saved(palette, "GIF", transparency=palette.getpixel((30, 30))),
    ):
        image = opened((await shrunk(data)).data).convert("RGBA")
        assert image.getpixel((35, 5))[3] == 0  # type: ignore[index]
        assert image.getpixel((5, 5)) == (255, 0, 0, 255)


async def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    found = await shrunk(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert opened(found.data).convert("RGB").getpixel((3, 3)) == (255, 0, 0)


async def test_pictures_in_other_depths_and_colours_are_seen_as_they_are() -> None:
    deep = Image.new("I;16", (8, 8), 0x8000)
    assert opened((await shrunk(saved(deep, "PNG"))).data).convert("L").getpixel((3, 3)) == 128
    print_colours = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, _ = opened((await shrunk(saved(print_colours, "JPEG"))).data).convert("RGB").getpixel((3, 3))  # type: ignore[misc]
    assert (red > 200, green < 60) == (True, True)
    assert opened((await shrunk(saved(Image.new("1", (8, 8), 1), "PNG"))).data).convert("L").getpixel((3, 3)) == 255


async def test_a_picture_that_says_it_is_huge_is_refused_before_it_is_decoded() -> None:
    for width, height in ((50_000, 50_000), (10_001, 5_000), (50_000_001, 1)):
        # Nothing follows what it says: who decoded it would find it damaged.
        problem = await refused(png_that_says(width, height))
        assert (problem.status, "50 million pixels" in problem.detail) == (422, True)
        assert problem.extra["errors"][0]["field"] == "image"


async def test_a_picture_that_unpacks_to_far_more_than_it_says_is_refused() -> None:
    small = drawing(8, 8)
    text = b"Comment\0\0" + zlib.compress(b"x" * 100_000_000)
    bomb = small[:33] + png_chunk(b"zTXt", text) + small[33:]
    assert (await refused(bomb)).status == 422


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'\xef\xbb\xbf <?xml version="1.0"?>\n<!-- a --><svg onload="alert(1)"/>',
        b"<!DOCTYPE html><html></html>",
        b"MZ\x90",
        b"hello",
        b"",
        saved(Image.new("RGB", (4, 4)), "BMP"),
        saved(Image.new("RGB", (4, 4)), "TIFF"),
    ],
    ids=["svg", "svg with a preamble", "page", "program", "text", "nothing", "BMP", "TIFF"],
)
async def test_what_is_no_picture_is_refused_with_what_to_use(data: bytes) -> None:
    problem = await refused(data)
    assert (problem.status, problem.slug) == (415, "no-picture")
    assert "PNG" in problem.detail


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 ...",
        b"\n\n%PDF-1.4 ...",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        zipped("[Content_Types].xml", "ppt/presentation.xml"),
        zipped("mimetype", "content.xml"),
        zipped("Index/Document.iwa", "preview.jpg"),
    ],
    ids=["PDF", "PDF that begins late", "PPT", "PPTX", "ODP", "Keynote"],
)
async def test_a_deck_or_a_document_is_refused_with_the_reason_of_whoever_asks(data: bytes) -> None:
    problem = await refused(data)
    assert (problem.status, problem.slug, problem.detail) == (415, "no-document", WHY)


async def test_a_damaged_picture_is_refused() -> None:
    whole = photo(400, 300)
    assert (await refused(whole[: len(whole) // 2])).status == 422


@settings(max_examples=up_to(60))
@given(st.data())
def test_whatever_is_done_to_a_picture_it_is_shown_or_refused(data: st.DataObject) -> None:
    good = bytearray(drawing(16, 16, form=data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    told, _, made = decoder.answer(bytes(good), LARGEST_PICTURE).partition(b"\n")
    assert (json.loads(told).get("beyond") in (None, "kinds", "pixels", "side", "memory", "frames", "repair")) is True
    if made:
        assert opened(made).size == (json.loads(told)["width"], json.loads(told)["height"])


async def test_a_picture_made_twice_stays_within_bounds_and_the_same_picture() -> None:
    once = await shrunk(photo(2400, 1800))
    twice = await shrunk(once.data)
    assert (twice.width, twice.height, twice.media_type) == (once.width, once.height, once.media_type)
