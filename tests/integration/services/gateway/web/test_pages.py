"""The pages without any script: the way in, the clinic, its forms, and what protects them."""

import asyncio
import re

import pytest

from services.gateway.http.session import local_path
from services.gateway.live.memberships import communities_of, joined_or_left
from shared.bus.cloudevents import Meta
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.runtime.runtime import Runtime
from tests.support.door import SPOKEN, Reply, Web
from tests.support.world import NOON, World


async def look(web: Web, path: str, name: str | None) -> Reply:
    return await web.get(path, **{"Accept": "text/html", **(web.cookie(name) if name else {})})


async def form(web: Web, name: str, path: str, fields: dict[str, str], **headers: str) -> Reply:
    """Send a form of the clinic's page, as its browser would."""
    page = await look(web, f"/clinics/{web.clinic}", name)
    token = re.search(r'name="form_token" value="(\w+)"', page.text)
    own = {"form_token": token[1]} if token else {}
    headers = {"Origin": web.address, "Accept": "text/html", **web.cookie(name), **headers}
    return await web.call("POST", path, data={**own, **fields}, headers=headers)


async def test_the_page_shows_the_question_the_step_and_what_was_said_as_text(web: Web) -> None:
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text=SPOKEN))
    page = await look(web, f"/clinics/{web.clinic}", "Gil")
    assert page.status == 200
    assert "How do we hand over?" in page.text
    assert "10 min left" in page.text
    assert "Handover &lt;script&gt;" in page.text
    assert "&lt;b&gt;share&lt;/b&gt; one {{ 7 * 7 }}" in page.text
    assert "<script>" not in page.text


async def test_each_sees_the_forms_for_their_own_part(web: Web) -> None:
    ana, finn, gil = [(await look(web, f"/clinics/{web.clinic}", name)).text for name in ("Ana", "Finn", "Gil")]
    assert "Give context" in ana
    assert "Next step" not in ana
    assert "Next step: Understanding" in finn
    assert "Give context" not in gil
    assert "Raise your hand" in gil


async def test_a_contribution_is_sent_by_form_and_the_clinic_goes_on_by_button(web: Web) -> None:
    say, path = f"/clinics/{web.clinic}/say", f"/clinics/{web.clinic}"
    sent = await form(web, "Ana", say, {"kind": "context", "text": "Two teams."})
    assert (sent.status, sent.headers["Location"]) == (303, path)
    assert (await form(web, "Finn", f"{path}/next", {"from_step": "context"})).status == 303
    assert (await form(web, "Gil", say, {"kind": "question", "text": "Which two?"})).status == 303
    page = (await look(web, path, "Ana")).text
    assert "Two teams." in page
    question = re.search(r'<option value="(said-\w+)"', page)
    assert question is not None
    answer = {"kind": "answer", "about": question[1], "text": "Day and night."}
    assert (await form(web, "Ana", say, answer)).status == 303
    assert "Day and night." in (await look(web, f"{path}/live", "Gil")).text


async def test_a_form_sent_twice_is_done_once(web: Web) -> None:
    fields = {"kind": "context", "text": "Once.", "command_id": "pressed-twice"}
    for _ in range(2):
        assert (await form(web, "Ana", f"/clinics/{web.clinic}/say", fields)).status == 303
    assert (await look(web, f"/clinics/{web.clinic}", "Gil")).text.count("Once.") == 1


async def test_a_form_that_is_refused_comes_back_with_the_reason_and_the_words(web: Web) -> None:
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    page = await look(web, f"/clinics/{web.clinic}", "Gil")
    token = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert token is not None
    fields = {"kind": "question", "text": "a\u202eb", "form_token": token[1]}
    refused = await form(web, "Gil", f"/clinics/{web.clinic}/say", fields)
    assert refused.status == 422
    assert "U+202E" in refused.text
    assert "a\u202eb</textarea>" in refused.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_from_another_site_does_nothing(web: Web, headers: dict[str, str]) -> None:
    fields = {"kind": "context", "text": "Forged."}
    assert (await form(web, "Ana", f"/clinics/{web.clinic}/say", fields, **headers)).status == 403
    assert "Forged." not in (await look(web, f"/clinics/{web.clinic}", "Gil")).text


async def test_a_form_without_the_token_of_this_sign_in_does_nothing(web: Web) -> None:
    for token in ("", "0" * 32, "é"):
        fields = {"kind": "context", "text": "Forged.", "form_token": token}
        assert (await form(web, "Ana", f"/clinics/{web.clinic}/say", fields)).status == 403
    assert "Forged." not in (await look(web, f"/clinics/{web.clinic}", "Gil")).text


async def test_the_session_of_a_page_does_not_send_commands_to_the_api(web: Web) -> None:
    sent = await web.call(
        "POST", f"/api/clinics/{web.clinic}/context", json={"text": "Forged."}, headers=web.cookie("Ana")
    )
    assert sent.status == 401


async def test_looking_at_a_sign_in_link_does_nothing_and_its_button_lets_in(web: Web) -> None:
    token = web.people.token("Gil")
    seen = await web.get(f"/enter?token={token}&next=//evil.example/x")
    assert (seen.status, "Set-Cookie" in seen.headers) == (200, False)
    assert 'name="next" value="/evil.example/x"' in seen.text
    entered = await web.call(
        "POST", "/enter", data={"token": token, "next": "//evil.example"}, headers={"Origin": web.address}
    )
    assert (entered.status, entered.headers["Location"]) == (303, "/evil.example")
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    home = await web.get("/", Cookie=cookie.partition(";")[0])
    assert "Waiting for you" in home.text


