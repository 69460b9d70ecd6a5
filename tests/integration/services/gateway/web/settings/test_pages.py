"""A member's settings, in browsers without scripts."""

import re

import aiohttp

from shared.contracts import community as m
from shared.contracts import notify as n
from tests.support.village import Village, Visitor


def settings(village: Village) -> str:
    return f"/communities/{village.community}/settings"


async def api(village: Village, path: str, token: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.get(village.address + path, headers={"Authorization": f"Bearer {token}"}) as found,
    ):
        return found.status


async def test_somebody_says_how_they_are_reached_and_finds_it_again(village: Village) -> None:
    path, cora = settings(village), village.visitor("Cora")
    said = {"email": "cora@other.example", "chat_webhook": "https://chat.example/hook", "zone": "Europe/Paris"}
    kept = await cora.press(path, f"{path}/contact", said)
    assert kept.status == 303
    page = (await cora.look(kept.headers["Location"])).text
    assert "A new mail address counts once" in page
    assert "Until it is used everything comes to <bdi>cora@example.org</bdi>" in page
    for value in said.values():
        assert f'value="{value}"' in page
    wrong = await cora.press(path, f"{path}/contact", {"chat_webhook": "ftp://chat", "zone": "Mars/Base"})
    assert wrong.status == 422
    assert 'value="ftp://chat"' in wrong.text, "what was typed is still there"
    assert re.search(r'name="zone" aria-invalid="true"', wrong.text)
    assert "Must begin with https://" in wrong.text


async def test_nobody_sees_how_others_are_reached(village: Village) -> None:
    path = settings(village)
    await village.people.joins("Gil")
    page = (await village.visitor("Gil").look(path)).text
    assert "gil@example.org" in page
    assert "cora@example.org" not in page
    assert "Webhooks of the community" not in page, "those are for conveners"


async def test_a_kind_of_letter_is_stopped_before_the_first_one_and_comes_again(village: Village) -> None:
    path = settings(village)
    await village.people.joins("Gil")
    gil = village.visitor("Gil")
    assert (await gil.press(path, f"{path}/letters", {"category": "reminders", "do": "stop"})).status == 303
    assert await stopped(village, "Gil") == ("reminders",)
    assert (await gil.look(path)).text.count(">stopped<") == 1
    assert await stopped(village, "Cora") == ()
    assert (await gil.press(path, f"{path}/letters", {"category": "reminders", "do": "resume"})).status == 303
    assert await stopped(village, "Gil") == ()
    assert (await gil.press(path, f"{path}/letters", {"category": "everything", "do": "stop"})).status == 422


async def stopped(village: Village, name: str) -> tuple[str, ...]:
    found = await village.people.ask(name, n.GetReader(community_id=village.community), n.ReaderView)
    return found.stopped


async def makes(visitor: Visitor, path: str, **fields: str) -> str:
    """An access token, as it stands on the page that shows it this once."""
    made = await visitor.press(path, f"{path}/issue-token", {"name": "My <script>", "days": "7", **fields})
    assert made.status == 200
    token = re.search(r"<textarea readonly[^>]*>([^<]+)</textarea>", made.text)
    assert token is not None
    return token[1]


async def test_an_access_token_is_shown_once_does_what_it_is_for_and_is_revoked(village: Village) -> None:
    path, cora = settings(village), village.visitor("Cora")
    token = await makes(cora, path)
    assert await api(village, f"/api/communities/{village.community}", token) == 200
    page = (await cora.look(path)).text
    assert token not in page
    assert "My &lt;script&gt;" in page
    assert "Read all that you may read" in page
    revoked = await cora.press(path, f"{path}/revoke-token")
    assert "Revoked." in (await cora.look(revoked.headers["Location"])).text
    assert "My &lt;script&gt;" not in (await cora.look(path)).text
    assert await api(village, f"/api/communities/{village.community}", token) == 401


async def test_a_token_for_nothing_is_not_made_and_what_was_typed_stays(village: Village) -> None:
    path, cora = settings(village), village.visitor("Cora")
    page = await cora.look(path)
    assert 'name="read" value="yes" checked' in page.text
    refused = await cora.press(path, f"{path}/issue-token", {"name": "Kept", "read": "", "days": "7"})
    assert refused.status == 422
    assert "Choose at least one thing" in refused.text
    assert 'value="Kept"' in refused.text
    long = await cora.press(path, f"{path}/issue-token", {"name": "Kept", "days": "400"})
    assert (long.status, "Give a number of at most 366." in long.text) == (422, True)


