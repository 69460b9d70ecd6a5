"""Signing in with an identity provider: only for an address it vouches for, only in the browser that began."""

import re
from collections.abc import AsyncIterator

import pytest
from joserfc.jwk import RSAKey

from services.community.app import service as community_service
from services.gateway.app import address_of
from services.gateway.app import service as gateway_service
from shared.contracts import community as m
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.support.village import HTML, Village, Visitor
from tests.support.world import World


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    async with identity_provider() as one:
        yield one


@pytest.fixture
def settings(settings: Settings, provider: IdentityProvider) -> Settings:
    configured = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    return Settings.model_validate(settings.model_dump() | configured | {"oidc_name": "Bakers' Guild", "http_port": 0})


@pytest.fixture
async def place(world: World) -> AsyncIterator[Village]:
    """A community with Cora and Nina."""
    house = await world.open(community_service, gateway_service)
    people = People(world)
    await people.begin()
    await people.joins("Nina")
    one = Village(people, address_of(house), None)  # type: ignore[arg-type]
    yield one
    await one.close()


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
        ({"email": None}, 403),
        ({"nonce": "of another try"}, 503),
        ({"aud": "another-client"}, 503),
        ({"iss": "http://another.example"}, 503),
        ({"exp": 1_700_000_000}, 503),
    ],
    ids=str,
)
async def test_claims_that_are_not_right_let_nobody_in(
    place: Village, provider: IdentityProvider, changed: dict[str, object], status: int
) -> None:
    device, provider.changed = place.visitor(), changed
    refused = await device.look(await begin(device, provider))
    assert refused.status == status
    assert (await device.look(f"/communities/{place.community}")).status == 401


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
    client = world.houses["gateway"].ask
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
