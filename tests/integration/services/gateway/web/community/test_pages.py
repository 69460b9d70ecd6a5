"""A community's page and home: what there is, the next step where there is nothing yet, and forms that keep what was typed."""

import re

from services.gateway.web.community.overview import AT_ONCE
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
    finn = village.visitor("Finn")
    empty = (await finn.look(path)).text
    assert PURPOSE in empty
    assert re.search(r"Cora</bdi>\s*<span class=\"badge\">convener", empty)
    assert "Finn</bdi> (you)" in empty
    assert "Start small: bring one real challenge" in (await finn.look(f"{path}/clinics")).text
    assert "No visit yet. Think of a place" in (await finn.look(f"{path}/visits")).text
    proposed = await finn.press(
        f"{path}/clinics", f"{path}/propose", {"title": "Ovens", "question": "Who starts the oven?"}
    )
    clinic = proposed.headers["Location"]
    visit = (await village.people.send("Finn", t.ProposeVisit(community_id=village.community, **VISIT)))["id"]
    assert f'href="{clinic}"' in (await finn.look(f"{path}/clinics")).text
    assert f'href="/visits/{visit}"' in (await finn.look(f"{path}/visits")).text


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
    refused = await cora.press(f"{path}/clinics", f"{path}/propose", {"title": "Kept <title>", "question": " "})
    assert refused.status == 422
    assert 'value="Kept &lt;title&gt;"' in refused.text
    assert re.search(r'name="question"[^>]* aria-invalid="true"', refused.text)
    assert not re.search(r'name="title"[^>]* aria-invalid', refused.text)
    assert refused.text.count("Write something here.") == 2, "at the top, and in place"


async def test_guests_get_no_form_for_a_case_and_members_none_for_an_invitation(village: Village) -> None:
    path = PAGE.format(village.community)
    await village.people.joins("Gus", "guest")
    await village.people.joins("Mia")
    assert "Bring a case" not in (await village.visitor("Gus").look(f"{path}/clinics")).text
    mia = village.visitor("Mia")
    assert "Bring a case" in (await mia.look(f"{path}/clinics")).text
    assert "Invite somebody" not in (await mia.look(path)).text


async def test_a_convener_invites_by_form(village: Village) -> None:
    path, cora = PAGE.format(village.community), village.visitor("Cora")
    sent = await cora.press(path, f"{path}/invite", {"name": "Zoe", "email": "zoe@example.org", "role": "member"})
    assert (await cora.look(sent.headers["Location"])).text.count("The letter is on its way") == 1
    zoe = village.visitor()
    assert (await zoe.press(invitation_in(await village.letter_to("Zoe")), "/join")).status == 303
    refused = await cora.press(path, f"{path}/invite", {"name": "Zoe", "email": "zoe@example.org", "role": "member"})
    assert (refused.status, 'value="zoe@example.org"' in refused.text) == (409, True)
    assert "belongs already" in refused.text


async def test_a_convener_changes_a_role_and_lets_somebody_go_and_nobody_else_may(village: Village) -> None:
    path, cora = PAGE.format(village.community), village.visitor("Cora")
    zoe = await village.people.joins("Zoe")
    role = {"member_id": zoe, "role": "facilitator"}
    changed = await cora.press(path, f"{path}/change-role", role)
    seen = (await cora.look(changed.headers["Location"])).text
    assert "The role is changed" in seen
    assert re.search(r"Zoe</bdi>\s*<span class=\"badge\">facilitator", seen)
    theirs = (await village.visitor("Zoe").look(path)).text
    assert "change-role" not in theirs
    assert "let-go" not in theirs
    assert (await cora.press(path, f"{path}/let-go", {"member_id": zoe})).status == 303
    assert "Zoe" not in (await cora.look(path)).text
    assert (await village.visitor("Zoe").look(path)).status == 404


async def test_the_last_convener_is_not_let_go_and_the_form_says_why(village: Village) -> None:
    path, cora = PAGE.format(village.community), village.visitor("Cora")
    await village.people.joins("Zoe")
    own = {"member_id": village.people.ids["Cora"], "role": "member"}
    refused = await cora.press(path, f"{path}/change-role", own)
    assert (refused.status, "Make somebody else convener first." in refused.text) == (409, True)


async def test_a_member_proposes_a_visit_and_a_guest_is_not_offered_to(village: Village) -> None:
    path, cora = PAGE.format(village.community), village.visitor("Cora")
    said = {"title": "The <night> bakery", "place": "Mill Lane 3", "mode": "both"}
    proposed = await cora.press(f"{path}/visits", f"{path}/propose-visit", said)
    visit = proposed.headers["Location"]
    assert "The &lt;night&gt; bakery" in (await cora.look(visit)).text
    refused = await cora.press(f"{path}/visits", f"{path}/propose-visit", {**said, "place": " "})
    assert (refused.status, 'value="The &lt;night&gt; bakery"' in refused.text) == (422, True)
    await village.people.joins("Gus", "guest")
    assert "propose-visit" not in (await village.visitor("Gus").look(f"{path}/visits")).text


async def test_who_is_invited_is_shown_to_those_who_invite_and_can_be_taken_back(village: Village) -> None:
    path, cora = PAGE.format(village.community), village.visitor("Cora")
    await village.people.joins("Mia")
    await cora.press(path, f"{path}/invite", {"name": "Zoe", "email": "zoe@example.org", "role": "guest"})
    link = invitation_in(await village.letter_to("Zoe"))
    assert "zoe@example.org" in (await cora.look(path)).text
    assert "mia@example.org" not in (await cora.look(path)).text, "she has come"
    assert "zoe@example.org" not in (await village.visitor("Mia").look(path)).text
    taken = await cora.press(path, f"{path}/take-back")
    assert "opens nothing any more" in (await cora.look(taken.headers["Location"])).text
    assert "zoe@example.org" not in (await cora.look(path)).text
    refused = await village.visitor().press(link, "/join")
    assert (refused.status, "This invitation opens nothing" in refused.text) == (404, True)


async def test_a_long_list_comes_in_pieces_that_lead_to_each_other(village: Village) -> None:
    path, cora = PAGE.format(village.community) + "/visits", village.visitor("Cora")
    for number in range(AT_ONCE + 2):
        await village.people.send(
            "Cora", t.ProposeVisit(community_id=village.community, **VISIT | {"title": f"N{number}."})
        )
    first = (await cora.look(path)).text
    earlier = re.search(r'href="(\?after=[\w-]+)" rel="next"', first)
    assert earlier is not None
    second = (await cora.look(path + earlier[1])).text
    shown = [re.findall(r"<strong>N(\d+)\.", text) for text in (first, second)]
    assert [len(this_list) for this_list in shown] == [AT_ONCE, 2]
    assert sorted(int(name) for piece in shown for name in piece) == list(range(AT_ONCE + 2)), (
        "each stands in one of them"
    )
    assert 'rel="next"' not in second
    assert (await cora.look(f"{path}?after=*!")).text.count("<strong>N") == AT_ONCE, "no such place: the beginning"
