"""Programs with an access token: they may what it is good for, over HTTP and straight on the bus, until it is ended."""

import asyncio
from typing import Any

import pytest

from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.domain import Refusal
from tests.support.door import Reply, Web


async def issue(web: Web, name: str, *scopes: str) -> dict[str, Any]:
    body = {"name": "My program", "scopes": scopes}
    made = await web.post(f"/api/communities/{web.community}/tokens", body, name)
    assert made.status == 201, made.text
    return made.json


async def get(web: Web, path: str, token: str) -> Reply:
    return await web.get(path, Authorization=f"Bearer {token}")


async def say(web: Web, token: str) -> Reply:
    return await web.post(f"/api/clinics/{web.clinic}/context", {"text": "Hello."}, Authorization=f"Bearer {token}")


async def test_it_may_what_it_is_good_for_and_nothing_else(web: Web) -> None:
    reading = (await issue(web, "Ana", "read"))["token"]
    assert (await get(web, f"/api/clinics/{web.clinic}", reading)).status == 200
    refused = await say(web, reading)
    assert (refused.status, refused.json["scope"]) == (403, "clinic:write")
    writing = (await issue(web, "Ana", "clinic:write"))["token"]
    assert (await say(web, writing)).status == 200
    assert (await get(web, f"/api/clinics/{web.clinic}", writing)).status == 403
    assert (await get(web, f"/api/events?community={web.community}", writing)).status == 403


async def test_the_services_themselves_refuse_it_the_same_way(web: Web) -> None:
    reading = (await issue(web, "Ana", "read"))["token"]
    client = web.people.world.runtimes["clinic"].ask
    with pytest.raises(Refusal) as refused:
        await client.command(c.GiveContext(clinic_id=web.clinic, text="Hello."), id="1", token=reading)
    assert (refused.value.status, refused.value.extra["scope"]) == (403, "clinic:write")


async def test_its_member_gains_nothing_by_it(web: Web) -> None:
    everything = await issue(web, "Gil", "read", "clinic:write", "community:write")
    refused = await say(web, everything["token"])
    assert refused.status == 403, "the context comes from the presenter"
    assert "scope" not in refused.json
    another = {"name": "More", "scopes": ["read"]}
    path = f"/api/communities/{web.community}/tokens"
    assert (await web.post(path, another, Authorization=f"Bearer {everything['token']}")).status == 403


async def test_how_its_member_is_reached_it_can_neither_read_nor_change(web: Web) -> None:
    everything = (await issue(web, "Gil", "read", "community:write"))["token"]
    path = f"/api/communities/{web.community}/contact"
    elsewhere = {"email": "thief@elsewhere.example"}  # where the next link to sign in would go
    assert (await web.post(path, elsewhere, Authorization=f"Bearer {everything}")).status == 403
    assert (await get(web, path, everything)).status == 403
    assert (await web.get(path, "Gil")).json["email"] != "thief@elsewhere.example"


async def test_once_ended_it_is_refused_everywhere(web: Web) -> None:
    made = await issue(web, "Ana", "read", "clinic:write")
    assert (await say(web, made["token"])).status == 200
    assert (await web.post(f"/api/tokens/{made['id']}/revocation", {}, "Ana")).status == 200
    await web.people.world.runtimes["community"].journal.settled()
    async with asyncio.timeout(5):
        while (await say(web, made["token"])).status != 401:
            await asyncio.sleep(0)
    assert (await get(web, f"/api/clinics/{web.clinic}", made["token"])).status == 401
    assert (await get(web, f"/api/communities/{web.community}", made["token"])).status == 401


async def test_who_leaves_takes_their_tokens_along(web: Web) -> None:
    made = await issue(web, "Zoe", "read")
    await web.send("Zoe", m.LeaveCommunity(community_id=web.community, member_id=web.id("Zoe")))
    assert (await get(web, f"/api/communities/{web.community}", made["token"])).status == 401


async def test_the_list_shows_ones_own_without_the_tokens(web: Web) -> None:
    made = await issue(web, "Ana", "read")
    await issue(web, "Gil", "read")
    path = f"/api/communities/{web.community}/tokens"
    listed = await web.get(path, "Ana")
    assert [name["id"] for name in listed.json["tokens"]] == [made["id"]]
    assert made["token"] not in listed.text
    await web.post(f"/api/tokens/{made['id']}/revocation", {}, "Ana")
    assert (await web.get(path, "Ana")).json["tokens"][0]["revoked"]


async def test_no_session_is_made_of_it(web: Web) -> None:
    made = await issue(web, "Ana", "read")
    entered = await web.call("POST", "/enter", data={"token": made["token"]}, headers={"Origin": web.address})
    assert (entered.status, "Set-Cookie" in entered.headers) == (410, False)


async def test_a_scope_that_is_none_is_named(web: Web) -> None:
    refused = await web.post(f"/api/communities/{web.community}/tokens", {"name": "x", "scopes": ["all"]}, "Ana")
    assert (refused.status, refused.fields[0]) == (422, "scopes.0")
