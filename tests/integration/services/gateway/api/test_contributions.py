"""Taking part in a clinic over HTTP and on its page: drafts, me too, other words, hands, and who leads."""

import re
from datetime import timedelta
from typing import Any

from shared.clock import StoppedClock
from shared.contracts import clinic as c
from tests.support.door import Reply, Web

STORY = "I once walked one case with both teams."


async def goes_to(web: Web, step: str) -> None:
    while (now := (await view(web, "Finn"))["step"]) != step:
        await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step=now))


async def view(web: Web, name: str) -> dict[str, Any]:
    return (await web.get(f"/api/clinics/{web.clinic}", name)).json


async def post(web: Web, path: str, name: str, body: dict[str, Any] | None = None) -> Reply:
    return await web.post(f"/api/clinics/{web.clinic}{path}", body or {}, name)


async def page(web: Web, name: str) -> str:
    return (await web.get(f"/clinics/{web.clinic}", None, Accept="text/html", **web.cookie(name))).text


async def press(web: Web, name: str, action: str, fields: dict[str, str]) -> Reply:
    """Send one of the page's forms, as its browser would."""
    token = re.search(r'name="form_token" value="(\w+)"', await page(web, name))
    assert token is not None
    headers = {"Origin": web.address, "Accept": "text/html", **web.cookie(name)}
    data = {"form_token": token[1], **fields}
    return await web.call("POST", f"/clinics/{web.clinic}/{action}", data=data, headers=headers)


async def test_early_advice_is_answered_with_the_hint_kept_and_given_in_its_step(web: Web) -> None:
    held = await post(web, "/advice", "Gil", {"text": STORY, "story": True})
    assert held.status == 200
    [event] = held.json["events"]
    assert (event["type"], event["data"]["waits_for"]) == ("DraftHeld", "advice")
    assert "one specific question" in event["data"]["hint"]
    assert STORY not in held.text
    draft = event["data"]["draft_id"]
    assert [name["text"] for name in (await view(web, "Gil"))["drafts"]] == [STORY]
    for name in ("Ana", "Finn", "Zoe"):
        assert STORY not in (await web.get(f"/api/clinics/{web.clinic}", name)).text
        assert STORY not in await page(web, name)

    await goes_to(web, "advice")
    strange = await post(web, f"/drafts/{draft}/giving", "Zoe")
    nothing = await post(web, f"/drafts/draft-{'a' * 26}/giving", "Zoe")
    assert (strange.status, strange.text) == (nothing.status, nothing.text)
    assert (await post(web, f"/drafts/{draft}/giving", "Gil")).status == 200
    seen = await view(web, "Zoe")
    assert [(name["text"], name["story"]) for name in seen["contributions"]] == [(STORY, True)]
    assert (await post(web, f"/drafts/{draft}/removal", "Gil")).status == 404, "what was given is no draft"


async def test_a_late_joiner_gets_the_whole_state_at_once(web: Web) -> None:
    await goes_to(web, "understanding")
    await post(web, "/questions", "Gil", {"text": "Who decides?"})
    await post(web, "/hands", "Zoe")
    await post(web, "/calls", "Finn", {"member_id": web.id("Gil")})
    await web.people.joins("Nina")
    seen, known = await view(web, "Nina"), await view(web, "Gil")
    assert seen["you_may"]["contribute"] == [{"kind": "question", "about": [], "about_needed": False}]
    assert seen["you_may"]["later"] == ["experience", "advice"]
    assert [name["member_id"] for name in seen["hands"]] == [web.id("Zoe")]
    assert seen["called_on"] == web.id("Gil")
    differs = {name for name in seen if seen[name] != known[name]}
    assert differs == {"contributions"}, "whose contribution it is"
    assert (await post(web, "/questions", "Nina", {"text": "Since when?"})).status == 200


async def test_contributions_are_changed_taken_back_and_agreed_with_over_http(web: Web) -> None:
    await goes_to(web, "understanding")
    made = await post(web, "/questions", "Gil", {"text": "Who the devil decides?"})
    said = f"/contributions/{made.json['events'][0]['data']['contribution_id']}"
    assert (await post(web, f"{said}/me-too", "Zoe")).status == 200
    assert (await post(web, f"{said}/me-too", "Gil")).status == 409
    assert (await post(web, f"{said}/change", "Zoe", {"text": "Mine."})).status == 403
    assert (await post(web, f"{said}/change", "Gil", {"text": "Who decides?"})).status == 200
    [name] = (await view(web, "Ana"))["contributions"]
    assert (name["text"], name["me_too"]) == ("Who decides?", [web.id("Zoe")])
    assert (await post(web, f"{said}/me-too/removal", "Zoe")).status == 200
    assert (await post(web, f"{said}/withdrawal", "Gil")).status == 200
    assert (await view(web, "Ana"))["contributions"] == []


