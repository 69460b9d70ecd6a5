"""HEAD answers as GET does and changes nothing; what no cache may keep says so; a slash too many leads nowhere else."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.gateway.app import application
from services.gateway.http.head_requests import CHANGING
from tests.support.door import Web

PATHS = sorted(
    route.path
    for route in application().routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and route.path
)
_VARYING = ("Date", "Set-Cookie", "Transfer-Encoding")


async def answers(web: Web, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    options: dict[str, Any] = {
        "headers": {**web.bearer("Finn"), **web.cookie("Finn"), **headers},
        "allow_redirects": False,
    }
    async with web.session.request(method, web.address + path, **options) as response:
        body = b"" if response.content_type == "text/event-stream" and method == "GET" else await response.read()
        return response.status, dict(response.headers), body


def filled(web: Web, path: str) -> str:
    ids = {"community_id": web.community, "clinic_id": web.clinic, "member_id": web.id("Ana")}
    return re.sub(
        r"{(\w+)(?::\w+)?}", lambda found: ids.get(found[1], f"{found[1].removesuffix('_id')}-{'a' * 26}"), path
    )


async def test_head_answers_as_get_does_everywhere(web: Web) -> None:
    assert len(PATHS) > 70
    for path in PATHS:
        where = filled(web, path) + (f"?community={web.community}" if path == "/api/events" else "")
        status, headers, body = await answers(web, "HEAD", where)
        if path.startswith(CHANGING):
            assert status == 405, path
            continue
        got, as_get, _ = await answers(web, "GET", where)
        assert (status, body) == (got, b""), path
        kept = {name: value for name, value in as_get.items() if name not in _VARYING}
        told = {name: value for name, value in headers.items() if name not in _VARYING}
        assert told.keys() == kept.keys(), path
        assert told.get("Content-Type") == kept.get("Content-Type"), path


async def test_head_of_a_file_and_of_what_is_not_there(web: Web) -> None:
    for path in ("/static/clinic/room.css", "/static/none", "/nothing/here"):
        assert (await answers(web, "HEAD", path))[0] == (await answers(web, "GET", path))[0], path


async def test_head_of_a_stream_leaves_none_open(web: Web) -> None:
    for _ in range(20):
        status, headers, _ = await answers(web, "HEAD", f"/api/events?community={web.community}")
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/event-stream")
    async with web.listening("Finn") as stream:
        assert await stream.begun()


async def test_head_stops_no_letters_and_uses_no_link_up(web: Web) -> None:
    world = web.people.world
    before = {name: await runtime.collection("journal").count_documents({}) for name, runtime in world.runtimes.items()}
    for path in (
        f"/unsubscribe?reader=reader-{'a' * 26}&category=reminders&code=x",
        f"/enter?way=wayin-{'a' * 26}&code=x",
        f"/join?community={web.community}&code=x",
    ):
        assert (await answers(web, "HEAD", path))[0] == 200, path
    after = {name: await runtime.collection("journal").count_documents({}) for name, runtime in world.runtimes.items()}
    assert after == before


async def test_every_answer_says_that_no_cache_may_keep_it(web: Web) -> None:
    for path in PATHS:
        status, headers, _ = await answers(web, "GET", filled(web, path))
        said = headers.get("Cache-Control", "")
        assert "no-store" in said or said.startswith("private"), (path, status, said)
    for path, body in ((f"/api/communities/{web.community}/contact", {"emale": "x"}), ("/nowhere", {})):
        assert (await web.post(path, body, "Finn")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/clinics/", "/community/?after=1", "/healthz//", "/sign-in/"])
async def test_a_slash_too_many_leads_to_this_server_whatever_it_is_called(web: Web, path: str) -> None:
    for host in ("evil.example", "evil.example:80", "localhost"):
        status, headers, _ = await answers(web, "GET", path, Host=host, **{"X-Forwarded-Host": host})
        place = path.partition("?")
        assert (status, headers["Location"]) == (307, place[0].rstrip("/") + place[1] + place[2])


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "///", "/%5Cevil.example/", "//evil.example/clinics/"]
)
async def test_what_would_lead_elsewhere_leads_nowhere(web: Web, path: str) -> None:
    status, headers, _ = await answers(web, "GET", path)
    assert (status, "Location" in headers) == (404, False)
