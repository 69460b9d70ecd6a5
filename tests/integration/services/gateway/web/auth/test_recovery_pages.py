"""Members whose mailbox is lost come in by a link that a convener hands over; invitations that ran out are renewed."""

import html
import re
from datetime import timedelta

import pytest

from shared.access.signed_tokens import GATEWAY, Signer
from shared.clock import StoppedClock
from shared.contracts import community as m
from shared.domain import Actor, Refusal
from tests.support.village import Village, invitation_in, local


async def test_a_convener_hands_over_a_link_that_lets_in_once_and_the_member_is_told(village: Village) -> None:
    await village.people.joins("Gil")
    path, cora = f"/communities/{village.community}", await village.comes_in("Cora")
    made = await cora.press(path, f"{path}/give-way-in", {"member_id": village.people.ids["Gil"]})
    assert made.status == 200
    found = re.search(r"<textarea readonly[^>]*>([^<]+)</textarea>", made.text)
    assert found is not None
    link, phone = local(html.unescape(found[1])), village.visitor()
    assert (await phone.press(link, "/enter")).status == 303
    assert "gil@example.org" in (await phone.look(f"{path}/settings")).text
    assert (await village.visitor().press(link, "/enter")).status == 410
    letter = await village.letter_to("Gil", "was made for you")
    body = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Cora has made a link" in body
    assert "/enter" not in body


async def test_only_a_convener_in_person_makes_one_and_only_they_see_it(village: Village) -> None:
    await village.people.joins("Gil")
    await village.people.joins("Finn", "facilitator")
    command = m.GiveWayIn(community_id=village.community, member_id=village.people.ids["Gil"])
    for name in ("Gil", "Finn"):
        with pytest.raises(Refusal) as refused:
            await village.people.send(name, command)
        assert refused.value.status == 403
    program = Actor("member", village.people.ids["Cora"], frozenset({"read", "community:write"}), "token-" + "a" * 26)
    token = Signer.load(village.world.settings.keys_dir, GATEWAY).sign(program, 60)
    with pytest.raises(Refusal) as refused:
        await village.world.runtimes["gateway"].ask.command(command, id="program", token=token)
    assert refused.value.status in (401, 403)
    made = await village.people.send("Cora", command)
    assert made["events"][0]["data"]["given_by"] == village.people.ids["Cora"]
    assert "code" not in made["events"][0]["data"]
    query = m.GetWayIn(wayin_id=made["id"])
    assert (await village.people.ask("Cora", query, m.WayInView)).code
    with pytest.raises(Refusal) as refused:
        await village.people.ask("Gil", query, m.WayInView)
    assert refused.value.status == 404


async def test_an_invitation_that_ran_out_is_said_so_and_renewed_with_its_letter(village: Village) -> None:
    assert isinstance(village.world.clock, StoppedClock)
    path, cora = f"/communities/{village.community}", village.visitor("Cora")
    fields = {"name": "Nina", "email": "nina@example.org", "role": "member"}
    assert (await cora.press(path, f"{path}/invite", fields)).status == 303
    link = invitation_in(await village.letter_to("Nina"))
    village.world.clock.moment += timedelta(days=31)
    over = await village.visitor().press(link, "/join")
    assert (over.status, "has run out" in over.text) == (410, True)
    assert "It has run out." in (await cora.look(path)).text
    assert (await cora.press(path, f"{path}/renew-invitation")).status == 303
    await village.mail_host.holds(2)
    assert "It has run out." not in (await cora.look(path)).text
    assert (await village.visitor().press(link, "/join")).status == 303
