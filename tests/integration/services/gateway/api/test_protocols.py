"""Protocols over HTTP and on the page: a community's own is added, chosen, run, and shown as it says."""

import re
from typing import Any

from tests.support.door import Web

OURS: dict[str, Any] = {
    "key": "listening",
    "title": "Listening",
    "summary": "A test.",
    "source": "Ours.",
    "steps": [
        {
            "name": "tell",
            "title": "Telling",
            "minutes": 5,
            "restates": True,
            "takes": {"context": "presenter"},
            "hints": {"all": "Listen well.", "presenter": "Tell what matters."},
        },
        {"name": "rest", "minutes": 1, "optional": True, "silent": True, "hints": {"all": "Rest."}},
        {
            "name": "hear",
            "minutes": {"min": 5, "max": 15},
            "mutes": ["presenter"],
            "takes": {"refinement": "all", "support": "group"},
            "hints": {"all": "Refine it."},
        },
    ],
}


async def begun(web: Web) -> str:
    """A clinic by this protocol in its first step, that Ana presents and Finn facilitates; its id."""
    await web.post(f"/api/communities/{web.community}/protocols", {"definition": OURS}, "Finn")
    case = {"community_id": web.community, "title": "Shifts", "question": "Who?", "protocol": "listening"}
    made = await web.post("/api/clinics", case, "Ana")
    path = made.headers["Location"]
    starts = {"local": "2026-10-01T14:00", "zone": "Europe/Paris"}
    await web.post(f"{path}/schedule", {"starts": starts, "facilitator_id": web.id("Finn")}, "Ana")
    assert (await web.post(f"{path}/start", {}, "Finn")).status == 200
    return str(made.json["id"])


async def page(web: Web, clinic: str, name: str) -> str:
    return (await web.get(f"/clinics/{clinic}", None, Accept="text/html", **web.cookie(name))).text


async def press(web: Web, clinic: str, name: str, action: str, fields: dict[str, str]) -> int:
    """Send one of the page's forms, as its browser would; the status of the answer."""
    token = re.search(r'name="form_token" value="(\w+)"', await page(web, clinic, name))
    assert token is not None
    headers = {"Origin": web.address, "Accept": "text/html", **web.cookie(name)}
    data = {"form_token": token[1], **fields}
    return (await web.call("POST", f"/clinics/{clinic}/{action}", data=data, headers=headers)).status


async def test_a_protocol_is_added_found_where_its_answer_says_and_listed(web: Web) -> None:
    path = f"/api/communities/{web.community}/protocols"
    added = await web.post(path, {"definition": OURS}, "Finn")
    assert (added.status, added.headers["Location"]) == (201, f"{path}/listening")
    found = await web.get(added.headers["Location"], "Gil")
    assert found.json["definition"]["steps"][2]["minutes"] == {"min": 5, "max": 15, "plan": 10, "per": None}
    again = await web.post(path, {"definition": found.json["definition"]}, "Finn")
    assert again.json["events"] == [], "what is read can be sent back"
    lines = (await web.get(path, "Gil")).json["protocols"]
    assert [line["key"] for line in lines[:2]] == ["listening", "case_clinic"]
    assert (await web.get(f"{path}/listening?version=2", "Gil")).status == 404
    assert (await web.get(f"{path}/Listening!", "Gil")).status == 422


async def test_what_is_wrong_with_a_protocol_is_told_with_its_field(web: Web) -> None:
    path = f"/api/communities/{web.community}/protocols"
    silent = {**OURS, "steps": [{**OURS["steps"][0], "silent": True, "restates": False}]}
    refused = await web.post(path, {"definition": silent}, "Finn")
    assert (refused.status, refused.fields) == (422, ["definition.steps.0.takes.context"])
    assert "this step is silent, and yet takes the context" in refused.json["detail"]


async def test_a_clinic_goes_through_its_own_protocol_over_http(web: Web) -> None:
    path = f"/api/clinics/{await begun(web)}"
    assert (await web.post(f"{path}/question", {"question": "Who, then?"}, "Ana")).status == 200
    assert (await web.post(f"{path}/skips", {"step": "rest"}, "Finn")).status == 200
    moved = await web.post(f"{path}/steps", {"from_step": "tell"}, "Finn")
    assert moved.json["events"][1]["data"]["step"] == "hear"
    made = await web.post(f"{path}/contributions", {"what": "refinement", "text": "In pairs."}, "Gil")
    assert made.json["events"][0]["type"] == "ContributionMade"
    said = made.json["events"][0]["data"]["contribution_id"]
    for_it = {"what": "support", "text": "I would.", "about": said}
    assert (await web.post(f"{path}/contributions", for_it, "Zoe")).status == 200
    muted = await web.post(f"{path}/contributions", {"what": "refinement", "text": "But ..."}, "Ana")
    assert (muted.status, muted.json["hint"]) == (403, "Refine it.")
    seen = (await web.get(path, "Gil")).json
    assert seen["question"] == "Who, then?"
    assert [(name["name"], name["skipped"]) for name in seen["steps"]] == [
        ("tell", False),
        ("rest", True),
        ("hear", False),
    ]
    assert [(name["kind"], name["about"]) for name in seen["contributions"]] == [
        ("refinement", None),
        ("support", said),
    ]


async def test_the_page_shows_each_the_forms_and_the_hint_of_their_part(web: Web) -> None:
    clinic = await begun(web)
    ana, finn, gil = [await page(web, clinic, name) for name in ("Ana", "Finn", "Gil")]
    assert "Telling" in gil
    assert "Tell what matters." in ana
    assert "Listen well." in gil
    assert "Restate the question" in ana
    assert "Restate the question" not in finn + gil
    assert "Leave out Rest" in finn
    assert "Leave out" not in ana + gil

    assert await press(web, clinic, "Ana", "restate", {"question": "Who begins?"}) == 303
    assert await press(web, clinic, "Finn", "skip", {"step": "rest"}) == 303
    assert "left out" in await page(web, clinic, "Gil")
    assert await press(web, clinic, "Finn", "next", {"from_step": "tell"}) == 303
    assert await press(web, clinic, "Gil", "say", {"kind": "refinement", "text": "In pairs."}) == 303
    ana, gil = [await page(web, clinic, name) for name in ("Ana", "Gil")]
    assert "Who begins?" in ana
    assert "How would you refine it?" in gil
    assert "For which?" in gil
    assert "How would you refine it?" not in ana
