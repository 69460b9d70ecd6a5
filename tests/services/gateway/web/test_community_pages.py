"""A community's page and home: what there is, the next step where there is nothing yet, and forms that keep what was typed."""

import re

from shared.contracts import community as m
from shared.contracts import trips as t
from tests.support.belonging import PURPOSE
from tests.support.village import Village, invitation_in

PAGE = "/communities/{}"
VISIT = {
    "title": "The night bakery",
    "place": "Mill Lane 3",
    "guide": "Bea",
    "programme": (t.Stop(title="Oven", minutes=30),),
}


async def test_the_page_tells_what_the_community_is_for_who_belongs_and_what_it_does(village: Village) -> None:
    await village.people.joins("Finn", "facilitator")
    path = PAGE.format(village.community)
    empty = (await village.visitor("Finn").look(path)).text
    assert PURPOSE in empty
    assert re.search(r"Cora\s*<span class=\"badge\">convener", empty)
    assert "Finn (you)" in empty
    assert "Bring the first case" in empty
    assert "No visit yet. Think of a place" in empty
    proposed = await village.visitor("Finn").press(
        path, f"{path}/propose", {"title": "Ovens", "question": "Who starts the oven?"}
    )
    clinic = proposed.headers["Location"]
    visit = (await village.people.send("Finn", t.ProposeVisit(community_id=village.community, **VISIT)))["id"]
    for page in (path, "/"):
        shown = (await village.visitor("Finn").look(page)).text
        assert f'href="{clinic}"' in shown
        assert f'href="/visits/{visit}"' in shown


async def test_others_do_not_learn_that_there_is_a_community(village: Village) -> None:
    path = PAGE.format(village.community)
    await village.people.joins("Nina")
    leaves = m.LeaveCommunity(community_id=village.community, member_id=village.people.ids["Nina"])
    nina = village.visitor("Nina")
    assert (await nina.look(path)).status == 200
    await village.people.send("Nina", leaves)
    gone = await nina.look(path)
    assert (gone.status, PURPOSE in gone.text) == (404, False)


async def test_a_case_that_cannot_be_taken_comes_back_with_the_reason_in_place_and_the_words(village: Village) -> None:
    path = PAGE.format(village.community)
    cora = village.visitor("Cora")
    refused = await cora.press(path, f"{path}/propose", {"title": "Kept <title>", "question": " "})
    assert refused.status == 422
    assert 'value="Kept &lt;title&gt;"' in refused.text
    assert re.search(r'name="question"[^>]* aria-invalid="true"', refused.text)
    assert not re.search(r'name="title"[^>]* aria-invalid', refused.text)
    assert refused.text.count("Write something here.") == 2, "at the top, and in place"


async def test_guests_get_no_form_for_a_case_and_members_none_for_an_invitation(village: Village) -> None:
    path = PAGE.format(village.community)
    await village.people.joins("Gus", "guest")
    await village.people.joins("Mia")
    assert "Bring a case" not in (await village.visitor("Gus").look(path)).text
    mia = (await village.visitor("Mia").look(path)).text
    assert "Bring a case" in mia
    assert "Invite somebody" not in mia


async def test_a_convener_invites_by_form(village: Village) -> None:
    path, cora = PAGE.format(village.community), village.visitor("Cora")
    sent = await cora.press(path, f"{path}/invite", {"name": "Zoe", "email": "zoe@example.org", "role": "member"})
    assert (await cora.look(sent.headers["Location"])).text.count("The letter is on its way") == 1
    zoe = village.visitor()
    assert (await zoe.press(invitation_in(await village.letter_to("Zoe")), "/join")).status == 303
    refused = await cora.press(path, f"{path}/invite", {"name": "Zoe", "email": "zoe@example.org", "role": "member"})
    assert (refused.status, 'value="zoe@example.org"' in refused.text) == (409, True)
    assert "belongs already" in refused.text
