"""Whoever guesses codes is slowed down; whoever has the right one comes in."""

import asyncio
from typing import Any

import pytest

from services.gateway.http import guess_limit
from services.gateway.http.guess_limit import network_of
from shared.contracts import community as m
from shared.contracts.base import derived_id
from tests.support.door import Reply, Web

WRONG = "not-the-code"
OFFICE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


async def join(web: Web, code: str, address: str = OFFICE) -> Reply:
    path = f"/api/communities/{web.community}/members"
    return await web.post(path, {"code": code}, X_Forwarded_For=address)


async def invited(web: Web, name: str) -> str:
    """The code of a letter to this person."""
    await web.send(
        "Finn", m.InviteMember(community_id=web.community, name=name, email=f"{name}@example.org", role="member")
    )
    state = (await web.people.world.runtimes["community"].read(web.community)).state
    return next(invitation.code for invitation in state.invitations.values() if invitation.name == name)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guess_limit, "PER_VISITOR", "3/10 minutes")


@pytest.mark.usefixtures("strict")
async def test_wrong_codes_from_one_address_are_slowed_and_others_come_in(web: Web) -> None:
    right = await invited(web, "Nina")
    assert [(await join(web, WRONG)).status for _ in range(4)] == [404, 404, 404, 429]
    for code in (WRONG, right):
        late = await join(web, code)
        assert (late.status, late.json["type"]) == (429, "urn:convene:problem:too-often"), (
            "a right one isn't told apart"
        )
        assert 0 < int(late.headers["Retry-After"]) <= 600
    assert (await join(web, right, ELSEWHERE)).status == 200


@pytest.mark.usefixtures("strict")
async def test_trying_all_at_once_tries_no_more(web: Web) -> None:
    tried = await asyncio.gather(*(join(web, f"{WRONG}-{number}") for number in range(12)))
    assert sorted({reply.status for reply in tried}) == [404, 429]
    assert sum(reply.status == 404 for reply in tried) <= 3


@pytest.mark.usefixtures("strict")
async def test_right_codes_are_not_counted(web: Web) -> None:
    for name in ("Nina", "Otto", "Pia", "Quin", "Rosa"):
        assert (await join(web, await invited(web, name))).status == 200


@pytest.mark.usefixtures("strict")
async def test_every_code_counts_wherever_it_is_tried(web: Web) -> None:
    reader, way = derived_id("reader", "none"), derived_id("wayin", "none")
    here: dict[str, Any] = {"headers": {"X-Forwarded-For": OFFICE}}
    wrong = [
        await web.call("POST", f"/api/ways-in/{way}", json={"code": WRONG}, **here),
        await join(web, WRONG),
        await web.call("POST", "/join", data={"community": web.community, "code": WRONG}, **here),
    ]
    assert [reply.status for reply in wrong] == [404] * 3
    late = [
        await web.call("POST", "/enter", data={"way": way, "code": WRONG}, **here),
        await web.call("POST", f"/unsubscribe?reader={reader}&category=reminders&code={WRONG}", **here),
    ]
    assert [reply.status for reply in late] == [429] * 2, [reply.text for reply in late]


async def test_wrong_codes_for_one_community_are_slowed_wherever_they_come_from(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guess_limit, "PER_THING", "4/hour")
    tried = [(await join(web, WRONG, f"192.0.2.{number}")).status for number in range(6)]
    assert tried == [404] * 4 + [429] * 2
    other = f"/api/communities/{await web.elsewhere()}/members"
    assert (await web.post(other, {"code": WRONG})).status == 404


def test_one_address_alone_is_stopped_before_it_shuts_others_out() -> None:
    in_ten_minutes, in_an_hour = (
        int(rate.partition("/")[0]) for rate in (guess_limit.PER_VISITOR, guess_limit.PER_THING)
    )
    assert in_ten_minutes * 6 < in_an_hour


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_household_counts_as_one_visitor(address: str, network: str) -> None:
    assert network_of(address) == network
