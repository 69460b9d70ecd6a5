"""Who belongs where, as the gateway remembers it: what it cannot read says nothing, and is written anew."""

import pytest

from services.gateway.live.memberships import COLLECTION, communities_of, note
from tests.support.scribe import pad_service
from tests.support.world import World

HERE, THERE = "community-here", "community-there"


@pytest.mark.parametrize(
    "broken",
    [{}, {"communities": "none"}, {"communities": None}, {"communities": {HERE: 7}}, {"communities": {HERE: {}}}],
)
async def test_a_note_that_cannot_be_read_says_nothing_and_is_written_anew(
    world: World, broken: dict[str, object]
) -> None:
    runtime = await world.open(pad_service())
    await runtime.collection(COLLECTION).insert_one({"_id": "member-ana", **broken})
    assert await communities_of("member-ana", runtime) == []
    for community in (HERE, THERE):
        await note(community, "member-ana", 1, True, runtime)
    assert await communities_of("member-ana", runtime) == [HERE, THERE]
