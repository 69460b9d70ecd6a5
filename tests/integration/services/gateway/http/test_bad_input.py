"""What can be wrong with a request, and the answer that names it."""

import json
from typing import Any

import pytest

from tests.support.door import Web


async def send(web: Web, body: bytes, path: str = "context", **headers: str) -> Any:
    headers = {"Content-Type": "application/json", **headers}
    return await web.call("POST", f"/api/clinics/{web.clinic}/{path}", "Ana", data=body, headers=headers)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"text": "a"', 400, "line 1, column 13"),
        (b'{"text": "a",\n oops}', 400, "line 2, column 2"),
        (b'{"text": "\xff"}', 400, "byte 10"),
        (b'{"text": ' + b"[" * 1000 + b"]" * 1000 + b"}", 400, "deep"),
        (b'{"text": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", 400, "deep"),
        (b'{"text": "' + b"a" * 70_000 + b'"}', 413, "64 KB"),
        (b'{"text": NaN}', 422, "number"),
        (b'{"text": 1e999}', 422, "number"),
        (b'{"text": 5}', 422, "string"),
        (b'{"text": ""}', 422, "character"),
        (b'{"text": "a\\u0000b"}', 422, "U+0000"),
        (b'{"text": "\\ud800"}', 422, ""),
        (b'{"text": "a\\u202eb"}', 422, "U+202E"),
    ],
)
async def test_a_body_that_cannot_be_used_is_refused_with_its_place(
    web: Web, body: bytes, status: int, said: str
) -> None:
    refused = await send(web, body)
    assert refused.status == status, refused.text
    assert said in refused.json["detail"]
    if status == 422:
        assert refused.fields == ["text"]


async def test_a_body_of_another_type_is_refused(web: Web) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
        refused = await send(web, b'{"text": "a"}', **{"Content-Type": kind})
        assert refused.status == 415, kind
    assert (await send(web, b'{"text": "a"}', **{"Content-Type": "application/json; charset=utf-8"})).status == 200


async def test_a_body_that_does_not_tell_its_size_is_cut_off_where_it_is_too_large(web: Web) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b" " * 1024

    refused = await web.call(
        "POST",
        f"/api/clinics/{web.clinic}/context",
        "Ana",
        data=endless(),
        headers={"Content-Type": "application/json"},
    )
    assert refused.status == 413


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"starts": {"local": "2027-01-01T14:00", "zone": "Mars/Base"}}, "starts.zone"),
        ({"starts": {"local": "2020-01-01T14:00", "zone": "UTC"}}, "starts"),
        ({"starts": {"local": "2027-03-28T02:30", "zone": "Europe/Paris"}}, "starts"),
        ({"starts": {"local": "2027-01-01T14:00+02:00", "zone": "UTC"}}, "starts.local"),
        ({"facilitator_id": {"$gt": ""}}, "facilitator_id"),
        ({"facilitator_id": "../../etc"}, "facilitator_id"),
        ({"minutes": {"advice": 0}}, "minutes.advice"),
        ({"surprise": 1}, "surprise"),
        ({"clinic_id": "clinic-" + "a" * 26}, "clinic_id"),
    ],
)
async def test_a_field_that_is_wrong_is_named(web: Web, body: dict[str, Any], field: str) -> None:
    good = {"starts": {"local": "2027-01-01T14:00", "zone": "UTC"}, "facilitator_id": web.id("Finn")}
    case = {"community_id": web.community, "title": "Another", "question": "When?"}
    path = (await web.post("/api/clinics", case, "Ana")).headers["Location"]
    refused = await web.post(f"{path}/schedule", {**good, **body}, "Ana")
    assert refused.status == 422
    assert refused.fields[0].startswith(field)


async def test_a_wall_time_that_the_clocks_skip_comes_with_a_suggestion(web: Web) -> None:
    starts = {"local": "2027-03-28T02:30", "zone": "Europe/Paris"}
    refused = await web.post(
        f"/api/clinics/{web.clinic}/schedule", {"starts": starts, "facilitator_id": web.id("Finn")}, "Ana"
    )
    assert "did you mean 2027-03-28 03:30" in refused.json["detail"]


