"""A new mail address: a mail with a link, a page with a button, and word to the old one."""

import re

from services.gateway.context import ADDRESSES_GIVEN
from shared.contracts import community as m
from tests.support.village import HTML, Reply, Village, Visitor, forms_in, local

OLD, NEW = "nina@example.org", "nina@moved.example"
CONFIRM = "Confirm your new mail address"


def settings(village: Village) -> str:
    return f"/communities/{village.community}/settings"


async def gives(village: Village, nina: Visitor, email: str = NEW) -> Reply:
    path = settings(village)
    return await nina.press(path, f"{path}/contact", {"email": email})


async def arrives(village: Village, address: str, subject: str) -> None:
    """Once a mail with such a subject has come to an address."""
    more = 1
    while True:
        took = await village.mail_host.holds(more)
        if any(subject in this_subject for this_subject in subjects(village, address)):
            return
        more = len(took) + 1


def subjects(village: Village, address: str) -> list[str]:
    return [mail["Subject"] for mail in village.mail_host.took if mail["To"].addresses[0].addr_spec == address]


def link_in(village: Village) -> str:
    mail = next(mail for mail in reversed(village.mail_host.took) if mail["To"].addresses[0].addr_spec == NEW)
    found = re.search(r"http\S+/address\?\S+", mail.get_body(("plain",)).get_content())
    assert found is not None
    return local(found[0])


async def own(village: Village) -> m.OwnContact:
    return await village.people.ask("Nina", m.GetOwnContact(community_id=village.community), m.OwnContact)


async def test_until_it_is_confirmed_everything_goes_to_the_old_one_which_is_told(village: Village) -> None:
    await village.people.joins("Nina")
    nina = village.visitor("Nina")
    kept = await gives(village, nina)
    page = (await nina.look(kept.headers["Location"])).text
    assert "A new mail address counts once" in page
    assert f"Not confirmed yet: <bdi>{NEW}</bdi>" in page
    assert "everything comes to <bdi>nina@example.org</bdi>" in page
    await arrives(village, NEW, CONFIRM)
    await arrives(village, OLD, "Another mail address was given for you")
    for email in (NEW, OLD):
        await village.visitor().press("/sign-in", "/sign-in", {"email": email})
    await arrives(village, OLD, "Your way in to Community-name-kept")
    assert subjects(village, NEW) == [f"{CONFIRM} for Community-name-kept"], "nobody signs in with it yet"


async def test_looking_confirms_nothing_and_the_button_does_once(village: Village) -> None:
    await village.people.joins("Nina")
    await gives(village, village.visitor("Nina"))
    await arrives(village, NEW, CONFIRM)
    link, device = link_in(village), village.visitor()
    for _ in range(3):
        assert (await device.look(link)).status == 200
    assert (await own(village)).email == OLD
    wrong = await device.press(link, "/address", {"code": "guessed"})
    assert (wrong.status, "confirms nothing" in wrong.text) == (404, True)
    confirmed = await device.press(link, "/address")
    assert (confirmed.status, "Confirmed" in confirmed.text) == (200, True)
    assert "Set-Cookie" not in confirmed.headers, "it lets nobody in"
    assert (await own(village)).email == NEW
    again = await device.press(link, "/address")
    assert (again.status, "used already" in again.text) == (410, True)
    await arrives(village, OLD, "Your mail address for Community-name-kept was changed")
    await village.visitor().press("/sign-in", "/sign-in", {"email": NEW})
    await arrives(village, NEW, "Your way in to Community-name-kept")


async def test_the_old_one_takes_it_back_and_the_link_opens_nothing_then(village: Village) -> None:
    await village.people.joins("Nina")
    nina, path = village.visitor("Nina"), settings(village)
    await gives(village, nina)
    await arrives(village, NEW, CONFIRM)
    taken = await nina.press(path, f"{path}/withdraw-address")
    page = (await nina.look(taken.headers["Location"])).text
    assert "Taken back." in page
    assert "Not confirmed yet" not in page
    assert (await village.visitor().press(link_in(village), "/address")).status == 410


async def test_an_address_of_somebody_else_is_refused_beside_its_field(village: Village) -> None:
    await village.people.joins("Nina")
    refused = await gives(village, village.visitor("Nina"), "cora@example.org")
    assert refused.status == 409
    assert 'value="cora@example.org"' in refused.text, "what was typed is still there"
    assert re.search(r'name="email"[^>]* aria-invalid="true"', refused.text)
    assert (await own(village)).proposed_email == ""


async def test_nobody_finds_out_who_belongs_by_trying_address_after_address(village: Village) -> None:
    most = int(ADDRESSES_GIVEN.partition("/")[0])
    cora = village.visitor("Cora")
    path = settings(village)
    fields = forms_in((await cora.look(path)).text)[f"{path}/contact"]
    headers = {**HTML, "Origin": village.address}
    for number in range(most + 1):
        data = {**fields, "zone": "UTC", "command_id": f"try-{number:022}"}
        answer = await cora.call("POST", f"{path}/contact", data=data, headers=headers)
    assert answer.status == 429


async def test_a_link_with_a_part_missing_confirms_nothing(village: Village) -> None:
    for link in ("/address", "/address?community=x&member=y&code=z", f"/address?community={village.community}"):
        assert (await village.visitor().look(link)).status == 404


async def test_an_address_that_no_mail_reaches_is_refused_in_words(village: Village) -> None:
    await village.people.joins("Nina")
    for email in ("nina(x)@example.org", "nina..x@example.org", "zoë@example.org"):
        refused = await gives(village, village.visitor("Nina"), email)
        assert (refused.status, "name@example.org" in refused.text) == (422, True), email
