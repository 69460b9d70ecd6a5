"""The link in a letter that stops letters of its kind: by the button, and by one click in a mail program."""

from datetime import timedelta

import aiohttp
import pytest

from shared.contracts import clinic as c
from shared.contracts import notify as n
from shared.contracts.types import When
from tests.support.village import Village, local
from tests.support.world import NOON

STARTS = When(local=(NOON + timedelta(days=8)).replace(tzinfo=None), zone="UTC")


async def stop_link(village: Village) -> str:
    """The link in the headers of a letter that announces a clinic."""
    await village.people.joins("Ana")
    case = c.ProposeCase(community_id=village.community, title="Ovens", question="Who starts the oven?")
    clinic = (await village.people.send("Ana", case))["id"]
    facilitator = village.people.ids["Cora"]
    await village.people.send("Ana", c.ScheduleClinic(clinic_id=clinic, starts=STARTS, facilitator_id=facilitator))
    letter = await village.letter_to("Ana", "Ovens")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return local(letter["List-Unsubscribe"].strip("<>"))


async def stopped(village: Village) -> tuple[str, ...]:
    return (await village.people.ask("Ana", n.GetReader(community_id=village.community), n.ReaderView)).stopped


def multipart() -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("List-Unsubscribe", "One-Click")
    return form


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, multipart], ids=["urlencoded", "multipart"])
async def test_one_click_in_a_mail_program_stops_without_cookie_token_or_origin(village: Village, body: object) -> None:
    link = await stop_link(village)
    answer = await village.visitor().call("POST", link, data=body() if callable(body) else body)
    assert answer.status == 200
    assert await stopped(village) == ("announcements",)


async def test_looking_stops_nothing_the_button_does_and_another_one_resumes(village: Village) -> None:
    link = await stop_link(village)
    reader = village.visitor()
    seen = await reader.look(link)
    assert (seen.status, await stopped(village)) == (200, ())
    done = await reader.press(link, link, {"do": "stop"})
    assert "You get no more of these: news of clinics and visits" in done.text
    assert await stopped(village) == ("announcements",)
    assert 'value="resume"' in done.text
    again = await reader.press(link, link, {"do": "resume"})
    assert "You get these again" in again.text
    assert await stopped(village) == ()


async def test_a_link_that_was_changed_stops_nothing(village: Village) -> None:
    link, reader = await stop_link(village), village.visitor()
    for wrong in (
        link[:-1],
        link.replace("announcements", "reports"),
        link.replace("announcements", "everything"),
        "/unsubscribe?reader=x&category=reports&code=y",
        "/unsubscribe",
    ):
        answer = await reader.call("POST", wrong, data={"do": "stop"}, headers={"Accept": "text/html"})
        assert answer.status == 404
        assert "This link stops nothing" in answer.text
    assert await stopped(village) == ()
