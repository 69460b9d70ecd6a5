"""The pages without any script: the way in, the clinic, its forms, and what protects them."""

import re

import pytest

from services.gateway.memberships import communities_of
from services.gateway.web.session import local_path
from shared.contracts import clinic as c
from shared.contracts.community import MemberJoined, MemberLeft
from tests.support.community import community_that_answers
from tests.support.door import SPOKEN, Reply, Web
from tests.support.world import COMMUNITY, World, member


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
    await web.world.send("ana", c.GiveContext(clinic_id=web.clinic, text=SPOKEN))
    page = await look(web, f"/clinics/{web.clinic}", "gil")
    assert page.status == 200
    assert "How do we hand over?" in page.text
    assert "10 min left" in page.text
    assert "Handover &lt;script&gt;" in page.text
    assert "&lt;b&gt;share&lt;/b&gt; one {{ 7 * 7 }}" in page.text
    assert "<script>" not in page.text


async def test_each_sees_the_forms_for_their_own_part(web: Web) -> None:
    ana, finn, gil = [(await look(web, f"/clinics/{web.clinic}", name)).text for name in ("ana", "finn", "gil")]
    assert "Give context" in ana
    assert "Next step" not in ana
    assert "Next step: understanding" in finn
    assert "<form" not in gil


async def test_a_contribution_is_sent_by_form_and_the_clinic_goes_on_by_button(web: Web) -> None:
    say, path = f"/clinics/{web.clinic}/say", f"/clinics/{web.clinic}"
    sent = await form(web, "ana", say, {"kind": "context", "text": "Two teams."})
    assert (sent.status, sent.headers["Location"]) == (303, path)
    assert (await form(web, "finn", f"{path}/next", {"from_step": "context"})).status == 303
    assert (await form(web, "gil", say, {"kind": "question", "text": "Which two?"})).status == 303
    page = (await look(web, path, "ana")).text
    assert "Two teams." in page
    question = re.search(r'<option value="(said-\w+)"', page)
    assert question is not None
    answer = {"kind": "answer", "about": question[1], "text": "Day and night."}
    assert (await form(web, "ana", say, answer)).status == 303
    assert "Day and night." in (await look(web, f"{path}/live", "gil")).text


async def test_a_form_sent_twice_is_done_once(web: Web) -> None:
    fields = {"kind": "context", "text": "Once.", "command_id": "pressed-twice"}
    for _ in range(2):
        assert (await form(web, "ana", f"/clinics/{web.clinic}/say", fields)).status == 303
    assert (await look(web, f"/clinics/{web.clinic}", "gil")).text.count("Once.") == 1


async def test_a_form_that_is_refused_comes_back_with_the_reason_and_the_words(web: Web) -> None:
    await web.world.send("finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    page = await look(web, f"/clinics/{web.clinic}", "gil")
    token = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert token is not None
    fields = {"kind": "question", "text": "a\u202eb", "form_token": token[1]}
    refused = await form(web, "gil", f"/clinics/{web.clinic}/say", fields)
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
    assert (await form(web, "ana", f"/clinics/{web.clinic}/say", fields, **headers)).status == 403
    assert "Forged." not in (await look(web, f"/clinics/{web.clinic}", "gil")).text


async def test_a_form_without_the_token_of_this_sign_in_does_nothing(web: Web) -> None:
    for token in ("", "0" * 32, "é"):
        fields = {"kind": "context", "text": "Forged.", "form_token": token}
        assert (await form(web, "ana", f"/clinics/{web.clinic}/say", fields)).status == 403
    assert "Forged." not in (await look(web, f"/clinics/{web.clinic}", "gil")).text


async def test_the_session_of_a_page_does_not_send_commands_to_the_api(web: Web) -> None:
    sent = await web.call(
        "POST", f"/api/clinics/{web.clinic}/context", json={"text": "Forged."}, headers=web.cookie("ana")
    )
    assert sent.status == 401


async def test_looking_at_a_sign_in_link_does_nothing_and_its_button_lets_in(web: Web) -> None:
    token = web.world.token("gil")
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
    assert "Your communities" in home.text


async def test_a_link_that_is_over_or_is_nobodys_lets_nobody_in(web: Web) -> None:
    for token in ("nonsense", web.world.operator_token()):
        assert (await web.get(f"/enter?token={token}")).status == 410
        entered = await web.call("POST", "/enter", data={"token": token}, headers={"Origin": web.address})
        assert (entered.status, "Set-Cookie" in entered.headers) == (410, False)


async def test_nobody_can_be_signed_in_from_another_site(web: Web) -> None:
    entered = await web.call(
        "POST", "/enter", data={"token": web.world.token("gil")}, headers={"Origin": "https://evil.example"}
    )
    assert (entered.status, "Set-Cookie" in entered.headers) == (403, False)


async def test_strangers_learn_how_to_get_in_and_nothing_else(web: Web) -> None:
    home = await look(web, "/", None)
    assert (home.status, "latest letter" in home.text) == (200, True)
    room = await look(web, f"/clinics/{web.clinic}", None)
    assert room.status == 401
    assert "hand over" not in room.text
    nowhere = await look(web, "/nowhere", None)
    assert (nowhere.status, nowhere.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


async def test_home_lists_the_clinics_of_the_communities_one_belongs_to(web: Web, world: World) -> None:
    house = world.houses["gateway"]
    gil, nina = member("gil"), member("nina")
    joined = MemberJoined(community_id=COMMUNITY, member_id=gil, role="member", name="", email="")
    await web.announce(joined, 2)
    await web.announce(joined.model_copy(update={"member_id": nina}), 3)
    await web.announce(MemberLeft(community_id=COMMUNITY, member_id=nina), 4)
    while await house.collection("memberships").count_documents({}) < 2 or await communities_of(nina, house):
        pass
    async with community_that_answers(world):
        home = await look(web, "/", "gil")
    assert "Bakers &amp; more" in home.text
    assert f'href="/clinics/{web.clinic}"' in home.text
    assert "Not everything can be shown" not in home.text
    without_names = await look(web, "/", "gil")
    assert "Not everything can be shown" in without_names.text
    assert f'href="/clinics/{web.clinic}"' in without_names.text


async def test_every_answer_tells_the_browser_to_do_no_more_than_we_mean(web: Web) -> None:
    for path in ("/", f"/clinics/{web.clinic}", "/static/live.js", "/api/nothing", "/healthz"):
        headers = (await look(web, path, "gil")).headers
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
        ("", "/"),
    ],
)
def test_the_page_to_go_on_to_is_always_one_of_ours(asked: str, path: str) -> None:
    assert local_path(asked) == path
