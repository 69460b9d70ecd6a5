"""Hosting in turn on the page of a community's visits, in browsers without scripts."""

import asyncio
import re

from tests.support.village import Village

OFFER = {"practice": "Baking <at> night", "place": "Old Mill", "region": "Gent", "address": "Mill Lane 3"}


async def offers(village: Village, name: str, **said: str) -> None:
    await village.people.joins(name)
    path = f"/communities/{village.community}"
    sent = await village.visitor(name).press(f"{path}/visits", f"{path}/offer-place", OFFER | said)
    assert (sent.status, sent.headers["Location"]) == (303, f"{path}/visits")


async def test_members_host_in_turn_from_the_offer_to_the_proposed_visit(village: Village) -> None:
    path = f"/communities/{village.community}"
    await offers(village, "Hana")
    await offers(village, "Ben", practice="Repairing", region="Bari")
    page = (await village.visitor("Cora").look(f"{path}/visits")).text
    assert "Baking &lt;at&gt; night" in page
    assert "has not hosted yet" in page
    assert "Mill Lane 3" not in page, "an address is for its host until there is a visit"
    await village.visitor("Cora").press(f"{path}/visits", f"{path}/ask-host")
    letter = await village.letter_to("Hana", "Would you host the next visit")
    assert "You have not hosted a visit yet." in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    hana = village.visitor("Hana")
    assert (await hana.press(f"{path}/visits", f"{path}/take-turn")).status == 303
    sent = await hana.press(f"{path}/visits", f"{path}/propose-visit")
    assert re.fullmatch(r"/visits/visit-\w{26}", sent.headers["Location"])
    visit = (await hana.look(sent.headers["Location"])).text
    assert "Baking &lt;at&gt; night" in visit
    async with asyncio.timeout(10):
        while "You host the next visit" in (await hana.look(f"{path}/visits")).text:
            await asyncio.sleep(0.02)


async def test_a_turn_is_swapped_or_declined(village: Village) -> None:
    path = f"/communities/{village.community}"
    await offers(village, "Hana")
    await offers(village, "Ben")
    hana, ben = village.visitor("Hana"), village.visitor("Ben")
    await ben.press(f"{path}/visits", f"{path}/ask-host")
    await hana.press(f"{path}/visits", f"{path}/offer-swap", {"with_id": village.people.ids["Ben"]})
    letter = await village.letter_to("Ben", "Hana asks you to swap turns")
    assert "Hana takes your turn when it comes" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "asks you to swap turns" in (await ben.look(f"{path}/visits")).text
    await ben.press(f"{path}/visits", f"{path}/answer-swap", {"take": "yes"})
    page = (await ben.look(f"{path}/visits")).text
    assert "You host the next visit" in page
    await ben.press(f"{path}/visits", f"{path}/decline-turn")
    assert "It is your turn to host" in (await hana.look(f"{path}/visits")).text


async def test_an_offer_that_says_too_little_stays_in_the_form(village: Village) -> None:
    path = f"/communities/{village.community}"
    refused = await village.visitor("Cora").press(f"{path}/visits", f"{path}/offer-place", OFFER | {"region": " "})
    assert refused.status == 422
    assert re.search(r'name="region" aria-invalid', refused.text)
    assert 'value="Old Mill"' in refused.text


async def test_guests_see_nothing_of_it(village: Village) -> None:
    await village.people.joins("Gil", "guest")
    assert "Hosting in turn" not in (await village.visitor("Gil").look(f"/communities/{village.community}/visits")).text
