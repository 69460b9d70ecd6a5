"""The way in: from the letter with the invitation to the page that was wanted."""

import asyncio

from shared.contracts import community as m
from tests.support.village import HTML, Village, forms_in, invitation_in


async def invited(village: Village, name: str) -> str:
    """Somebody is invited; the link in their letter."""
    invite = m.InviteMember(community_id=village.community, name=name, email=f"{name.lower()}@example.org")
    await village.people.send("Cora", invite)
    return invitation_in(await village.letter_to(name))


async def test_the_invitation_in_a_letter_leads_home_and_looking_at_it_uses_nothing_up(village: Village) -> None:
    link, nina = await invited(village, "Nina"), village.visitor()
    for _ in range(2):
        seen = await nina.look(link)
        assert (seen.status, "Set-Cookie" in seen.headers) == (200, False)
        assert "Community-name-kept" not in seen.text
        assert "Nina" not in seen.text
    joined = await nina.press(link, "/join")
    assert (joined.status, joined.headers["Location"]) == (303, "/")
    assert "HttpOnly" in joined.headers["Set-Cookie"]
    home = await nina.look("/")
    assert "Community-name-kept" in home.text
    assert f'href="/communities/{village.community}"' in home.text


async def test_an_invitation_that_was_used_is_over_and_says_what_to_do(village: Village) -> None:
    link = await invited(village, "Nina")
    assert (await village.visitor().press(link, "/join")).status == 303
    again = await village.visitor().press(link, "/join")
    assert (again.status, "Set-Cookie" in again.headers) == (410, False)
    assert "This invitation was used already" in again.text
    assert "ask the convener" in again.text


async def test_a_button_pressed_twice_joins_once_and_both_answers_let_in(village: Village) -> None:
    link, nina = await invited(village, "Nina"), village.visitor()
    fields = forms_in((await nina.look(link)).text)["/join"]
    headers = {**HTML, "Origin": village.address}
    answers = await asyncio.gather(
        *(village.visitor().call("POST", "/join", data=fields, headers=headers) for _ in range(2))
    )
    assert [answer.status for answer in answers] == [303, 303]
    assert all("convene=" in answer.headers["Set-Cookie"] for answer in answers)
    seen = await village.people.ask("Cora", m.GetCommunity(community_id=village.community), m.CommunityView)
    assert [member.name for member in seen.members] == ["Cora", "Nina"]


async def test_a_wrong_code_opens_nothing(village: Village) -> None:
    link, nina = await invited(village, "Nina"), village.visitor()
    wrong = await nina.press(link, "/join", {"code": "another-code"})
    assert (wrong.status, "Set-Cookie" in wrong.headers) == (404, False)
    assert "whole" in wrong.text
    for path in ("/join", f"/join?community={village.community}", "/join?community=nonsense&code=x"):
        assert (await nina.look(path)).status == 404
    assert (await nina.press(link, "/join")).status == 303, "a wrong try uses nothing up"


async def test_nobody_can_be_made_to_join_from_another_site(village: Village) -> None:
    link = await invited(village, "Nina")
    forged = await village.visitor().press(link, "/join", Origin="https://evil.example")
    assert (forged.status, "Set-Cookie" in forged.headers) == (403, False)
    assert (await village.visitor().press(link, "/join")).status == 303


async def test_who_is_not_signed_in_learns_how_to_get_in_and_then_comes_to_the_page_they_wanted(
    village: Village,
) -> None:
    nina, path = village.visitor(), f"/communities/{village.community}"
    stopped = await nina.look(path)
    assert stopped.status == 401
    assert "open the invitation in your letter" in stopped.text
    assert "Community-name-kept" not in stopped.text
    joined = await nina.press(await invited(village, "Nina"), "/join")
    assert joined.headers["Location"] == path
    assert (await nina.look(path)).status == 200


async def test_pages_that_do_not_exist_are_not_found_whatever_their_address_looks_like(village: Village) -> None:
    cora = village.visitor("Cora")
    for path in ("/clinics/x", "/visits/visit-nothing", "/communities/" + village.community[:-1]):
        assert (await cora.look(path)).status == 404
