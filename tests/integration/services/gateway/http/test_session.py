"""Devices on which somebody is signed in: each can be signed out, and then its cookie is worth nothing, anywhere, at once."""

import asyncio
import time
from typing import Any

import pytest

from services.gateway.live.sessions import RENEWED_BEFORE, SESSION_SECONDS, TOKEN_SECONDS
from shared.access.signed_tokens import GATEWAY, Signer, Verifier
from shared.contracts import community as m
from shared.domain import Actor, Refusal
from tests.support.village import Village, Visitor, forms_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)


def settings(village: Village) -> str:
    return f"/communities/{village.community}/settings"


def spoken(village: Village, token: str) -> Any:
    return Verifier.load(village.world.settings.keys_dir).read(token)


def aged(village: Village, device: Visitor, left: float) -> str:
    """The same session's token, with so many seconds left: what is in a browser that was left alone."""
    said = spoken(village, device.token)
    signer = Signer.load(village.world.settings.keys_dir, GATEWAY)
    token = signer.sign(Actor("member", said.actor.id, session_id=said.actor.session_id), left, until=said.until)
    device.holds(token)
    return token


def earlier(village: Village, name: str) -> str:
    """A cookie of the version before sessions: a token for thirty days, of no session."""
    signer = Signer.load(village.world.settings.keys_dir, GATEWAY)
    return signer.sign(Actor("member", village.people.ids[name]), SESSION_SECONDS)


async def asked_by(village: Village, service: str, token: str) -> int:
    """What a service itself says to a token."""
    query = m.GetCommunity(community_id=village.community)
    try:
        await village.world.runtimes[service].ask.query(query, m.CommunityView, token=token)
    except Refusal as refusal:
        return refusal.status
    return 200


async def counted(village: Village) -> int:
    await village.world.runtimes["community"].journal.settled()
    runtime = village.world.runtimes["community"]
    return int((await runtime.js.stream_info(runtime.subjects.events_stream)).state.messages)


async def test_the_devices_are_listed_in_words_and_one_is_signed_out(village: Village) -> None:
    laptop, phone = await village.comes_in("Cora", FIREFOX), await village.comes_in("Cora", PHONE)
    page = (await laptop.look(settings(village))).text
    assert page.index("Firefox on Linux") < page.index("Safari on iPhone"), "this device comes first"
    assert page.count(">this device<") == 1
    assert "Used within the last hour" in page
    forms = page.split('action="' + settings(village) + '/sign-out-device"')
    session = forms[2].split('name="session_id" value="')[1].split('"')[0]
    gone = await laptop.press(settings(village), f"{settings(village)}/sign-out-device", {"session_id": session})
    assert gone.status == 303
    assert (await phone.look(settings(village))).status == 401
    page = (await laptop.look(gone.headers["Location"])).text
    assert "Signed out there." in page
    assert "Safari on iPhone" not in page


async def test_a_copied_cookie_is_worth_nothing_once_its_device_is_signed_out(village: Village) -> None:
    device = await village.comes_in("Cora")
    token, thief = device.token, village.visitor()
    thief.holds(token)
    assert (await thief.look(settings(village))).status == 200
    for service in village.world.runtimes:
        assert await asked_by(village, service, token) == 200
    out = await device.press("/", "/sign-out")
    assert (out.status, device.token) == (303, "")
    assert (await thief.look(settings(village))).status == 401
    assert "You are signed in" not in (await thief.look("/")).text
    await village.world.runtimes["community"].journal.settled()
    async with asyncio.timeout(1):
        while any([await asked_by(village, service, token) != 401 for service in village.world.runtimes]):
            await asyncio.sleep(0)
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await thief.call("GET", f"/api/communities/{village.community}", headers=bearer)).status == 401


async def test_a_copied_cookie_that_has_run_out_is_not_renewed_either(village: Village) -> None:
    device = await village.comes_in("Cora")
    thief = village.visitor()
    thief.holds(device.token)
    aged(village, thief, -10)
    await device.press("/", "/sign-out")
    assert (await thief.look(settings(village))).status == 401


async def test_signing_out_everywhere_signs_out_every_device_and_a_sign_in_afterwards_holds(village: Village) -> None:
    devices = [await village.comes_in("Cora") for _ in range(3)]
    await village.people.joins("Gil")
    gil = await village.comes_in("Gil")
    action = f"{settings(village)}/sign-out-everywhere"
    assert (await devices[0].press(settings(village), action)).status == 303
    assert [(await device.look(settings(village))).status for device in devices] == [401] * 3
    assert (await gil.look(settings(village))).status == 200
    again = await village.comes_in("Cora")
    assert (await again.look(settings(village))).status == 200


async def test_one_cannot_sign_out_somebody_elses_device(village: Village) -> None:
    await village.people.joins("Gil")
    cora, gil = await village.comes_in("Cora"), await village.comes_in("Gil")
    session = spoken(village, cora.token).actor.session_id
    for wrong in (session, "session-" + "a" * 26, "", "x"):
        fields = {"session_id": wrong}
        assert (await gil.press(settings(village), f"{settings(village)}/sign-out-device", fields)).status == 404
    assert (await cora.look(settings(village))).status == 200


async def test_a_cookie_is_short_and_is_renewed_without_a_word_in_the_journal(village: Village) -> None:
    device = await village.comes_in("Cora")
    assert spoken(village, device.token).ends - time.time() <= TOKEN_SECONDS
    before = await counted(village)
    for left in (-3600, RENEWED_BEFORE - 10):
        old = aged(village, device, left)
        assert (await device.look(settings(village))).status == 200
        assert device.token != old
        assert spoken(village, device.token).ends - time.time() > RENEWED_BEFORE
    kept = device.token
    await device.look(settings(village))
    assert device.token == kept, "one that has time left stays"
    assert await counted(village) == before


