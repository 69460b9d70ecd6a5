"""The design: its tokens as the style sheet has them, legible in light and in dark, and its components on a page."""

import re

import pytest

from services.gateway.web.design.tokens import LEGIBLE, MEANS, WRITTEN_ON, colours, contrast, pairs
from services.gateway.web.renderer import HERE
from tests.support.village import Village

SHEET = (HERE / "static" / "convene.css").read_text()


def test_every_colour_of_the_style_sheet_is_a_token_with_a_meaning_in_both_schemes() -> None:
    found = colours(SHEET)
    assert {colour.name for colour in found} == set(MEANS)
    assert all(colour.light != colour.dark for colour in found)
    root = SHEET[: SHEET.index("}")]
    assert root.count("light-dark(") == len(found), "each is read"


def test_text_is_legible_on_every_ground_it_stands_on() -> None:
    found = list(pairs(colours(SHEET)))
    assert len(found) == sum(map(len, WRITTEN_ON.values()))
    for pair in found:
        assert min(pair.light, pair.dark) >= LEGIBLE, pair


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.5), ("#ffffff", "#0000ff", 8.6)],
)
def test_contrast_is_reckoned_as_the_web_guidelines_have_it(name: str, other: str, expected: float) -> None:
    assert contrast(name, other) == contrast(other, name) == expected


async def test_the_page_shows_every_component_in_light_and_in_dark_to_whoever_looks(village: Village) -> None:
    device = village.visitor()
    page = (await device.look("/design")).text
    assert page.count('class="shown light"') == page.count('class="shown dark"') >= 10
    for token in MEANS:
        assert f"<code>--{token}</code>" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "what is shown twice has names of its own each time"
    pressed = await device.press("/design", "/design")
    assert (pressed.status, pressed.headers["Location"]) == (303, "/design")
