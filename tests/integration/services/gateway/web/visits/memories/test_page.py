"""What is kept of a visit, on its page, in browsers without scripts, and as a keepsake to take along."""

import json
import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import aiohttp
import pytest

from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.pictures import PLACE, located, opened
from tests.support.village import Village, Visitor, forms_in
from tests.support.world import NOON

STOPS = (
    t.Stop(title="The <oven>", kind="practice", minutes=90),
    t.Stop(title="Slides", kind="presentation", minutes=30),
)


@pytest.fixture
async def path(village: Village) -> str:
    """A visit of Hana's that is on; Gil is a member who came along."""
    await village.people.joins("Hana")
    await village.people.joins("Gil")
    proposal = t.ProposeVisit(
        community_id=village.community, title="Night <bakery>", place="Mill", guide="Bea", programme=STOPS
    )
    visit = (await village.people.send("Hana", proposal))["id"]
    starts = When.of(NOON + timedelta(days=1), "Europe/Rome")
    await village.people.send("Hana", t.ScheduleVisit(visit_id=visit, starts=starts))
    village.world.clock.moment = NOON + timedelta(days=1, hours=3)  # type: ignore[attr-defined]
    return f"/visits/{visit}"


async def bring(visitor: Visitor, path: str, image: bytes, **fields: str) -> tuple[int, str]:
    """Send the photo form of the page as a browser does."""
    page = await visitor.look(f"{path}/memories")
    form = aiohttp.FormData()
    for name, value in {**forms_in(page.text)[f"{path}/memories/photo"], "alt": "Hands <b>", **fields}.items():
        if name != "image":
            form.add_field(name, value)
    form.add_field("image", image, filename="a.jpg", content_type="image/jpeg")
    sent = await visitor.call(
        "POST", f"{path}/memories/photo", data=form, headers={"Accept": "text/html", "Origin": visitor.address}
    )
    return sent.status, sent.text


async def test_the_page_shows_the_time_at_a_glance_and_in_words(village: Village, path: str) -> None:
    page = (await village.visitor("Gil").look(f"{path}/memories")).text
    assert "1 hr 30 mins with practitioners at work" in page
    assert "30 mins in a room" in page
    described = re.search(r"<desc[^>]*>(.*?)</desc>", page, re.DOTALL)
    assert described is not None
    assert (
        "1. The &lt;oven&gt;: 1 hr 30 mins, with practitioners at work; 2. Slides: 30 mins, in a room." in described[1]
    )
    bars = re.findall(r'<rect class="(practice|room)" x="[\d.]+" y="4" width="([\d.]+)"', page)
    assert bars == [("practice", "540.0"), ("room", "180.0"), ("practice", "255.0"), ("room", "85.0")]


async def test_people_keep_what_they_saw_and_say_what_they_will_try(village: Village, path: str) -> None:
    gil, page = village.visitor("Gil"), f"{path}/memories"
    stop = re.findall(r'<option value="(stop-\w+)"', (await gil.look(page)).text)[0]
    for what, text in (("saw", "Hands <in> dough"), ("trying", "Rest it")):
        sent = await gil.press(page, f"{page}/keep", {"what": what, "text": text, "stop_id": stop})
        assert sent.status == 303
        assert sent.headers["Location"].startswith(f"{page}#memory-"), "to what is new"
    shown = (await village.visitor("Hana").look(page)).text
    oven = shown[shown.index("1. <bdi>The &lt;oven&gt;") :]
    assert "Hands &lt;in&gt; dough" in oven
    assert "To be tried" in oven
    assert f"{page}/report" not in shown, "what came of it, only he tells"
    wrong = await gil.press(page, f"{page}/report", {"done": "not_tried", "result": "helped", "story": "I <forgot>"})
    assert wrong.status == 422
    assert "I &lt;forgot&gt;</textarea>" in wrong.text
    sent = await gil.press(page, f"{page}/report", {"done": "adapted", "result": "helped", "story": "With <rye>"})
    assert sent.status == 303
    shown = (await village.visitor("Hana").look(page)).text
    assert "tried in another way, it helped" in shown
    assert "With &lt;rye&gt;" in shown


async def test_much_that_is_kept_comes_in_parts_and_is_shown_whole(village: Village, path: str) -> None:
    visit = path.rpartition("/")[2]
    for number in range(14):
        text = f"Note {number}. " + "x" * 7900
        await village.people.send("Gil", t.KeepMemory(visit_id=visit, what="note", text=text))
    assert (await village.people.ask("Gil", t.GetTrip(visit_id=visit), t.TripView)).more is not None
    shown = (await village.visitor("Hana").look(f"{path}/memories")).text
    assert [number for number in range(14) if f"Note {number}. " not in shown] == []


async def test_an_empty_note_is_refused_in_place(village: Village, path: str) -> None:
    page = f"{path}/memories"
    refused = await village.visitor("Gil").press(page, f"{page}/keep", {"what": "saw", "text": " "})
    assert refused.status == 422
    assert re.search(r'name="text" aria-invalid', refused.text)


