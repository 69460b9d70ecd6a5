"""Signing up for a visit, and its day, in browsers alone and without scripts."""

from datetime import timedelta

from shared.clock import StoppedClock
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.village import Village, forms_in
from tests.support.world import NOON

STARTS = When.of(NOON + timedelta(days=3), "Europe/Rome")
STOPS = (
    t.Stop(title="The oven", kind="practice", minutes=60, capacity=1),
    t.Stop(title="Tea", kind="meal", minutes=30, who=("Bea",)),
)


async def open_visit(village: Village, seats: int = 1) -> str:
    """Hana hosts; Ana and Ben are members."""
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


async def test_people_sign_up_wait_and_take_the_seat_that_becomes_free(village: Village) -> None:
    path = await open_visit(village)
    ana, ben = village.visitor("Ana"), village.visitor("Ben")
    await signs_up(village, path, "Ana", diets="vegan, halal", step_free="yes", question="Why <rye>?")
    await signs_up(village, path, "Ben")
    page = (await ana.look(f"{path}/sign-up")).text
    assert "You have a seat." in page
    assert 'value="vegan, halal"' in page
    assert "You are 1st on the waiting list" in (await ben.look(f"{path}/sign-up")).text
    assert (await ana.press(f"{path}/sign-up", f"{path}/sign-up/sign-off")).status == 303
    assert "It is kept until Tuesday 15 September 2026, 14:00 (Europe/Rome)" in (await ben.look(f"{path}/sign-up")).text
    assert (await ben.press(f"{path}/sign-up", f"{path}/sign-up/take-seat")).status == 303
    assert "You have a seat." in (await ben.look(f"{path}/sign-up")).text


async def test_the_host_sees_who_needs_what_and_others_do_not(village: Village) -> None:
    path = await open_visit(village)
    await signs_up(village, path, "Ana", diets="egg-free", other="A bad knee", question="Why <rye>?")
    page = (await village.visitor("Hana").look(f"{path}/sign-up")).text
    for part in (
        "Needs: <bdi>egg-free and A bad knee</bdi>",
        "Asks: <bdi>Why &lt;rye&gt;?</bdi>",
        "on 0 visits before",
    ):
        assert part in page
    others = (await village.visitor("Ben").look(f"{path}/sign-up")).text
    assert "egg-free" not in others
    assert "knee" not in others
    assert "sign-up/open" not in others


async def test_somebody_is_signed_off_with_a_reason_or_not_at_all(village: Village) -> None:
    path = await open_visit(village)
    await signs_up(village, path, "Ana")
    hana = village.visitor("Hana")
    refused = await hana.press(f"{path}/sign-up", f"{path}/sign-up/remove", {"member": village.people.ids["Ana"]})
    assert refused.status == 422
    assert "Say why: whoever loses their place is told." in refused.text
    said = {"member": village.people.ids["Ana"], "reason": "The van is smaller."}
    assert (await hana.press(f"{path}/sign-up", f"{path}/sign-up/remove", said)).status == 303
    assert "You have a seat" not in (await village.visitor("Ana").look(f"{path}/sign-up")).text


async def test_everybody_sees_their_group_and_their_way(village: Village) -> None:
    path = await open_visit(village, 2)
    await signs_up(village, path, "Ana")
    await signs_up(village, path, "Ben")
    page = (await village.visitor("Ben").look(f"{path}/sign-up")).text
    assert "You go in group 2" in page
    assert "turn 2 of 2" in page
    table = (await village.visitor("Hana").look(f"{path}/sign-up")).text
    assert "<bdi>The oven</bdi></th><td>2</td><td>0</td><td>1</td><td>1</td>" in table


async def test_the_roll_is_called_with_two_buttons_and_nobody_is_left_behind(village: Village) -> None:
    path = await open_visit(village, 2)
    await signs_up(village, path, "Ana")
    await signs_up(village, path, "Ben")
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant + timedelta(minutes=5)
    day, hana = f"{path}/day", village.visitor("Hana")
    assert "2 people are not accounted for." in (await hana.look(day)).text
    refused = await hana.press(day, f"{day}/leave")
    assert refused.status == 409
    assert "2 people are not accounted for" in refused.text
    ana = village.people.ids["Ana"]
    assert (await hana.press(day, f"{day}/roll", {f"mark-{ana}": "absent"})).status == 303
    assert "1 person is not accounted for." in (await hana.look(day)).text
    assert forms_in((await hana.look(day)).text)[f"{day}/roll"][f"mark-{ana}"] == "absent"
    assert (await hana.press(day, f"{day}/roll", {"rest": "present"})).status == 303
    assert "Everybody is accounted for." in (await hana.look(day)).text
    assert (await hana.press(day, f"{day}/leave")).status == 303
    seen = (await village.visitor("Ana").look(day)).text
    assert "over" in seen
    assert f"{day}/roll" not in seen, "only whoever looks after it calls the roll"


async def test_a_late_day_shows_what_has_moved_and_whom_the_host_must_tell(village: Village) -> None:
    path = await open_visit(village)
    await signs_up(village, path, "Ana")
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant + timedelta(minutes=5)
    day, hana = f"{path}/day", village.visitor("Hana")
    assert (await hana.press(day, f"{day}/late", {"minutes": "20"})).status == 303
    page = (await village.visitor("Ana").look(day)).text
    assert "15:20" in page
    assert "planned for 15:00" in page
    assert "Please tell" not in page
    assert "Please tell of the changes: Bea." in (await hana.look(day)).text
    refused = await hana.press(day, f"{day}/late", {"minutes": "soon"})
    assert refused.status == 422
    assert "Give a whole number." in refused.text


async def test_the_guide_is_quoted_and_a_stop_falls_out_and_comes_back(village: Village) -> None:
    path = await open_visit(village)
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant
    day, hana = f"{path}/day", village.visitor("Hana")
    assert (await hana.press(day, f"{day}/note", {"text": "Smell <first>.", "shared": "yes"})).status == 303
    assert "Smell &lt;first&gt;." in (await village.visitor("Ana").look(day)).text
    stop = forms_in((await hana.look(day)).text)[f"{day}/note"]["stop"]
    assert (await hana.press(day, f"{day}/skip", {"stop": stop, "reason": "Rain"})).status == 303
    assert ">skipped</span>" in (await village.visitor("Ana").look(day)).text
    assert (await hana.press(day, f"{day}/restore")).status == 303
    assert ">skipped</span>" not in (await village.visitor("Ana").look(day)).text
