"""A clinic with several presenters by plain forms alone: cases, who is there, where everyone goes, and whose case it is."""

import re

import pytest

from services.gateway.http.session import local_path
from shared.contracts import clinic as c
from tests.support.village import Village, forms_in

NAMES = ("Ana", "Bo", "Eva", "Gil", "Hal")


@pytest.fixture
async def clinic(village: Village) -> str:
    """The path of a rotating clinic that Ana proposed and that has its time; Finn facilitates."""
    await village.people.joins("Finn", "facilitator")
    for name in NAMES:
        await village.people.joins(name)
    home = f"/communities/{village.community}"
    case = {"title": "Ovens", "question": "Who starts the oven?", "protocol": "rotating"}
    proposed = await village.visitor("Ana").press(f"{home}/clinics", f"{home}/propose", case)
    path = local_path(proposed.headers["Location"])
    plan = {
        "date": "2026-09-15", "time": "15:00", "zone": "Europe/Paris", "facilitator": village.people.ids["Finn"],
    }  # fmt: skip
    assert (await village.visitor("Finn").press(path, f"{path}/schedule", plan)).status == 303
    return path


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


async def begin(village: Village, clinic: str, *names: str, **fields: str) -> int:
    here = {f"here-{village.people.ids[name]}": "yes" for name in names}
    return (await village.visitor("Finn").press(clinic, f"{clinic}/begin", {**here, **fields})).status


async def bo_brings_a_case(village: Village, clinic: str) -> None:
    case = {"title": "Flour", "question": "Where do we keep it dry?"}
    assert (await village.visitor("Bo").press(clinic, f"{clinic}/case", case)).status == 303


async def test_a_member_brings_a_case_of_their_own_changes_it_and_takes_it_back(village: Village, clinic: str) -> None:
    await bo_brings_a_case(village, clinic)
    assert "Bo : Flour – Where do we keep it dry?" in words((await village.visitor("Gil").look(clinic)).text)
    bo = village.visitor("Bo")
    assert 'value="Where do we keep it dry?"' in (await bo.look(clinic)).text
    await bo.press(clinic, f"{clinic}/withdraw-case")
    assert "Flour" not in (await bo.look(clinic)).text


async def test_the_community_sees_which_cases_come_to_a_clinic_and_that_there_is_room_for_more(
    village: Village, clinic: str
) -> None:
    await bo_brings_a_case(village, clinic)
    page = (await village.visitor("Gil").look(f"/communities/{village.community}/clinics")).text
    assert "Bo : Flour , Where do we keep it dry?" in words(page)
    assert "Bring yours, too" in page
    await village.people.send("Ana", c.ProposeCase(community_id=village.community, title="Alone", question="How?"))
    page = (await village.visitor("Gil").look(f"/communities/{village.community}/clinics")).text
    assert page.count("Bring yours, too") == 1


async def test_a_case_without_a_question_comes_back_with_its_title(village: Village, clinic: str) -> None:
    again = await village.visitor("Bo").press(clinic, f"{clinic}/case", {"title": "Flour", "question": " "})
    assert again.status == 422
    assert 'value="Flour"' in again.text
    assert "Write something here." in again.text


async def test_too_small_groups_are_begun_only_after_it_was_said(village: Village, clinic: str) -> None:
    await bo_brings_a_case(village, clinic)
    again = await village.visitor("Finn").press(clinic, f"{clinic}/begin", {f"here-{village.people.ids['Gil']}": "yes"})
    assert again.status == 409
    assert "a group of nobody" in again.text
    form = forms_in(again.text)[f"{clinic}/begin"]
    assert form[f"here-{village.people.ids['Gil']}"] == "yes", "whoever was ticked still is"
    assert 'name="anyway"' in again.text
    assert await begin(village, clinic, "Gil", anyway="yes") == 303


async def test_everyone_sees_where_they_are_whose_case_it_is_and_where_to_go_next(
    village: Village, clinic: str
) -> None:
    await bo_brings_a_case(village, clinic)
    assert await begin(village, clinic, "Eva", "Gil", "Hal") == 303
    ana, eva, gil, finn = (village.visitor(name) for name in ("Ana", "Eva", "Gil", "Finn"))
    seen = words((await ana.look(clinic)).text)
    assert "Now Group 1 Here you present your case. Next Group 2 Go there when the round ends." in seen
    seen = words((await gil.look(clinic)).text)
    assert "Now Group 2 With you: Bo. Next Ana They come to you: stay where you are." in seen
    assert '<h1 dir="auto">Where do we keep it dry?</h1>' in (await gil.look(clinic)).text
    assert '<h1 dir="auto">Who starts the oven?</h1>' in (await eva.look(clinic)).text

    assert (await ana.press(clinic, f"{clinic}/say", {"kind": "context", "text": "It is cold."})).status == 303
    assert "Ana’s case, group 1" in (await eva.look(clinic)).text
    assert "It is cold." not in (await gil.look(clinic)).text
    assert "It is cold." in (await finn.look(clinic)).text

    # The facilitator notes that Bo has gone: group 2 has a round of its own.
    assert (await finn.press(clinic, f"{clinic}/leave", {"member": village.people.ids["Bo"]})).status == 303
    assert "the time is your group&#39;s own" in (await gil.look(clinic)).text
    assert "has left" in (await gil.look(clinic)).text


async def test_latecomers_join_by_a_button_and_the_facilitator_moves_people(village: Village, clinic: str) -> None:
    await bo_brings_a_case(village, clinic)
    assert await begin(village, clinic, "Eva", "Gil") == 303
    hal, finn = village.visitor("Hal"), village.visitor("Finn")
    assert (await hal.press(clinic, f"{clinic}/join")).status == 303
    assert "Now Group 1" in words((await hal.look(clinic)).text)
    moved = {"member": village.people.ids["Hal"], "group": "2"}
    assert (await finn.press(clinic, f"{clinic}/move", moved)).status == 303
    assert "Now Group 2" in words((await hal.look(clinic)).text)
    assert (await hal.press(clinic, f"{clinic}/leave")).status == 303
    assert "join a group" in (await hal.look(clinic)).text
    refused = await finn.press(clinic, f"{clinic}/move", moved)
    assert (refused.status, "they can join" in refused.text) == (422, True)
