"""The pictures in the docs: each is there, small, told in words, and none is left over."""

from io import BytesIO

import pytest
from PIL import Image

from tools.screens import HEIGHTS, KEPT, LARGEST, PAGE, ROOT, SCREENS, WIDEST, Screen, small, taken_by, written

SHOWN = [screen for screens in SCREENS.values() for screen in screens]


@pytest.mark.parametrize("screen", SHOWN, ids=lambda screen: screen.taken)
def test_each_picture_is_kept_small_and_comes_from_a_test(screen: Screen) -> None:
    path = KEPT / f"{screen.taken}.webp"
    assert path.stat().st_size <= LARGEST
    with Image.open(path) as image:
        assert image.width <= WIDEST
    assert (ROOT / screen.test).exists()
    assert screen.words.endswith(".")


def test_the_page_shows_them_all_and_no_other_is_kept() -> None:
    assert PAGE.read_text(encoding="utf-8") == written()
    assert {path.stem for path in KEPT.iterdir()} == {screen.taken for screen in SHOWN}
    assert len({screen.taken for screen in SHOWN}) == len(SHOWN)
    assert taken_by() == list(dict.fromkeys(screen.test for screen in SHOWN))


@pytest.mark.parametrize(
    "width", [min(HEIGHTS), *(pytest.param(width, marks=pytest.mark.night) for width in sorted(HEIGHTS)[1:])]
)
def test_of_a_long_page_what_a_screen_shows_at_once_is_kept(width: int) -> None:
    long = Image.effect_noise((width, 3 * HEIGHTS[width]), 90)
    kept = small(long)
    with Image.open(BytesIO(kept)) as image:
        assert image.width == min(width, WIDEST)
        assert abs(image.height / image.width - HEIGHTS[width] / width) < 0.01
