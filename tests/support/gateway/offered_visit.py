"""A visit that people can sign up for, in browsers without scripts: Hana hosts, Ana and Ben are members."""

from datetime import timedelta

from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.village import Village
from tests.support.world import NOON

STARTS = When.of(NOON + timedelta(days=3), "Europe/Rome")
STOPS = (
    t.Stop(title="The oven", kind="practice", minutes=60, capacity=1),
    t.Stop(title="Tea", kind="meal", minutes=30, who=("Bea",)),
)


async def open_visit(village: Village, seats: int = 1) -> str:
    for name in ("Hana", "Ana", "Ben"):
        await village.people.joins(name)
    offer = t.ProposeVisit(community_id=village.community, title="Bread", place="Mill", guide="Bea", programme=STOPS)
    visit = (await village.people.send("Hana", offer))["id"]
    await village.people.send("Hana", t.ScheduleVisit(visit_id=visit, starts=STARTS))
    path = f"/visits/{visit}"
    assert (
        await village.visitor("Hana").press(f"{path}/sign-up", f"{path}/sign-up/open", {"seats": str(seats)})
    ).status == 303
    return path


async def signs_up(village: Village, path: str, name: str, **said: str) -> None:
    assert (await village.visitor(name).press(f"{path}/sign-up", f"{path}/sign-up/join", said)).status == 303
