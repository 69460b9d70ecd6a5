"""What members do on pages before a clinic begins."""

import aiohttp

from shared.contracts import clinic as c
from tests.support.pictures import drawing, opened
from tests.support.village import HTML, Village, forms_in

PAGE = "/communities/{}"


async def proposed(village: Village, name: str = "Ana") -> str:
    """A case of somebody's; its id."""
    await village.people.joins(name)
    case = c.ProposeCase(community_id=village.community, title="Ovens", question="How do we share one oven?")
    return str((await village.people.send(name, case))["id"])


async def test_who_has_been_there_says_so_on_the_page_of_the_clinics_and_takes_it_back_on_the_clinics(
    village: Village,
) -> None:
    path, clinic = PAGE.format(village.community) + "/clinics", f"/clinics/{await proposed(village)}"
    cora, ana = village.visitor("Cora"), village.visitor("Ana")
    said = await cora.press(path, f"{clinic}/been-there", {"note": "Shared a <mill> once"})
    assert (said.status, said.headers["Location"]) == (303, clinic)
    for page in (path, clinic):
        assert "Cora</bdi></strong>: <bdi>Shared a &lt;mill&gt; once" in (await ana.look(page)).text
        assert "been-there" not in (await ana.look(page)).text, "it is her own case"
    back = await cora.press(clinic, f"{clinic}/not-been-there")
    assert back.status == 303
    assert "mill" not in (await ana.look(path)).text


async def test_a_line_that_is_too_long_comes_back_with_what_was_typed(village: Village) -> None:
    clinic = f"/clinics/{await proposed(village)}"
    cora = village.visitor("Cora")
    refused = await cora.press(clinic, f"{clinic}/been-there", {"note": "x" * 201})
    assert refused.status == 422
    assert "x" * 201 in refused.text
    assert "Use at most 200 characters." in refused.text
    assert 'aria-invalid="true"' in refused.text


def picture_form(page: str, action: str, data: bytes, alt: str, **changed: str) -> aiohttp.FormData:
    fields = {**forms_in(page)[action], "alt": alt, **changed}
    del fields["image"]
    made = aiohttp.FormData(fields)
    made.add_field("image", data, filename="one.png", content_type="image/png" if data else "application/octet-stream")
    return made


async def test_a_presenter_shows_a_visual_by_form_and_everybody_has_it_in_view(village: Village) -> None:
    clinic = f"/clinics/{await proposed(village)}"
    action, ana, cora = f"{clinic}/visual", village.visitor("Ana"), village.visitor("Cora")
    page = (await ana.look(clinic)).text
    headers = {**HTML, "Origin": ana.address}
    data = picture_form(page, action, drawing(40, 30), "Two <circles>")
    sent = await ana.call("POST", action, data=data, headers=headers)
    assert (sent.status, sent.headers["Location"]) == (303, clinic)
    seen = (await cora.look(clinic)).text
    assert 'alt="Two &lt;circles&gt;" width="40" height="30"' in seen
    assert action not in forms_in(seen), "it is not hers to change"
    async with cora.session.get(f"{cora.address}{action}") as shown:
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/png")
        assert opened(await shown.read()).size == (40, 30)
        tag = shown.headers["ETag"]
    assert (await cora.call("GET", action, headers={"If-None-Match": tag})).status == 304
    assert (await village.visitor().call("GET", action)).status == 401
    removed = await ana.press(clinic, f"{clinic}/remove-visual")
    assert removed.status == 303
    assert "<img" not in (await cora.look(clinic)).text
    assert (await cora.call("GET", action)).status == 404


async def test_a_visual_that_cannot_be_taken_comes_back_with_the_reason_and_the_words(village: Village) -> None:
    clinic = f"/clinics/{await proposed(village)}"
    action, ana = f"{clinic}/visual", village.visitor("Ana")
    page = (await ana.look(clinic)).text
    headers = {**HTML, "Origin": ana.address}
    for data, status, said in ((b"%PDF-1.7", 415, "without a slide deck"), (b"", 422, "Choose a picture.")):
        refused = await ana.call("POST", action, data=picture_form(page, action, data, "Kept words"), headers=headers)
        assert refused.status == status
        assert said in refused.text
        assert 'value="Kept words"' in refused.text
    wordless = await ana.call("POST", action, data=picture_form(page, action, drawing(), " "), headers=headers)
    assert (wordless.status, "Write something here." in wordless.text) == (422, True)