async def test_a_photo_waits_for_the_consent_of_those_on_it_and_is_hidden_when_one_objects(
    village: Village, path: str
) -> None:
    gil, hana, cora = (village.visitor(name) for name in ("Gil", "Hana", "Cora"))
    page = f"{path}/memories"
    assert (await bring(gil, path, located(), people="true"))[0] == 303
    shown = (await gil.look(page)).text
    [photo] = re.findall(r'<img class="photo" src="([^"]+)"', shown)
    assert 'alt="Hands &lt;b&gt;"' in shown
    assert "Hidden until all who are on it agree" in shown
    assert "<img" not in (await cora.look(page)).text
    assert (await cora.look(photo)).status == 404
    await hana.press(page, f"{page}/consent")
    assert photo in (await cora.look(page)).text
    await cora.press(page, f"{page}/object")
    assert "You do not want this photo shown" in (await cora.look(page)).text
    assert "Hidden until all" in (await gil.look(page)).text
    await cora.press(page, f"{page}/object")
    assert "Hidden until all" not in (await gil.look(page)).text
    await gil.press(page, f"{page}/remove")
    assert "<img" not in (await gil.look(page)).text


async def test_what_is_no_photo_is_refused_with_the_words_kept(village: Village, path: str) -> None:
    status, text = await bring(village.visitor("Gil"), path, b"%PDF-1.7", alt="My handout")
    assert status == 415
    assert "what people saw, not what was handed out" in text
    assert 'value="My handout"' in text


async def test_a_host_chooses_the_day_on_which_people_are_asked(village: Village, path: str) -> None:
    page, hana = f"{path}/memories", village.visitor("Hana")
    assert f"{page}/day" not in (await village.visitor("Gil").look(page)).text
    refused = await hana.press(page, f"{page}/day", {"date": "2026-01-01"})
    assert re.search(r'name="date" aria-invalid', refused.text)
    assert (await hana.press(page, f"{page}/day", {"date": "2026-11-30"})).status == 303
    assert 'value="2026-11-30"' in (await hana.look(page)).text


async def keepsake(visitor: Visitor, path: str) -> ZipFile:
    async with visitor.session.get(f"{visitor.address}{path}/keepsake.zip") as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "application/zip"
        assert response.headers["Content-Disposition"].startswith('attachment; filename="visit.zip"')
        return ZipFile(BytesIO(await response.read()))


async def test_a_keepsake_holds_words_as_words_and_the_photos_whose_people_agreed(village: Village, path: str) -> None:
    gil, page = village.visitor("Gil"), f"{path}/memories"
    text = "<script>alert(1)</script> [x](javascript:y) # *b*"
    await gil.press(page, f"{page}/keep", {"what": "note", "text": text})
    await bring(gil, path, located(), people="false", alt='Free "one" ](x)')
    await bring(gil, path, located(orientation=6), people="true", alt="Waiting one")
    file = await keepsake(gil, path)
    assert sorted(file.namelist()) == ["index.html", "photos/001.jpg", "visit.md"]
    assert opened(file.read("photos/001.jpg")).size == (800, 600)
    assert PLACE.encode() not in file.read("photos/001.jpg")
    html, markdown = file.read("index.html").decode(), file.read("visit.md").decode()
    assert "&lt;script&gt;" in html
    assert "<script" not in html + markdown
    assert "](javascript" not in markdown
    assert 'src="photos/001.jpg"' in html
    assert "](photos/001.jpg)" in markdown
    assert "Free &#34;one&#34; ](x)" in html
    assert "Waiting one" not in html + markdown, "also for its author: what is taken along can't be hidden any more"
    assert "http" not in html.replace("http-equiv", ""), "it needs nothing from elsewhere"
    assert "Night \\<bakery" not in html
    assert (await keepsake(gil, path)).read("index.html").decode() == html


async def test_others_have_no_keepsake(village: Village, path: str) -> None:
    await village.people.joins("Eve", "guest")
    file = await keepsake(village.visitor("Eve"), path)
    assert "oven" not in file.read("index.html").decode(), "a guest who was not invited gets none of its stops"
    assert (await village.visitor().look(f"{path}/keepsake.zip")).status in (303, 401)


async def test_photos_come_over_the_api_alone_with_what_is_beside_them_in_the_query(
    village: Village, path: str
) -> None:
    gil = village.visitor("Gil")
    headers = {"Authorization": f"Bearer {village.people.token('Gil')}", "Content-Type": "image/jpeg"}
    api = f"/api{path}/photos"
    sent = await gil.call("POST", f"{api}?alt=Oven&people=false", data=located(), headers=headers)
    assert sent.status == 200
    [event] = json.loads(sent.text)["events"]
    assert (event["type"], event["data"]["people"]) == ("PhotoKept", False)
    async with gil.session.get(f"{gil.address}{api}/{event['data']['memory_id']}", headers=headers) as response:
        assert (response.status, response.headers["X-Content-Type-Options"]) == (200, "nosniff")
    for query in ("alt=Oven&people=perhaps", "people=false", "alt=Oven&stop_id=nowhere"):
        assert (await gil.call("POST", f"{api}?{query}", data=located(), headers=headers)).status == 422, query
