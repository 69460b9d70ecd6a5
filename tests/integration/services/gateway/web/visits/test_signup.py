"""Signing up for a visit, in browsers alone and without scripts."""

from tests.support.gateway.offered_visit import open_visit, signs_up
from tests.support.village import Village


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
        "1 of 1 seats taken",
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


async def test_questions_are_shared_without_names_and_kept_to_the_host_again(village: Village) -> None:
    path = await open_visit(village, 2)
    page, hana, ben = f"{path}/sign-up", village.visitor("Hana"), village.visitor("Ben")
    await signs_up(village, path, "Ana", question="Why <rye>?")
    await signs_up(village, path, "Ben")
    assert "rye" not in (await ben.look(page)).text
    assert (await hana.press(page, f"{page}/share")).status == 303
    assert "Why &lt;rye&gt;?" in (await ben.look(page)).text
    assert (await hana.press(page, f"{page}/share")).status == 303
    assert "rye" not in (await ben.look(page)).text


async def test_sign_up_is_closed_and_opened_again(village: Village) -> None:
    path = await open_visit(village)
    page, hana = f"{path}/sign-up", village.visitor("Hana")
    assert (await hana.press(page, f"{page}/close")).status == 303
    seen = (await village.visitor("Ana").look(page)).text
    assert "sign-up is closed" in seen
    assert f"{page}/join" not in seen
    assert (await hana.press(page, f"{page}/open", {"seats": "3"})).status == 303
    assert f"{page}/join" in (await village.visitor("Ana").look(page)).text