async def test_drafts_words_and_me_too_by_the_forms_of_the_page(web: Web) -> None:
    assert "Something for a later step?" in await page(web, "Gil")
    assert (await press(web, "Gil", "say", {"kind": "advice", "text": STORY})).status == 303
    shown = await page(web, "Gil")
    assert "Your draft" in shown
    assert "You can give it in the advice step." in shown
    draft = re.search(r'form="drop" name="draft" value="(draft-\w+)"', shown)
    assert draft is not None
    await goes_to(web, "advice")
    empty = await press(web, "Gil", "give", {"draft": draft[1], "kind": "advice", "text": ""})
    assert empty.status == 422
    assert f'aria-describedby="give-{draft[1]}-wrong"' in empty.text
    given = {"draft": draft[1], "kind": "advice", "text": f"{STORY} Twice."}
    assert (await press(web, "Gil", "give", given)).status == 303
    mine, hers = await page(web, "Gil"), await page(web, "Zoe")
    assert "Your draft" not in mine
    assert "what did you do yourself in a similar position" in mine
    assert "Change or take back" in mine
    assert "Change or take back" not in hers
    said = re.search(r'form="me-too" name="contribution" value="(said-\w+)"', hers)
    assert said is not None
    assert (await press(web, "Zoe", "me-too", {"contribution": said[1]})).status == 303
    assert "Me too: Zoe" in await page(web, "Gil")
    assert "Take back “me too”" in await page(web, "Zoe")
    change = {"contribution": said[1], "kind": "advice", "text": STORY, "story": "yes"}
    assert (await press(web, "Gil", "edit", change)).status == 303
    assert "advice, a story" in await page(web, "Zoe")
    answer = {"kind": "comment", "about": said[1], "text": "Us, too."}
    assert (await press(web, "Zoe", "say", answer)).status == 303
    assert (await press(web, "Gil", "withdraw", {"contribution": said[1]})).status == 303
    after = await page(web, "Zoe")
    assert "What stood here was taken back." in after
    assert "Us, too." in after
    assert STORY not in after


async def test_hands_and_the_floor_by_the_forms_of_the_page(web: Web) -> None:
    assert (await press(web, "Gil", "raise-hand", {})).status == 303
    assert (await press(web, "Zoe", "raise-hand", {})).status == 303
    assert "Lower your hand" in await page(web, "Gil")
    leads = await page(web, "Finn")
    assert "Call on Gil" in leads
    assert "raised a hand later than the one before" in leads
    assert "Call on" not in await page(web, "Zoe")
    assert (await press(web, "Finn", "call-on", {"member": web.id("Gil")})).status == 303
    assert (await press(web, "Zoe", "lower-hand", {})).status == 303
    shown = await page(web, "Gil")
    assert "You have the floor." in shown
    assert "Raised hands" not in shown
    assert "called on once" in await page(web, "Finn")


async def test_the_facilitator_hands_over_and_one_who_is_gone_is_relieved(web: Web) -> None:
    mel = await web.people.joins("Mel", "facilitator")
    refused = await press(web, "Finn", "hand-over", {"facilitator": web.id("Gil")})
    assert refused.status == 422
    assert "may not lead clinics" in refused.text
    here = await press(web, "Mel", "take-over", {})
    assert here.status == 409
    assert "Something was heard of the facilitator at 12:00 UTC" in here.text
    clock = web.people.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment += timedelta(minutes=4)
    await page(web, "Finn")  # looking is a sign of life
    clock.moment += timedelta(minutes=4)
    assert (await press(web, "Mel", "take-over", {})).status == 409
    clock.moment += timedelta(minutes=1)
    assert "Is Finn gone?" in await page(web, "Mel")
    assert "gone?" not in await page(web, "Gil")
    assert (await press(web, "Mel", "take-over", {})).status == 303
    assert (await view(web, "Gil"))["facilitator_id"] == mel
    assert "Next step" in await page(web, "Mel")
    assert "Next step" not in await page(web, "Finn")
    assert (await press(web, "Mel", "hand-over", {"facilitator": web.id("Finn")})).status == 303
    assert (await view(web, "Gil"))["facilitator_id"] == web.id("Finn")
    elsewhere = await web.elsewhere()
    assert elsewhere != web.community
    over = {"facilitator_id": web.id("Eve")}
    assert (await post(web, "/facilitator", "Finn", over)).status == 422
    assert (await post(web, "/facilitator/absence", "Eve")).status == 404
