"""A clinic's record and its replay, as members of the community find them."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.types import When
from tests.support.village import Village, forms_in

TITLE = "Hand*over* <b>"


async def clinic_in(village: Village) -> str:
    """A clinic in its second step: Ana presents, Cora facilitates, Gil asked."""
    people = village.people
    for name in ("Ana", "Gil"):
        await people.joins(name)
    case = c.ProposeCase(community_id=village.community, title=TITLE, question="How?")
    clinic: str = (await people.send("Ana", case))["id"]
    starts = When.of(village.world.clock.now() + timedelta(days=1), "Europe/Paris")
    await people.send("Cora", c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=people.ids["Cora"]))
    await people.send("Cora", c.StartClinic(clinic_id=clinic))
    await _minutes_pass(village, 12)
    await people.send("Ana", c.GiveContext(clinic_id=clinic, text="Two teams."))
    await people.send("Cora", c.AdvanceStep(clinic_id=clinic, from_step="context"))
    await _minutes_pass(village, 5)
    asked = await people.send("Gil", c.AskQuestion(clinic_id=clinic, text="שאלה <i>?"))
    question = asked["events"][0]["data"]["contribution_id"]
    await people.send("Ana", c.AnswerQuestion(clinic_id=clinic, question_id=question, text="Nobody."))
    return clinic


async def _minutes_pass(village: Village, minutes: int) -> None:
    village.world.clock.moment += timedelta(minutes=minutes)  # type: ignore[attr-defined]


async def test_the_page_tells_everything_with_names_and_its_picture_has_words(village: Village) -> None:
    clinic = await clinic_in(village)
    page = await village.visitor("Gil").look(f"/clinics/{clinic}/record")
    assert page.status == 200
    for part in ("Hand*over* &lt;b&gt;", "Two teams.", "שאלה &lt;i&gt;?", "Nobody.", "Cora", "Gil", "Ana", "12 min"):
        assert part in page.text
    assert 'role="img"' in page.text
    assert "Context: planned 10 minutes, ran 12; Understanding: planned 15 minutes, ran 5;" in page.text
    assert '<p class="text" dir="auto">שאלה' in page.text
    assert "style=" not in page.text, "the policy of our pages allows none"


async def test_the_record_is_kept_as_markdown_and_as_json_with_names(village: Village) -> None:
    clinic = await clinic_in(village)
    gil = village.visitor("Gil")
    markdown = await gil.look(f"/clinics/{clinic}/record.md")
    assert markdown.headers["Content-Type"].startswith("text/markdown")
    assert "filename*=UTF-8''Hand-over-%20-b-.md" in markdown.headers["Content-Disposition"]
    assert r"Hand\*over\* &lt;b&gt;" in markdown.text
    kept = json.loads((await gil.look(f"/clinics/{clinic}/record.json")).text)
    record = c.ClinicRecord.model_validate(kept)
    assert (record.title, record.names[village.people.ids["Gil"]]) == (TITLE, "Gil")
    assert record.steps[1].contributions[0].replies[0].text == "Nobody."
    assert record.names.keys() == {village.people.ids[name] for name in ("Ana", "Cora", "Gil")}


async def test_a_stranger_is_told_the_same_of_a_record_and_of_none(village: Village) -> None:
    clinic = await clinic_in(village)
    zoe = await village.people.joins("Zoe")
    stranger = village.visitor("Zoe")
    assert (await stranger.look(f"/clinics/{clinic}/record")).status == 200
    await village.people.send("Zoe", m.LeaveCommunity(community_id=village.community, member_id=zoe))
    await village.world.runtimes["community"].journal.settled()
    nothing = "clinic-" + "z" * 26
    for page in ("record", "record.md", "record.json", "replay?version=1"):
        there = await stranger.look(f"/clinics/{clinic}/{page}")
        nowhere = await stranger.look(f"/clinics/{nothing}/{page}")
        assert (there.status, there.text) == (404, nowhere.text.replace(nothing, clinic))
        assert (await village.visitor().look(f"/clinics/{clinic}/{page}")).status == 401


class _Past(HTMLParser):
    """What stands within the part of the page that shows the past."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open = 0
        self.shown = False
        self.controls: list[str] = []
        self.switched_off = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "fieldset":
            self.open += 1
            self.switched_off |= "disabled" in dict(attrs)
        elif tag == "main":
            self.shown = True
        elif tag in ("button", "textarea", "select") and self.shown and not self.open:
            self.controls.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open -= tag == "fieldset"
        self.shown &= tag != "main"


async def test_replay_goes_through_every_moment_by_links_alone_and_offers_nothing_to_do(village: Village) -> None:
    clinic = await clinic_in(village)
    gil = village.visitor("Gil")
    path, seen = f"/clinics/{clinic}/replay?version=1", []
    while path:
        page = await gil.look(path)
        assert page.status == 200
        past = _Past(page.text)
        assert past.switched_off
        assert past.controls == ["button"], "to show another moment"
        seen.append(page.text)
        found = re.search(r'<a href="([^"]+)" rel="next">', page.text)
        path = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == 7
    assert "Proposed" in seen[0]
    assert "Case proposed, Protocol chosen (by Ana)" in seen[0]
    assert "Two teams." not in seen[2]
    assert "Two teams." in seen[3]
    assert "Nobody." not in seen[5]
    assert "Nobody." in seen[6]
    assert "10 min left" in seen[2]


async def test_replay_jumps_to_steps_and_by_its_slider(village: Village) -> None:
    clinic = await clinic_in(village)
    gil = village.visitor("Gil")
    page = await gil.look(f"/clinics/{clinic}/replay")
    assert "Moment 7 of 7" in page.text
    assert f"/clinics/{clinic}/replay" in forms_in(page.text)
    jump = re.search(r'href="(/clinics/[^"]+\?at=[^"]+)">2\.', page.text)
    assert jump is not None
    assert "Moment 5 of 7" in (await gil.look(jump[1])).text
    assert (await gil.look(f"/clinics/{clinic}/replay?version=8")).status == 422
    assert (await gil.look(f"/clinics/{clinic}/replay?version=soon")).status == 404


async def test_the_clinics_page_leads_to_both(village: Village) -> None:
    clinic = await clinic_in(village)
    page = (await village.visitor("Gil").look(f"/clinics/{clinic}")).text
    assert f'href="/clinics/{clinic}/record"' in page
    assert f'href="/clinics/{clinic}/replay"' in page