async def test_a_picture_sent_from_elsewhere_is_not_taken(village: Village) -> None:
    clinic = f"/clinics/{await proposed(village)}"
    action, ana = f"{clinic}/visual", village.visitor("Ana")
    page = (await ana.look(clinic)).text
    forged = picture_form(page, action, drawing(), "Mine", form_token="0" * 32)
    assert (await ana.call("POST", action, data=forged, headers={**HTML, "Origin": ana.address})).status == 403
    elsewhere = picture_form(page, action, drawing(), "Mine")
    assert (
        await ana.call("POST", action, data=elsewhere, headers={**HTML, "Origin": "https://evil.example"})
    ).status == 403
    assert "<img" not in (await ana.look(clinic)).text


async def test_a_case_is_checked_on_the_page_before_it_is_brought_with_nothing_lost(village: Village) -> None:
    path = PAGE.format(village.community)
    await village.people.joins("Ana")
    ana = village.visitor("Ana")
    typed = {
        "title": "Our <Mondays>",
        "question": "Any thoughts on our meetings?",
        "need": "Nobody spoke.",
        "urgency": "soon",
        "actual": "yes",
    }
    page = (await ana.look(f"{path}/clinics")).text
    assert f'formaction="{path}/check"' in page
    fields = {**forms_in(page)[f"{path}/propose"], **typed}
    checked = await ana.call("POST", f"{path}/check", data=fields, headers={**HTML, "Origin": ana.address})
    assert checked.status == 200
    assert "This asks for anything that comes to mind" in checked.text
    assert "only people can tell" in checked.text
    kept = forms_in(checked.text)[f"{path}/propose"]
    assert {name: kept[name] for name in ("title", "question", "urgency", "actual")} == {
        name: typed[name] for name in ("title", "question", "urgency", "actual")
    }
    assert ">Nobody spoke.</textarea>" in checked.text
    empty = await ana.call(
        "POST", f"{path}/check", data={**fields, "question": " "}, headers={**HTML, "Origin": ana.address}
    )
    assert (empty.status, "Write something here." in empty.text) == (422, True)
    assert (await ana.look(f"{path}/clinics")).text.count("Our &lt;Mondays&gt;") == 0, "nothing was kept"

    brought = await ana.press(
        f"{path}/clinics", f"{path}/propose", {**typed, "question": "How do I get two shifts to speak?"}
    )
    clinic = brought.headers["Location"]
    shown = (await ana.look(clinic)).text
    assert "Nothing was found that you would have to sharpen." in shown
    sharpened = await ana.press(clinic, f"{clinic}/describe", {"question": "Should we stop?", "need": "", "actual": ""})
    assert sharpened.status == 303
    cora = village.visitor("Cora")
    theirs = (await cora.look(clinic)).text
    assert "Should we stop?" in theirs
    assert "describe" not in theirs
    assert "A yes or a no would answer this" in (await ana.look(clinic)).text
    assert "Something has to be decided within weeks" in theirs


async def test_people_are_invited_answer_and_offer_to_lead_on_the_clinics_page(village: Village) -> None:
    clinic = f"/clinics/{await proposed(village)}"
    gil = await village.people.joins("Gil")
    ana, visitor = village.visitor("Ana"), village.visitor("Gil")
    assert (await visitor.press(clinic, f"{clinic}/offer-to-facilitate")).status == 303
    seen = (await ana.look(clinic)).text
    assert "Would facilitate: <bdi>Gil</bdi>" in seen
    assert forms_in(seen)[f"{clinic}/schedule"]["facilitator"] == gil
    fields = {name: value for name, value in forms_in(seen)[f"{clinic}/invite"].items() if "invite-" not in name}
    invited = await ana.call(
        "POST", f"{clinic}/invite", data={**fields, f"invite-{gil}": "yes"}, headers={**HTML, "Origin": ana.address}
    )
    assert invited.status == 303
    nobody = await ana.call("POST", f"{clinic}/invite", data=fields, headers={**HTML, "Origin": ana.address})
    assert nobody.status == 422
    assert (await visitor.press(clinic, f"{clinic}/answer", {"answer": "coming"})).status == 303
    assert '<bdi>Gil</bdi> <span class="badge">coming</span>' in (await ana.look(clinic)).text
    assert (await ana.press(clinic, f"{clinic}/uninvite")).status == 303
    assert f"{clinic}/answer" not in forms_in((await visitor.look(clinic)).text)
    assert (await visitor.press(clinic, f"{clinic}/take-back-facilitating")).status == 303
    assert "Would facilitate" not in (await ana.look(clinic)).text