async def test_a_link_that_is_over_or_is_nobodys_lets_nobody_in(web: Web) -> None:
    for token in ("nonsense", web.people.world.operator_token()):
        assert (await web.get(f"/enter?token={token}")).status == 410
        entered = await web.call("POST", "/enter", data={"token": token}, headers={"Origin": web.address})
        assert (entered.status, "Set-Cookie" in entered.headers) == (410, False)


async def test_nobody_can_be_signed_in_from_another_site(web: Web) -> None:
    entered = await web.call(
        "POST", "/enter", data={"token": web.people.token("Gil")}, headers={"Origin": "https://evil.example"}
    )
    assert (entered.status, "Set-Cookie" in entered.headers) == (403, False)


async def test_strangers_learn_how_to_get_in_and_nothing_else(web: Web) -> None:
    home = await look(web, "/", None)
    assert (home.status, "open the invitation in your letter" in home.text) == (200, True)
    room = await look(web, f"/clinics/{web.clinic}", None)
    assert room.status == 401
    assert "hand over" not in room.text
    nowhere = await look(web, "/nowhere", None)
    assert (nowhere.status, nowhere.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


async def test_home_lists_the_clinics_of_the_communities_one_belongs_to(web: Web, world: World) -> None:
    runtime, nina = world.runtimes["gateway"], await web.people.joins("Nina")
    await heard_of(runtime, nina, belongs=True)
    home = await look(web, "/", "Nina")
    assert "Community-name-kept" in home.text
    assert f'href="/clinics/{web.clinic}"' in home.text
    await web.send("Nina", m.LeaveCommunity(community_id=web.community, member_id=nina))
    await heard_of(runtime, nina, belongs=False)
    home = await look(web, "/", "Nina")
    assert "You belong to no community yet" in home.text
    assert web.clinic not in home.text


async def heard_of(runtime: Runtime, person: str, belongs: bool) -> None:
    async with asyncio.timeout(5):
        while bool(await communities_of(person, runtime)) is not belongs:
            pass


async def test_home_says_when_not_everything_can_be_shown(web: Web, world: World) -> None:
    await heard_of(world.runtimes["gateway"], web.id("Gil"), belongs=True)
    await world.runtimes["community"].__aexit__()
    home = await look(web, "/", "Gil")
    assert "Not everything can be shown just now" in home.text
    assert f'href="/clinics/{web.clinic}"' in home.text


async def test_a_late_word_of_joining_does_not_bring_back_who_left(web: Web, world: World) -> None:
    runtime, gil = world.runtimes["gateway"], web.id("Gil")
    await heard_of(runtime, gil, belongs=True)
    joined = m.MemberJoined(community_id=web.community, member_id=gil, role="member", name="", email="")
    left = m.MemberLeft(community_id=web.community, member_id=gil)
    await joined_or_left(left, word(web, 90), runtime)
    await joined_or_left(joined, word(web, 89), runtime)
    assert await communities_of(gil, runtime) == []


def word(web: Web, version: int) -> Meta:
    return Meta(f"{web.community}@{version}/1", "", web.community, version, NOON, web.community, "")


async def test_every_answer_tells_the_browser_to_do_no_more_than_we_mean(web: Web) -> None:
    for path in ("/", f"/clinics/{web.clinic}", "/static/clinic/live.js", "/api/nothing", "/healthz"):
        headers = (await look(web, path, "Gil")).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/clinics/x?a=1", "/clinics/x?a=1"),
        ("//evil.example", "/evil.example"),
        ("/\\evil.example", "/evil.example"),
        ("\\\\evil.example", "/evil.example"),
        ("https://evil.example/x", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("//[", "/"),
        ("//evil.example]", "/"),
        ("/cases/für€", "/cases/f%C3%BCr%E2%82%AC"),
        ("/a%20b?q=%C3%A4", "/a%20b?q=%C3%A4"),
        ("", "/"),
    ],
)
def test_the_page_to_go_on_to_is_always_one_of_ours(asked: str, path: str) -> None:
    assert local_path(asked) == path


async def test_a_page_is_small_on_its_way(web: Web) -> None:
    """The clinic's page with all it loads, as it travels."""
    paths = [f"/clinics/{web.clinic}", "/static/convene.css", "/static/clinic/live.js", "/static/icon.svg"]
    total = 0
    for path in paths:
        headers = {**web.cookie("Ana"), "Accept": "text/html", "Accept-Encoding": "gzip"}
        async with web.session.get(web.address + path, headers=headers, auto_decompress=False) as response:
            assert response.status == 200
            total += len(await response.read())
    assert total < 60_000


async def test_the_live_stream_is_not_held_back_to_be_compressed(web: Web) -> None:
    headers = {**web.bearer("Gil"), "Accept-Encoding": "gzip"}
    async with web.session.get(f"{web.address}/api/events?community={web.community}", headers=headers) as response:
        assert "Content-Encoding" not in response.headers
