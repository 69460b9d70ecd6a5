"""The way back in: a mail address, a letter, a link that lets in once."""

import asyncio
import re

from services.gateway.web.auth.sign_in_link import PER_ADDRESS
from shared.contracts import community as m
from tests.support.village import HTML, Village, Visitor, forms_in, local

NINA = "nina@example.org"
SENT = "a letter is on its way"


async def ask(visitor: Visitor, email: str) -> str:
    answer = await visitor.press("/sign-in", "/sign-in", {"email": email})
    assert answer.status == 200, answer.text
    return answer.text


async def joined(village: Village, name: str) -> None:
    invite = m.InviteMember(community_id=village.community, name=name, email=f"{name.lower()}@example.org")
    await village.people.send("Cora", invite)
    letter = await village.letter_to(name)
    link = re.search(r"http\S+/join\?\S+", letter.get_body(("plain",)).get_content())
    assert link is not None
    assert (await village.visitor().press(local(link[0]), "/join")).status == 303


async def link_for(village: Village, name: str) -> str:
    letter = await village.letter_to(name, "Your way in")
    found = re.search(r"http\S+/enter\?\S+", letter.get_body(("plain",)).get_content())
    assert found is not None
    return local(found[0])


async def test_a_mailed_link_lets_in_once_and_a_scanner_that_looks_uses_nothing_up(village: Village) -> None:
    await joined(village, "Nina")
    device = village.visitor()
    assert SENT in await ask(device, "Nina@Example.org")
    link = await link_for(village, "Nina")
    scanner = village.visitor()
    for _ in range(3):
        seen = await scanner.look(link)
        assert (seen.status, "Set-Cookie" in seen.headers) == (200, False)
    came_in = await device.press(link, "/enter")
    assert (came_in.status, came_in.headers["Location"]) == (303, "/")
    assert "HttpOnly" in came_in.headers["Set-Cookie"]
    assert "Community-name-kept" in (await device.look("/")).text
    again = await village.visitor().press(link, "/enter")
    assert (again.status, "Set-Cookie" in again.headers) == (410, False)
    assert "used already" in again.text
    assert 'href="/sign-in"' in again.text, "the way to a new link is shown"


async def test_a_button_pressed_twice_lets_in_both_times(village: Village) -> None:
    await joined(village, "Nina")
    await ask(village.visitor(), NINA)
    link, device = await link_for(village, "Nina"), village.visitor()
    fields = forms_in((await device.look(link)).text)["/enter"]
    headers = {**HTML, "Origin": village.address}
    answers = await asyncio.gather(
        *(village.visitor().call("POST", "/enter", data=fields, headers=headers) for _ in range(2))
    )
    assert [answer.status for answer in answers] == [303, 303]


async def test_nobody_learns_from_the_answer_who_belongs(village: Village) -> None:
    await joined(village, "Nina")
    known = await ask(village.visitor(), NINA)
    unknown = await ask(village.visitor(), "nobody@example.org")
    assert known.replace(NINA, "...") == unknown.replace("nobody@example.org", "...")


async def test_a_page_wanted_before_is_where_the_link_leads(village: Village) -> None:
    await joined(village, "Nina")
    device, wanted = village.visitor(), f"/communities/{village.community}"
    assert (await device.look(wanted)).status == 401
    await ask(device, NINA)
    came_in = await device.press(await link_for(village, "Nina"), "/enter")
    assert came_in.headers["Location"] == wanted


async def test_a_page_to_go_on_to_that_no_header_can_carry_shuts_nobody_out(village: Village) -> None:
    await joined(village, "Nina")
    device = village.visitor()
    await ask(device, NINA)
    link = await link_for(village, "Nina")
    assert (await device.look(f"{link}&next=//[")).status == 200
    came_in = await device.press(link, "/enter", {"next": "/für-€"})
    assert (came_in.status, came_in.headers["Location"]) == (303, "/f%C3%BCr-%E2%82%AC")


async def test_a_link_with_a_part_missing_or_changed_opens_nothing(village: Village) -> None:
    await joined(village, "Nina")
    await ask(village.visitor(), NINA)
    link, device = await link_for(village, "Nina"), village.visitor()
    wrong = await device.press(link, "/enter", {"code": "guessed"})
    assert (wrong.status, "Set-Cookie" in wrong.headers) == (404, False)
    assert (await device.look(link.partition("&")[0])).status == 410
    assert (await device.look("/enter?way=clinic")).status == 410
    assert (await device.press(link, "/enter")).status == 303, "a wrong try uses nothing up"


async def test_whoever_left_is_not_let_in_by_an_old_link(village: Village) -> None:
    await joined(village, "Nina")
    await ask(village.visitor(), NINA)
    link = await link_for(village, "Nina")
    seen = await village.people.ask("Cora", m.GetCommunity(community_id=village.community), m.CommunityView)
    nina = next(member.member_id for member in seen.members if member.name == "Nina")
    await village.people.send("Cora", m.LeaveCommunity(community_id=village.community, member_id=nina))
    gone = await village.visitor().press(link, "/enter")
    assert (gone.status, "Set-Cookie" in gone.headers) == (410, False)


async def test_an_address_that_is_none_keeps_what_was_typed(village: Village) -> None:
    answer = await village.visitor().press("/sign-in", "/sign-in", {"email": "nina at example"})
    assert answer.status == 422
    assert 'value="nina at example"' in answer.text
    assert "name@example.org" in answer.text


async def test_letters_to_one_address_are_few_and_the_answer_says_when_to_come_back(village: Village) -> None:
    most = int(PER_ADDRESS.partition("/")[0])
    for _ in range(most):
        await ask(village.visitor(), "often@example.org")
    refused = await village.visitor().press("/sign-in", "/sign-in", {"email": "Often@example.org"})
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    await ask(village.visitor(), "other@example.org")


async def test_a_form_from_another_site_sends_no_letter(village: Village) -> None:
    answer = await village.visitor().call(
        "POST", "/sign-in", data={"email": NINA}, headers={**HTML, "Origin": "https://evil.example"}
    )
    assert answer.status == 403
