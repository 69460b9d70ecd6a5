"""What is remembered of roles, and when it is not relied on."""

import asyncio
from typing import Any

import pytest

from shared.access.role_cache import RoleCache
from shared.contracts import community as c
from shared.domain import Refusal
from tests.support.world import COMMUNITY, member

ANA = member("ana")
LEFT = c.MemberLeft(community_id=COMMUNITY, member_id=ANA)
GUEST = c.RoleChanged(community_id=COMMUNITY, member_id=ANA, role="guest")


class Community:
    """Stands in for the way to the community service, so that a test can hold an answer back."""

    def __init__(self) -> None:
        self.role: c.Role | None = "member"
        self.away = False
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def query(self, query: c.GetRole, view: type[c.RoleView], **_: Any) -> c.RoleView:
        if self.away:
            raise Refusal(503, "unavailable", "The community service is not running.")
        role = self.role
        self.asked.set()
        await self.may_answer.wait()
        return view(role=role)


@pytest.fixture
def community() -> Community:
    return Community()


@pytest.fixture
def roles(community: Community) -> RoleCache:
    return RoleCache(community, lambda: "a token")  # type: ignore[arg-type]


async def test_a_role_that_was_learned_is_relied_on(community: Community, roles: RoleCache) -> None:
    await roles.role(COMMUNITY, ANA)
    community.away = True
    assert await roles.role(COMMUNITY, ANA) == "member"
    assert roles.recall(COMMUNITY, ANA) == ("member", True)


async def test_an_announced_change_is_asked_about(community: Community, roles: RoleCache) -> None:
    await roles.role(COMMUNITY, ANA)
    community.role = "guest"
    roles.hear(GUEST)
    assert roles.recall(COMMUNITY, ANA)[1] is False
    assert await roles.role(COMMUNITY, ANA) == "guest"


async def test_an_answer_that_crossed_an_announcement_is_not_relied_on(community: Community, roles: RoleCache) -> None:
    community.may_answer.clear()
    asking = asyncio.create_task(roles.role(COMMUNITY, ANA))
    await community.asked.wait()
    community.role = None
    roles.hear(LEFT)
    community.may_answer.set()
    await asking
    assert await roles.role(COMMUNITY, ANA) is None


async def test_while_nobody_can_be_asked_what_was_announced_last_holds(community: Community, roles: RoleCache) -> None:
    await roles.role(COMMUNITY, ANA)
    community.away = True
    roles.hear(GUEST)
    assert await roles.role(COMMUNITY, ANA) == "guest"


async def test_whoever_left_is_refused_while_nobody_can_be_asked(community: Community, roles: RoleCache) -> None:
    await roles.role(COMMUNITY, ANA)
    community.away = True
    roles.hear(LEFT)
    with pytest.raises(Refusal) as refused:
        await roles.role(COMMUNITY, ANA)
    assert refused.value.status == 503
