"""One clinic that its service cannot read: its page says who can help, and all other pages are there."""

import asyncio

import pytest

from services.clinic.app import service as clinic_service
from shared.contracts import clinic as c
from tests.support.door import Reply, Web
from tests.support.world import World

LEFT_OUT = "Something is left out here"


@pytest.fixture
async def broken(web: Web, world: World) -> str:
    """The running clinic, as if a newer program had gone on with it; another one is whole."""
    case = c.ProposeCase(community_id=web.community, title="A whole one", question="How?")
    await web.send("Ana", case)
    runtime = world.runtimes["clinic"]
    await runtime.collection("journal").update_one(
        {"_id": f"{web.clinic}@2"}, {"$set": {"events.0.type": "WrittenTomorrow"}}
    )
    await world.runtimes.pop("clinic").__aexit__(None, None, None)
    await world.open(clinic_service)
    return web.clinic


async def page(web: Web, path: str) -> Reply:
    return await web.call("GET", path, headers={**web.cookie("Gil"), "Accept": "text/html"})


async def test_its_own_page_says_who_can_help(web: Web, broken: str) -> None:
    shown = await page(web, f"/clinics/{broken}")
    assert shown.status == 503
    assert "Whoever runs Convene has to upgrade or repair it." in shown.text
    assert int(shown.headers["Retry-After"]) >= 60
    answer = await web.get(f"/api/clinics/{broken}", "Gil")
    assert (answer.status, answer.json["type"]) == (503, "urn:convene:problem:unreadable")


@pytest.mark.parametrize("path", ["/communities/{}/clinics", "/communities/{}/memory"])
async def test_pages_leave_it_out_with_a_word(web: Web, broken: str, path: str) -> None:
    shown = await page(web, path.format(web.community))
    assert shown.status == 200
    assert LEFT_OUT in shown.text


async def test_home_leaves_it_out_with_a_word(web: Web, broken: str) -> None:
    async with asyncio.timeout(10):  # until the gateway has heard who belongs
        while LEFT_OUT not in (await page(web, "/")).text:
            await asyncio.sleep(0.05)


async def test_the_others_are_listed(web: Web, broken: str) -> None:
    shown = await page(web, f"/communities/{web.community}/clinics")
    assert "A whole one" in shown.text
    assert LEFT_OUT in shown.text
