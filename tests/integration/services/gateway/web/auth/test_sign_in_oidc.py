"""Signing in with an identity provider: only for an address it vouches for, only in the browser that began."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from services.community.app import service as community_service
from services.gateway.app import service as gateway_service
from services.gateway.http.oidc import Provider, Try
from services.gateway.http.sign_in_tries import MOST_TRIES
from shared.contracts import community as m
from shared.domain import Refusal
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.provider import BASIC, CLIENT, LACKS, POST, SECRET, IdentityProvider, identity_provider
from tests.support.village import HTML, Village, Visitor
from tests.support.world import World


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    async with identity_provider() as this_identity_provider:
        yield this_identity_provider


@pytest.fixture
def settings(settings: Settings, provider: IdentityProvider) -> Settings:
    configured = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    return Settings.model_validate(settings.model_dump() | configured | {"oidc_name": "Bakers' Guild", "http_port": 0})


@pytest.fixture
async def place(world: World) -> AsyncIterator[Village]:
    """A community with Cora and Nina."""
    runtime = await world.open(community_service, gateway_service)
    people = People(world)
    await people.begin()
    await people.joins("Nina")
    village = Village(people, runtime.parts.address, None)  # type: ignore[arg-type]
    yield village
    await village.close()


async def begin(visitor: Visitor, provider: IdentityProvider) -> str:
    """Go to the provider and say who one is there; where it sends the browser then."""
    gone = await visitor.look("/sign-in/with")
    assert gone.status == 303
    assert gone.headers["Location"].startswith(f"{provider.url}/authorize?")
    return provider.come_back(gone.headers["Location"])


async def test_a_member_comes_in_with_the_address_the_provider_vouches_for(
    place: Village, provider: IdentityProvider
) -> None:
    device, wanted = place.visitor(), f"/communities/{place.community}"
    assert "Bakers&#39; Guild" in (await device.look("/sign-in")).text
    assert (await device.look(wanted)).status == 401
    provider.email = "Nina@Example.org"
    came_in = await device.look(await begin(device, provider))
    assert (came_in.status, came_in.headers["Location"]) == (303, wanted)
    assert "Nina" in (await device.look(wanted)).text
    assert provider.forms[0]["redirect_uri"].endswith("/sign-in/with/back")


async def test_whoever_belongs_nowhere_is_told_so_and_not_let_in(place: Village, provider: IdentityProvider) -> None:
    device = place.visitor()
    provider.email = "stranger@example.org"
    told = await device.look(await begin(device, provider))
    assert (told.status, "stranger@example.org" in told.text) == (403, True)
    assert "convene=" not in str(told.headers.getall("Set-Cookie"))


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"email_verified": False}, 403),
        ({"email_verified": "true"}, 403),
        ({"email": ["nina@example.org"]}, 403),
        ({"email": {"address": "nina@example.org"}}, 403),
        ({"email": 4711}, 403),
        ({"email": "nina at example"}, 403),
        ({"email": f"{'n' * 5_000}@example.org"}, 403),
        ({"email": "nina@example.org\x00"}, 403),
        ({"nonce": ["of another try"]}, 503),
        ({"exp": "tomorrow"}, 503),
        ({"iss": [""]}, 503),
        ({"aud": None}, 503),
        ({"aud": {"convene-here": True}}, 503),
        ({"aud": [CLIENT, "another-client"]}, 503),
        ({"aud": [CLIENT, "another-client"], "azp": "another-client"}, 503),
        ({"azp": "another-client"}, 503),
        ({"azp": [CLIENT]}, 503),
        ({"nonce": "of another try"}, 503),
        ({"aud": "another-client"}, 503),
        ({"iss": "http://another.example"}, 503),
        ({"exp": 1_700_000_000}, 503),
    ],
    ids=lambda given: str(given)[:60],
)
async def test_claims_that_are_not_right_let_nobody_in(
    place: Village, provider: IdentityProvider, changed: dict[str, object], status: int
) -> None:
    device, provider.changed = place.visitor(), changed
    refused = await device.look(await begin(device, provider))
    assert refused.status == status
    assert (await device.look(f"/communities/{place.community}")).status == 401


async def test_a_token_for_several_lets_in_where_we_are_the_one_that_asked(
    place: Village, provider: IdentityProvider
) -> None:
    provider.changed = {"aud": ["another-client", CLIENT], "azp": CLIENT}
    assert (await (device := place.visitor()).look(await begin(device, provider))).status == 303


@pytest.mark.parametrize("way", [BASIC, POST])
async def test_the_client_says_who_it_is_in_the_way_the_provider_takes(
    place: Village, provider: IdentityProvider, way: str
) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["private_key_jwt", way]}
    assert (await (device := place.visitor()).look(await begin(device, provider))).status == 303
    assert provider.ways == [way]
    assert ("client_secret" in provider.forms[0]) == (way == POST)


async def test_a_provider_that_takes_no_secret_is_not_used(place: Village, provider: IdentityProvider) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}
    refused = await (device := place.visitor()).look(await begin(device, provider))
    assert (refused.status, "it takes no client secret" in refused.text) == (503, True)


VOUCHED = {"sub": "4711", "email": "nina@example.org", "email_verified": True}


@pytest.mark.parametrize(
    "lacks", [{"email": LACKS, "email_verified": LACKS}, {"email": None}, {"email_verified": LACKS}]
)
async def test_what_the_token_lacks_the_provider_is_asked_for(
    place: Village, provider: IdentityProvider, lacks: dict[str, object]
) -> None:
    provider.changed, provider.user = lacks, VOUCHED
    assert (await (device := place.visitor()).look(await begin(device, provider))).status == 303
    assert "Community-name-kept" in (await device.look(f"/communities/{place.community}")).text


@pytest.mark.parametrize(
    ("user", "status"),
    [
        (VOUCHED | {"sub": "another"}, 503),
        ({"email": "nina@example.org", "email_verified": True}, 503),
        (["nina@example.org"], 503),
        (VOUCHED | {"email_verified": LACKS}, 403),
        (VOUCHED | {"email_verified": False}, 403),
        (VOUCHED | {"email": ["nina@example.org"]}, 403),
        ({"sub": "4711"}, 403),
    ],
)
async def test_what_the_provider_tells_beside_is_of_the_same_person_and_vouched_for(
    place: Village, provider: IdentityProvider, user: Any, status: int
) -> None:
    if isinstance(user, dict):
        user = {name: value for name, value in user.items() if value is not LACKS}
    provider.changed, provider.user = {"email": LACKS, "email_verified": LACKS}, user
    assert (await (device := place.visitor()).look(await begin(device, provider))).status == status


async def test_that_another_address_is_verified_says_nothing_of_this_one(
    place: Village, provider: IdentityProvider
) -> None:
    provider.changed = {"email_verified": LACKS}  # of Nina's address, which somebody else typed in there
    provider.user = VOUCHED | {"email": "mallory@example.org"}
    told = await (device := place.visitor()).look(await begin(device, provider))
    assert (told.status, "mallory@example.org" in told.text) == (403, True)


async def test_a_provider_is_trusted_with_addresses_only_where_an_operator_says_so(
    place: Village, provider: IdentityProvider
) -> None:
    provider.changed, provider.user = {"email_verified": LACKS}, {"sub": "4711"}
    assert (await (device := place.visitor()).look(await begin(device, provider))).status == 403
    context = place.world.runtimes["gateway"]
    trusting = Provider(context.settings.model_copy(update={"oidc_trust_email": True}))
    this_try = Try.new()
    back = parse_qs(urlsplit(provider.come_back(await trusting.where_to(this_try))).query)
    assert await trusting.email(this_try, this_try.state, back["code"][0]) == "nina@example.org"
    provider.changed = {"email_verified": False}
    this_try = Try.new()
    back = parse_qs(urlsplit(provider.come_back(await trusting.where_to(this_try))).query)
    with pytest.raises(Refusal, match="does not vouch"):
        await trusting.email(this_try, this_try.state, back["code"][0])


async def test_two_tabs_at_once_both_come_in(place: Village, provider: IdentityProvider) -> None:
    device = place.visitor()
    first, second = await begin(device, provider), await begin(device, provider)
    assert [(await device.look(back)).status for back in (first, second)] == [303, 303]


async def test_whoever_goes_back_begins_again_or_is_in_already(place: Village, provider: IdentityProvider) -> None:
    device = place.visitor()
    left = await begin(device, provider)
    came_in = await begin(device, provider)
    assert (await device.look(came_in)).status == 303
    again = await device.look(came_in)
    assert (again.status, again.headers["Location"]) == (303, "/")
    assert (await device.look(left)).status == 303, "the page that was left is still good"
    assert (await place.visitor().look(came_in)).status == 410


async def test_many_tries_that_are_left_do_not_fill_the_browser(place: Village, provider: IdentityProvider) -> None:
    device = place.visitor()
    for _ in range(MOST_TRIES + 5):
        await begin(device, provider)
    tries = [morsel for morsel in device.session.cookie_jar if "-try-" in morsel.key]
    assert len(tries) == MOST_TRIES
    assert (await device.look(await begin(device, provider))).status == 303


@pytest.mark.parametrize(
    "described",
    [
        {"authorization_endpoint": ["http://a.example"]},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"issuer": ["http://a.example"]},
        {"token_endpoint": "http://["},
    ],
    ids=str,
)
async def test_an_odd_description_is_told_in_words(
    place: Village, provider: IdentityProvider, described: dict[str, object]
) -> None:
    provider.described = described
    refused = await place.visitor().look("/sign-in/with")
    assert (refused.status, "Come in by mail instead" in refused.text) == (503, True)


async def test_a_signature_of_another_key_lets_nobody_in(place: Village, provider: IdentityProvider) -> None:
    device, provider.key = place.visitor(), RSAKey.generate_key(2048, {"kid": "one"})
    assert (await device.look(await begin(device, provider))).status == 503
    assert (await device.look(f"/communities/{place.community}")).status == 401


async def test_a_way_back_that_another_browser_began_leads_nowhere(place: Village, provider: IdentityProvider) -> None:
    back = await begin(place.visitor(), provider)
    victim = place.visitor()
    assert (await victim.look(back)).status == 410
    await begin(victim, provider)
    assert (await victim.look(back)).status == 410, "nor where the other browser has begun, too"


async def test_a_provider_that_describes_itself_as_another_is_not_used(
    place: Village, provider: IdentityProvider
) -> None:
    provider.described = {"issuer": "http://another.example"}
    refused = await place.visitor().look("/sign-in/with")
    assert (refused.status, "Come in by mail instead" in refused.text) == (503, True)


async def test_whoever_belongs_to_several_communities_chooses(place: Village, provider: IdentityProvider) -> None:
    world = place.people.world
    begun = m.CreateCommunity(name="Millers", convener_name="Nina", convener_email="nina@example.org")
    client = world.runtimes["gateway"].ask
    await client.command(begun, id="millers", token=world.operator_token())
    device = place.visitor()
    back = await begin(device, provider)
    asked = await device.look(back)
    assert asked.status == 200
    assert "Millers" in asked.text
    assert "Community-name-kept" in asked.text
    token = re.findall(r'name="token" value="([^"]+)"', asked.text)[
        asked.text.index("Millers") < asked.text.index("kept")
    ]
    headers = {**HTML, "Origin": place.address}
    assert (await device.call("POST", "/enter", data={"token": token}, headers=headers)).status == 303
    assert "Community-name-kept" in (await device.look(f"/communities/{place.community}")).text


async def test_an_address_that_nobody_here_can_have_is_told_to_be_no_members(
    place: Village, provider: IdentityProvider
) -> None:
    for email in ("nina(x)@example.org", "zoë@example.org", "nina", ""):
        device, provider.email = place.visitor(), email
        answer = await device.look(await begin(device, provider))
        assert (answer.status, "Set-Cookie" in answer.headers and "convene=" in answer.headers["Set-Cookie"]) == (
            403,
            False,
        )
