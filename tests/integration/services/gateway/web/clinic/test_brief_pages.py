"""The brief of an idea, as its presenter makes it and others in the community find it; no scripts."""

from datetime import timedelta

from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.types import When
from tests.support.door import Reply
from tests.support.village import Village, forms_in


async def explored(village: Village) -> str:
    """A clinic that explores Ana's idea, in its debate."""
    people = village.people
    for name in ("Ana", "Gil", "Kim"):
        await people.joins(name)
    case = c.ProposeCase(
        community_id=village.community, title="Lend <things>", question="Would it work?", protocol="new_idea"
    )
    clinic: str = (await people.send("Ana", case))["id"]
    starts = When.of(village.world.clock.now() + timedelta(days=1), "Europe/Paris")
    await people.send("Cora", c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=people.ids["Cora"]))
    await people.send("Cora", c.StartClinic(clinic_id=clinic))
    for step in ("context", "understanding", "related_experience"):
        await people.send("Cora", c.AdvanceStep(clinic_id=clinic, from_step=step))
    return clinic


async def closed(village: Village, clinic: str) -> None:
    await village.people.send("Cora", c.AdvanceStep(clinic_id=clinic, from_step="debate"))
    later = When.of(village.world.clock.now() + timedelta(days=30), "Europe/Paris")
    await village.people.send("Cora", c.CloseClinic(clinic_id=clinic, follow_up=later))


async def say(village: Village, who: str, clinic: str, kind: str, text: str, **more: str) -> Reply:
    """Say something with the form of the clinic's page."""
    visitor, path = village.visitor(who), f"/clinics/{clinic}"
    page = await visitor.look(path)
    data = {**forms_in(page.text)[f"{path}/say"], "kind": kind, "text": text, "about": "", **more}
    assert kind != "support" or 'type="checkbox" name="named"' in page.text
    said = await visitor.call(
        "POST", f"{path}/say", data=data, headers={"Accept": "text/html", "Origin": visitor.address}
    )
    assert said.status == 303, said.text
    return said


async def test_supporters_decide_with_their_support_whether_they_are_named_and_can_change_their_mind(
    village: Village,
) -> None:
    clinic = await explored(village)
    await say(village, "Gil", clinic, "support", "We need <it>.", named="yes")
    await say(village, "Kim", clinic, "support", "Me and my van.")
    await closed(village, clinic)
    path = f"/clinics/{clinic}/brief"
    page = (await village.visitor("Cora").look(path)).text
    assert "We need &lt;it&gt;." in page
    assert "And 1 other." in page
    assert "van" not in page
    assert "Kim" not in page

    kim = village.visitor("Kim")
    assert (await kim.press(path, f"{path}/name-me")).status == 303
    assert "Me and my van." in (await village.visitor("Cora").look(path)).text
    gil = village.visitor("Gil")
    assert (await gil.press(path, f"{path}/name-me-not")).status == 303
    page = (await village.visitor("Cora").look(path)).text
    assert "We need" not in page
    assert "Gil" not in page
    assert "name-me" not in page, "only those who support it decide about their names"


async def test_the_presenter_makes_the_brief_their_own(village: Village) -> None:
    clinic = await explored(village)
    await say(village, "Gil", clinic, "refinement", "Begin with tools.")
    await say(village, "Kim", clinic, "downside", "It gathers dust.")
    await closed(village, clinic)
    path, ana = f"/clinics/{clinic}/brief", village.visitor("Ana")
    own = {"opening": "For the board.", "next_steps": "A trial in May.", "closing": " "}
    assert (await ana.press(path, f"{path}/write", own)).status == 303
    assert (await ana.press(path, f"{path}/respond", {"text": "We lend it out."})).status == 303
    refinement = (await village.people.ask("Ana", c.GetIdeaBrief(clinic_id=clinic), c.IdeaBrief)).refinements[0].id
    assert (await ana.press(path, f"{path}/leave-out", {"contribution_id": refinement})).status == 303

    gil = village.visitor("Gil")
    page = (await gil.look(path)).text
    for part in (
        "For the board.",
        "A trial in May.",
        "We lend it out.",
        "It gathers dust.",
        "An idea of <bdi>Ana</bdi>",
    ):
        assert part in page
    assert "Begin with tools." not in page
    assert f"{path}/write" not in forms_in(page)
    assert "Begin with tools." in (await ana.look(path)).text
    markdown = await gil.look(f"{path}.md")
    assert markdown.headers["Content-Disposition"].startswith("attachment;")
    assert "# \u2068Lend &lt;things&gt;\u2069" in markdown.text
    assert "Begin with tools" not in markdown.text
    assert "Begin with tools" not in (await ana.look(f"{path}.md")).text

    assert (await ana.press(path, f"{path}/restore", {"contribution_id": refinement})).status == 303
    assert "Begin with tools." in (await gil.look(path)).text


async def test_what_is_too_long_comes_back_with_nothing_lost(village: Village) -> None:
    clinic = await explored(village)
    await closed(village, clinic)
    path, ana = f"/clinics/{clinic}/brief", village.visitor("Ana")
    refused = await ana.press(path, f"{path}/write", {"opening": "x" * 8001, "closing": "Kept."})
    assert refused.status == 422
    assert "x" * 8001 in refused.text
    assert "Kept." in refused.text
    assert 'name="opening" aria-invalid="true"' in refused.text


async def test_before_the_end_there_is_no_brief_and_for_strangers_there_is_nothing(village: Village) -> None:
    clinic = await explored(village)
    gil = village.visitor("Gil")
    early = await gil.look(f"/clinics/{clinic}/brief")
    assert early.status == 409
    assert "once the clinic is closed" in early.text
    assert "/brief" not in (await gil.look(f"/clinics/{clinic}")).text
    await closed(village, clinic)
    assert f'href="/clinics/{clinic}/brief"' in (await gil.look(f"/clinics/{clinic}")).text
    gone = village.people.ids["Gil"]
    await village.people.send("Gil", m.LeaveCommunity(community_id=village.community, member_id=gone))
    await village.world.runtimes["community"].journal.settled()
    for page in ("brief", "brief.md"):
        there = await gil.look(f"/clinics/{clinic}/{page}")
        nothing = f"clinic-{'z' * 26}"
        nowhere = await gil.look(f"/clinics/{nothing}/{page}")
        assert (there.status, there.text.replace(clinic, nothing)) == (404, nowhere.text)
