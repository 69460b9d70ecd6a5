"""Pictures over HTTP: how they come, what is refused, and how safely they are shown."""

from typing import Any

import aiohttp
import pytest

from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from tests.support.door import Reply, Web
from tests.support.pictures import drawing, located, opened, photo, png_that_says

ALT = {"params": {"alt": "Two <b>circles</b>"}}


async def send(web: Web, data: Any, kind: str | None = "image/png", name: str | None = "Ana", **options: Any) -> Reply:
    headers = {"Content-Type": kind, **options.pop("headers", {})} if kind is not None else {}
    path = options.pop("path", f"/api/clinics/{web.clinic}/visual")
    return await web.call("POST", path, name, data=data, headers=headers, **{**ALT, **options})


def form(*pictures: bytes, kind: str = "image/png", **fields: str) -> aiohttp.FormData:
    made = aiohttp.FormData()
    for name, value in fields.items():
        made.add_field(name, value)
    for data in pictures:
        made.add_field("image", data, filename="../one.png", content_type=kind)
    return made


async def get(web: Web, name: str | None = "Gil", **headers: str) -> tuple[int, Any, bytes]:
    headers = {**web.bearer(name), **headers}
    async with web.session.get(f"{web.address}/api/clinics/{web.clinic}/visual", headers=headers) as response:
        return response.status, response.headers, await response.read()


async def test_a_picture_comes_as_it_is_or_in_a_form_and_everybody_in_the_community_sees_it(web: Web) -> None:
    done = await send(web, located(), "image/jpeg")
    assert (done.status, done.headers["ETag"]) == (200, f'"{done.json["version"]}"')
    status, headers, data = await get(web)
    assert (status, headers["Content-Type"]) == (200, "image/jpeg")
    assert opened(data).size == (800, 600)
    assert b"Camera-maker-kept" not in data
    assert (await send(web, form(drawing(30, 20), alt="In a form"), None)).status == 200
    _, headers, data = await get(web)
    assert (headers["Content-Type"], opened(data).size) == ("image/png", (30, 20))
    seen = (await web.get(f"/api/clinics/{web.clinic}", "Gil")).json["visual"]
    assert (seen["alt"], f'"{seen["picture"]["id"]}"') == ("In a form", headers["ETag"])


async def test_a_picture_of_several_megabytes_is_made_to_fit(web: Web) -> None:
    large = photo(3000, 2200, quality=97)
    assert 3_000_000 < len(large) < 10 * 1024 * 1024
    assert (await send(web, large, "image/jpeg")).status == 200
    _, _, data = await get(web)
    assert opened(data).width == 1600


async def test_a_picture_is_shown_so_that_it_can_be_nothing_else(web: Web) -> None:
    await send(web, drawing())
    _, headers, _ = await get(web)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Disposition"] == 'inline; filename="picture.png"'


async def test_who_has_the_picture_already_is_not_sent_it_again(web: Web) -> None:
    await send(web, drawing())
    _, headers, _ = await get(web)
    for tag in (headers["ETag"], f"W/{headers['ETag']}"):
        status, again, data = await get(web, **{"If-None-Match": tag})
        assert (status, data, again["ETag"]) == (304, b"", headers["ETag"])
    for tag in ('"picture-aaaaaaaaaaaaaaaaaaaaaaaaaa"', '"picture-x"', "*", "nonsense"):
        assert (await get(web, **{"If-None-Match": tag}))[0] == 200, tag


async def test_nobody_else_can_tell_whether_there_is_a_picture(web: Web) -> None:
    await web.elsewhere()
    pictures = web.people.world.runtimes["clinic"].collection("pictures")
    before = await get(web, "Eve")
    assert (await send(web, drawing(), name="Eve")).status == 404
    assert await pictures.count_documents({}) == 0, "nothing of a stranger's is kept"
    await send(web, drawing())
    after = await get(web, "Eve")
    assert (before[0], before[2]) == (after[0], after[2])
    assert before[0] == 404
    none = await web.get(f"/api/clinics/{derived_id('clinic', 'none')}/visual", "Eve")
    assert none.text.encode() == after[2]
    assert (await get(web, None))[0] == 401
    assert (await send(web, drawing(), name=None)).status == 401


