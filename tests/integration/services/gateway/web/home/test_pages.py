"""Home: what waits, what is coming up, which cases are open, and the next step where there is nothing yet."""

import re
from datetime import timedelta

from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.village import Village
from tests.support.world import NOON


def in_hours(hours: float) -> When:
    return When.of(NOON + timedelta(hours=hours), "Europe/Paris")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


async def home(village: Village, name: str) -> str:
    await village.known(name)
    return (await village.visitor(name).look("/")).text


async def test_whoever_is_alone_is_told_to_invite_and_then_to_bring_a_case(village: Village) -> None:
    alone = await home(village, "Cora")
    assert "Nothing waits for you." in alone
    assert f'href="/communities/{village.community}#invite-name"' in alone
    await village.people.joins("Ana")
    await village.people.joins("Gus", "guest")
    assert f'href="/communities/{village.community}/clinics#case"' in await home(village, "Cora")
    guest = await home(village, "Gus")
    assert "Members bring cases; then you can take part." in guest
    assert "#case" not in guest


async def test_home_tells_each_what_waits_for_them_alone_what_comes_and_what_is_open(village: Village) -> None:
    for name in ("Ana", "Gil"):
        await village.people.joins(name)
    await village.people.joins("Finn", "facilitator")
    send, community = village.people.send, village.community

    async def case(title: str, starts: When | None) -> str:
        proposed = c.ProposeCase(community_id=community, title=title, question="How?")
        clinic: str = (await send("Ana", proposed))["id"]
        if starts is not None:
            finn = village.people.ids["Finn"]
            await send("Finn", c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=finn))
        return clinic

    tonight, later, open_case = (
        await case("Tonight <now>", in_hours(8)),
        await case("Later", in_hours(72)),
        await case("No time yet", None),
    )
    visit = (
        await send(
            "Cora",
            t.ProposeVisit(
                community_id=community,
                title="Night bakery",
                place="Mill",
                guide="Bea",
                programme=(t.Stop(title="Oven", minutes=30),),
            ),
        )
    )["id"]
    await send("Cora", t.ScheduleVisit(visit_id=visit, starts=in_hours(48)))
    await send("Cora", t.OpenSignUp(visit_id=visit, seats=3))
    await send("Gil", t.OfferPlace(community_id=community, practice="Bread", place="Mill", region="Gent"))
    await send("Cora", t.ProposeTurn(community_id=community))

    seen = words(await home(village, "Gil"))
    assert "Tonight &lt;now&gt; This clinic begins soon. Begins" in seen
    assert "It is your turn to host, if you like." in seen
    assert seen.index("Night bakery") < seen.index("Later"), "the soonest first, clinics and visits together"
    assert "You can sign up." in seen
    assert seen.index("Open cases") < seen.index("No time yet")
    page = await home(village, "Gil")
    for path in (f"/clinics/{tonight}", f"/clinics/{later}", f"/clinics/{open_case}", f"/visits/{visit}"):
        assert page.count(f'href="{path}"') == 1, "each thing stands in one place"
    others = words(await home(village, "Ana"))
    assert "turn to host" not in others
    assert "No time yet" not in others, "it is her own case"

    await send("Finn", c.StartClinic(clinic_id=tonight))
    assert "This clinic is going on now. Join in" in words(await home(village, "Gil"))


async def test_what_a_member_of_another_community_asks_for_does_not_exist(village: Village) -> None:
    await village.people.joins("Nina")
    token = village.people.token("Nina")
    for path in ("clinics/agenda", "visits/agenda"):
        there = f"{village.address}/api/communities/{village.community}/{path}"
        async with village.visitor().session.get(there, headers={"Authorization": f"Bearer {token}"}) as found:
            assert found.status == 200
        elsewhere = there.replace(village.community, "community-" + "a" * 26)
        async with village.visitor().session.get(elsewhere, headers={"Authorization": f"Bearer {token}"}) as found:
            assert found.status == 404
