"""Answers for the community service where a test runs without one: what the gateway makes of them is what counts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from nats.aio.msg import Msg

from tests.support.world import COMMUNITY, World, member


@asynccontextmanager
async def community_that_answers(world: World) -> AsyncIterator[None]:
    """Everybody who creates or joins is welcome; nobody belongs who was not named before."""
    house = world.houses["gateway"]

    async def reply(message: Msg) -> None:
        await message.respond(orjson.dumps(_answer(message.subject.rpartition(".")[2])))

    subscriptions = [
        await house.connection.subscribe(subject, cb=reply)
        for subject in (house.subjects.commands_of("community"), house.subjects.queries_of("community"))
    ]
    await house.connection.flush()
    try:
        yield
    finally:
        for one in subscriptions:
            await one.unsubscribe()


def _answer(name: str) -> dict[str, Any]:
    match name:
        case "CreateCommunity" | "JoinCommunity":
            who = member("ana" if name == "CreateCommunity" else "new")
            joined = {"id": "1", "type": "MemberJoined", "data": {"community_id": COMMUNITY, "member_id": who}}
            return {"ok": {"id": COMMUNITY, "version": 1, "repeated": False, "events": [joined]}}
        case "GetCommunity":
            people = [
                {"member_id": member(one), "name": one.capitalize(), "role": "member"}
                for one in ("ana", "finn", "gil", "zoe")
            ]
            view = {"id": COMMUNITY, "version": 3, "name": "Bakers & more", "purpose": "", "zone": "UTC"}
            return {"ok": {**view, "members": people}}
        case _:
            return {"ok": {"role": None}}