async def test_two_tabs_that_are_renewed_at_once_both_go_on_and_so_do_their_forms(village: Village) -> None:
    device = await village.comes_in("Cora")
    page = (await device.look(settings(village))).text
    fields = forms_in(page)[f"{settings(village)}/contact"] | {"zone": "Europe/Paris"}
    aged(village, device, -10)
    shown = await asyncio.gather(*(device.look(settings(village)) for _ in range(5)))
    assert [reply.status for reply in shown] == [200] * 5
    aged(village, device, -10)
    headers = {"Accept": "text/html", "Origin": village.address}
    sent = await device.call("POST", f"{settings(village)}/contact", data=fields, headers=headers)
    assert sent.status == 303, "a form from before is of the same session"


async def test_after_thirty_days_nothing_is_renewed(village: Village) -> None:
    device = await village.comes_in("Cora")
    said = spoken(village, device.token)
    assert abs(said.until - time.time() - SESSION_SECONDS) < 60
    signer = Signer.load(village.world.settings.keys_dir, GATEWAY)
    actor = Actor("member", said.actor.id, session_id=said.actor.session_id)
    device.holds(signer.sign(actor, TOKEN_SECONDS, until=time.time() - 1))
    assert (await device.look(settings(village))).status == 401


async def test_a_cookie_of_an_earlier_version_becomes_a_session_and_ends_with_it(village: Village) -> None:
    await village.known("Cora")
    old, device, thief = earlier(village, "Cora"), village.visitor(), village.visitor()
    device.agent = FIREFOX
    device.holds(old)
    thief.holds(old)
    assert "Firefox on Linux" in (await device.look(settings(village))).text
    assert spoken(village, device.token).actor.session_id
    assert (await thief.look(settings(village))).status == 200
    assert (await device.press("/", "/sign-out")).status == 303
    assert (await thief.look(settings(village))).status == 401
    for back in (old, old):
        thief.holds(back)
        assert (await thief.look(settings(village))).status == 401
    entered = await thief.call("POST", "/enter", data={"token": old}, headers={"Origin": village.address})
    assert entered.status == 410
    bearer = {"Authorization": f"Bearer {old}"}
    assert (await thief.call("GET", f"/api/communities/{village.community}", headers=bearer)).status == 401


async def test_a_cookie_of_an_earlier_version_that_was_asleep_ends_by_signing_out_everywhere(village: Village) -> None:
    await village.known("Cora")
    asleep, device = village.visitor(), await village.comes_in("Cora")
    asleep.holds(earlier(village, "Cora"))
    await device.press(settings(village), f"{settings(village)}/sign-out-everywhere")
    assert (await asleep.look(settings(village))).status == 401


async def test_a_token_of_an_earlier_version_goes_on_over_the_api_and_is_nothing_on_the_bus(village: Village) -> None:
    await village.known("Cora")
    old = earlier(village, "Cora")
    bearer = {"Authorization": f"Bearer {old}"}
    reply = await village.visitor().call("GET", f"/api/communities/{village.community}", headers=bearer)
    assert reply.status == 200
    assert await asked_by(village, "community", old) == 401


async def test_what_lets_in_is_good_for_nothing_else(village: Village) -> None:
    await village.known("Cora")
    signer = Signer.load(village.world.settings.keys_dir, GATEWAY)
    link = signer.sign(Actor("member", village.people.ids["Cora"]), 86400, enters=True)
    assert await asked_by(village, "community", link) == 401
    device = village.visitor()
    assert (await device.press(f"/enter?token={link}", "/enter")).status == 303
    assert (await device.look(settings(village))).status == 200
    session = (await village.comes_in("Cora")).token
    assert (await village.visitor().look(f"/enter?token={session}")).status == 410, "a session is no link"


async def test_whoever_is_signed_in_goes_on_while_the_community_service_is_away(village: Village) -> None:
    device = await village.comes_in("Cora")
    assert (await device.look("/")).status == 200
    runtime = village.world.runtimes["community"]
    await runtime.__aexit__()
    for left in (TOKEN_SECONDS, RENEWED_BEFORE - 10, -10):
        aged(village, device, left)
        page = await device.look("/")
        assert (page.status, "Sign out" in page.text) == (200, True)


async def test_a_listener_is_cut_off_when_its_device_is_signed_out(village: Village) -> None:
    listening, other = await village.comes_in("Cora"), await village.comes_in("Cora")
    path = f"{village.address}/api/events?community={village.community}"
    async with listening.session.get(path) as stream, other.session.get(path) as going_on:
        assert (stream.status, going_on.status) == (200, 200)
        assert (await listening.press("/", "/sign-out")).status == 303
        async with asyncio.timeout(5):
            await stream.read()
        heard = await going_on.content.readline()
        assert heard, "another device listens on"
        await other.press(settings(village), f"{settings(village)}/sign-out-everywhere")
        async with asyncio.timeout(5):
            await going_on.read()


@pytest.mark.parametrize("path", ["/", "/sign-in"])
async def test_a_cookie_that_is_nonsense_is_no_session(village: Village, path: str) -> None:
    stranger = village.visitor()
    stranger.holds("nonsense.é.")
    page = await stranger.look(path)
    assert (page.status, "Sign out" in page.text) == (200, False)
