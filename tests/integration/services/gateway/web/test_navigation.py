"""The navigation: where one can go from every page, where one is, and the language chosen at its foot."""

import re

import pytest

from services.gateway.web.navigation import PLACES, Spot, place_of, spot_of
from tests.support.village import Village

ID = "community-" + "a" * 26


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "home"),
        (f"/communities/{ID}", "community"),
        (f"/communities/{ID}/", "community"),
        (f"/communities/{ID}/invite", "community"),
        (f"/communities/{ID}/clinics", "clinics"),
        (f"/communities/{ID}/memory", "memory"),
        ("/clinics/clinic-x", "clinics"),
        ("/clinics/clinic-x/record", "clinics"),
        ("/visits/visit-x/day", "visits"),
        ("/sign-in", ""),
        ("/communities", "community"),
    ],
)
def test_every_page_belongs_to_the_place_that_leads_to_it(path: str, place: str) -> None:
    assert place_of(path) == place


def test_one_comes_back_to_a_page_with_what_was_asked_and_from_a_form_to_the_page_it_was_on() -> None:
    assert spot_of("GET", "/x/y", "q=1") == Spot("/x/y", "/x/y?q=1")
    assert spot_of("GET", "/", "") == Spot("/", "/")
    assert spot_of("POST", "/clinics/x/say", "a=b") == Spot("/clinics/x/say", "/clinics/x")
    assert spot_of("POST", "/sign-in", "") == Spot("/sign-in", "/")


async def test_every_entry_leads_to_a_page_that_marks_it_alone(village: Village) -> None:
    await village.known("Cora")
    cora = village.visitor("Cora")
    for place in PLACES:
        found = await cora.look(place.path)
        while found.status == 303:
            found = await cora.look(found.headers["Location"])
        assert found.status == 200, place
        nav = re.search(r"<nav id=\"places\".*?</nav>", found.text, re.DOTALL)
        assert nav is not None
        marked = re.findall(r"href=\"([^\"]*)\" aria-current", nav[0])
        assert marked == [place.path]


async def test_strangers_are_asked_to_come_in_and_see_no_navigation(village: Village) -> None:
    stranger = village.visitor()
    assert "<nav" not in (await stranger.look("/")).text
    assert (await stranger.look("/memory")).status == 401


async def test_a_language_is_chosen_by_button_and_kept_and_leads_back(village: Village) -> None:
    device = village.visitor()
    chosen = await device.press("/sign-in?a=1", "/language", {"language": "de"})
    assert (chosen.status, chosen.headers["Location"]) == (303, "/sign-in?a=1")
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    assert '<html lang="de"' in (await device.look("/")).text
    back = await device.press("/", "/language", {"language": "en", "next": "//evil.example"})
    assert back.headers["Location"] == "/evil.example"
    assert '<html lang="en"' in (await device.look("/")).text


async def test_a_language_is_not_chosen_from_another_site_nor_one_that_is_not_spoken(village: Village) -> None:
    device = village.visitor()
    forged = await device.press("/", "/language", {"language": "de"}, Origin="https://evil.example")
    assert (forged.status, "Set-Cookie" in forged.headers) == (403, False)
    assert (await device.press("/", "/language", {"language": "tlh"})).status == 422


async def test_a_page_of_a_problem_leads_on_for_those_who_are_signed_in(village: Village) -> None:
    cora, stranger = village.visitor("Cora"), village.visitor()
    nowhere = await cora.look("/nowhere")
    assert (nowhere.status, 'href="/settings"' in nowhere.text) == (404, True)
    assert "<nav" not in (await stranger.look("/nowhere")).text
    forged = village.visitor()
    forged.session.cookie_jar.update_cookies({"convene": "nobody's"})
    assert "<nav" not in (await forged.look("/nowhere")).text