async def test_a_convener_adds_a_webhook_posts_again_and_removes_it(village: Village) -> None:
    path, cora = settings(village), village.visitor("Cora")
    inside = await cora.press(path, f"{path}/add-webhook", {"url": "https://127.0.0.1/x", "events": ""})
    assert (inside.status, 'value="https://127.0.0.1/x"' in inside.text) == (422, True)
    unknown = {"url": "https://93.184.216.34/x", "events": "AdviceGiven, NoSuchThing"}
    refused = await cora.press(path, f"{path}/add-webhook", unknown)
    assert "There is no event NoSuchThing" in refused.text
    added = await cora.press(path, f"{path}/add-webhook", unknown | {"events": "AdviceGiven, ClinicStarted"})
    assert "AdviceGiven, ClinicStarted" in added.text
    assert "Cora answers for it" in added.text
    secret = secret_on(added.text)
    assert "whsec_" not in (await cora.look(path)).text, "it is shown once"
    renewed = await cora.press(path, f"{path}/renew-secret", {"at_once": "yes"})
    assert secret_on(renewed.text) != secret
    again = await cora.press(path, f"{path}/replay-webhook", {"since": "2026-09-10"})
    assert "It is being posted again" in (await cora.look(again.headers["Location"])).text
    ahead = await cora.press(path, f"{path}/replay-webhook", {"since": "2031-01-01"})
    assert (ahead.status, "This lies ahead" in ahead.text) == (422, True)
    removed = await cora.press(path, f"{path}/remove-webhook")
    assert "whsec_" not in (await cora.look(removed.headers["Location"])).text


def secret_on(page: str) -> str:
    found = re.search(r">(whsec_[^<]+)</textarea>", page)
    assert found
    return found[1]


async def test_a_token_that_may_read_sees_no_secret_of_a_webhook(village: Village) -> None:
    path, cora = settings(village), village.visitor("Cora")
    reading = {"Authorization": f"Bearer {await makes(cora, path, read='yes')}"}
    writing = {"Authorization": f"Bearer {village.people.token('Cora')}"}
    hooks = f"/api/communities/{village.community}/webhooks"
    made = await cora.call("POST", hooks, json={"url": "https://93.184.216.34/x"}, headers=writing)
    secret = made.json["secret"]
    assert (made.status, secret[:6]) == (201, "whsec_")
    assert "secret" not in made.json["events"][0]["data"], "it stands in one place"
    renewed = await cora.call("POST", f"/api/webhooks/{made.json['id']}/secret", json={}, headers=writing)
    assert renewed.json["secret"] not in ("", secret)
    seen = await cora.call("GET", hooks, headers=reading)
    assert (seen.status, len(seen.json["hooks"]), "whsec_" in seen.text) == (200, 1, False)
    for what in ("secret", "replay"):
        refused = await cora.call("POST", f"/api/webhooks/{made.json['id']}/{what}", json={}, headers=reading)
        assert refused.status in (403, 422), what
        assert "whsec_" not in refused.text


async def test_whoever_leaves_is_signed_out_and_sees_nothing_any_more_and_the_only_convener_cannot(
    village: Village,
) -> None:
    path = settings(village)
    await village.people.joins("Gil")
    gil = village.visitor("Gil")
    left = await gil.press(path, f"{path}/leave")
    assert (left.status, left.headers["Location"]) == (303, "/")
    assert re.match(r'convene=""; .*Max-Age=0', left.headers["Set-Cookie"]), "the browser forgets the session"
    assert (await village.visitor("Gil").look(path)).status == 404
    seen = await village.people.ask("Cora", m.GetCommunity(community_id=village.community), m.CommunityView)
    assert [member.name for member in seen.members] == ["Cora"]
    cora = village.visitor("Cora")
    refused = await cora.press(path, f"{path}/leave")
    assert (refused.status, "Make somebody else convener first." in refused.text) == (409, True)
    assert (await cora.look(path)).status == 200, "she is still signed in"