@pytest.mark.parametrize(
    ("data", "kind", "status", "said"),
    [
        (b"%PDF-1.7", "application/pdf", 415, c.WHY_NO_DECK),
        (b"%PDF-1.7", "image/png", 415, c.WHY_NO_DECK),
        (b"x", "application/vnd.openxmlformats-officedocument.presentationml.presentation", 415, c.WHY_NO_DECK),
        (b"x", "application/vnd.oasis.opendocument.presentation", 415, c.WHY_NO_DECK),
        (b"x", "application/vnd.apple.keynote", 415, c.WHY_NO_DECK),
        (b"x", "application/vnd.ms-powerpoint", 415, c.WHY_NO_DECK),
        (b"<svg/>", "image/svg+xml", 415, "SVG"),
        (b"<svg/>", "image/png", 415, "SVG"),
        (b"<p>", "text/html", 415, "text/html"),
        (b"{}", "application/json", 415, "application/json"),
        (b"hello", "image/png", 415, "no picture"),
        (png_that_says(50_000, 50_000), "image/png", 422, "50 million pixels"),
        (drawing(50, 50)[:60], "image/png", 422, "damaged"),
        (b"", "image/png", 422, "Choose a picture"),
    ],
)
async def test_what_is_no_picture_is_refused_with_the_reason(
    web: Web, data: bytes, kind: str, status: int, said: str
) -> None:
    for body, given in ((data, kind), (form(data, kind=kind, alt="x"), None)):
        refused = await send(web, body, given)
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert (refused.status, said in refused.json["detail"]) == (status, True), refused.text
        if status == 422:
            assert refused.fields == ["image"]


async def test_two_pictures_are_one_too_many(web: Web) -> None:
    refused = await send(web, form(drawing(), drawing(), alt="x"), None)
    assert (refused.status, "one picture" in refused.json["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(web: Web, body: bytes, kind: str) -> None:
    refused = await send(web, body, kind)
    assert refused.status in (400, 422), refused.text
    assert refused.json["detail"]


async def test_more_than_ten_megabytes_are_refused_without_being_read(web: Web) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
        while sent < 200:
            sent += 1
            yield b"x" * 1024 * 1024

    for kind in ("image/png", "multipart/form-data; boundary=x"):
        try:
            refused = await send(web, endless(), kind)
        except aiohttp.ClientConnectionError:
            pass  # the door was closed before all was sent
        else:
            assert (refused.status, "10 MB" in refused.json["detail"]) == (413, True)
        assert sent < 200
        sent = 0
    refused = await send(web, b"x" * (10 * 1024 * 1024 + 1))
    assert (refused.status, refused.fields) == (413, ["image"])


async def test_words_that_are_missing_or_cannot_be_taken_are_named(web: Web) -> None:
    for params in ({}, {"alt": " "}, {"alt": "x" * 201}, {"alt": "a\u202eb"}):
        refused = await send(web, drawing(), params=params)
        assert (refused.status, refused.fields) == (422, ["alt"]), params


async def test_the_same_request_again_does_nothing_twice_and_another_under_its_key_is_refused(web: Web) -> None:
    key = {"headers": {"Idempotency-Key": "one"}}
    first = await send(web, photo(), "image/jpeg", **key)
    again = await send(web, photo(10, 10), "image/jpeg", **key)
    assert (first.status, again.status) == (200, 422)
    stale = await send(web, drawing(), headers={"If-Match": '"1"'})
    assert stale.status == 409


async def test_after_the_context_it_stays_as_it_is(web: Web) -> None:
    await send(web, drawing())
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    refused = await send(web, photo(), "image/jpeg")
    assert (refused.status, refused.json["type"]) == (409, "urn:convene:problem:context-is-told")
    removed = await web.post(f"/api/clinics/{web.clinic}/visual/removal", {}, "Ana")
    assert removed.status == 409
    assert (await get(web))[0] == 200