async def test_headers_that_cannot_be_used_are_named(web: Web) -> None:
    for header, value in (("Idempotency-Key", "a b"), ("Idempotency-Key", "a" * 201), ("If-Match", "seven")):
        refused = await send(web, b'{"text": "a"}', **{header: value})
        assert (refused.status, refused.fields) == (422, [header])


async def test_an_address_or_method_that_is_not_there_is_a_problem_too(web: Web) -> None:
    unknown = await web.get("/api/nothing", "Ana")
    wrong = await web.call("DELETE", f"/api/clinics/{web.clinic}", "Ana")
    nonsense = await web.get("/api/clinics/no-id", "Ana")
    assert [unknown.status, wrong.status, nonsense.status] == [404, 405, 422]
    assert wrong.headers["Allow"] == "GET"
    for reply in (unknown, wrong, nonsense):
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert json.loads(reply.text)["type"].startswith("urn:convene:problem:")
    assert nonsense.fields == ["clinic_id"]


async def test_nothing_is_lost_or_done_by_what_was_refused(web: Web) -> None:
    await send(web, b'{"text": NaN}')
    assert (await web.get(f"/api/clinics/{web.clinic}", "Ana")).json["contributions"] == []


async def test_a_title_that_would_turn_what_stands_around_it_is_refused(web: Web) -> None:
    case = {"community_id": web.community, "title": "safe\u202eexe.txt", "question": "How?"}
    refused = await web.post("/api/clinics", case, "Ana")
    assert (refused.status, refused.fields) == (422, ["title"])
    assert "U+202E" in refused.json["detail"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,<script>", "ftp://example.org", "//example.org"]
)
async def test_a_link_that_is_no_web_address_is_refused_by_its_field(web: Web, link: str) -> None:
    stop = {"stop": {"title": "Line 3", "link": link}}
    refused = await web.post(f"/api/visits/visit-{'a' * 26}/stops", stop, "Ana")
    assert (refused.status, refused.fields) == (422, ["stop.link"])


async def test_markup_and_templates_in_a_text_are_kept_as_they_were_written(web: Web) -> None:
    text = "<script>alert(1)</script> {{7*7}} ${7*7} {% raw %}"
    assert (await web.post(f"/api/clinics/{web.clinic}/context", {"text": text}, "Ana")).status == 200
    assert (await web.get(f"/api/clinics/{web.clinic}", "Gil")).json["contributions"][0]["text"] == text


@pytest.mark.parametrize("version", ["9" * 30, "-" + "9" * 30, "1.5", "NaN"])
async def test_a_number_that_nothing_can_have_is_refused_by_its_field(web: Web, version: str) -> None:
    path = f"/api/communities/{web.community}/protocols/case_clinic?version={version}"
    refused = await web.get(path, "Gil")
    assert (refused.status, refused.fields) == (422, ["version"])


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"5", b"null"])
async def test_a_body_that_is_no_object_is_told_what_to_send(web: Web, body: bytes) -> None:
    refused = await send(web, body)
    assert refused.status == 422
    assert "JSON object" in refused.json["detail"]


@pytest.mark.parametrize(
    "email",
    ["a(b)@example.org", "a..b@example.org", ".a@example.org", "zoë@example.org", "a\x85@example.org", "a@b@c.org"],
)
async def test_an_address_that_no_mail_reaches_is_refused_by_its_field_wherever_one_is_given(
    web: Web, email: str
) -> None:
    community = f"/api/communities/{web.community}"
    for path, body, field in (
        (f"{community}/invitations", {"name": "Nina", "email": email}, "email"),
        (f"{community}/contact", {"email": email}, "email"),
    ):
        refused = await web.post(path, body, "Cora")
        assert (refused.status, refused.fields) == (422, [field]), path
        assert "@example.org" in refused.json["detail"]


async def test_a_title_as_other_programs_write_it_is_put_right(web: Web) -> None:
    case = {"community_id": web.community, "title": "\x91Who\u2028starts\x92 =?utf-8?q?x?=", "question": "When\x85?"}
    made = await web.post("/api/clinics", case, "Ana")
    assert made.status == 201
    seen = (await web.get(made.headers["Location"], "Ana")).json
    assert (seen["title"], seen["question"]) == ("‘Who starts’ =?utf-8?q?x?=", "When ?")
