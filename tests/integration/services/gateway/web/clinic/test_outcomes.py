"""Weighing advice, reporting, postponing, and a community's memory: with forms alone, without any script."""

import re
from datetime import timedelta

import pytest
from markupsafe import escape

from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.village import Village, Visitor
from tests.support.world import NOON

FOLLOW_UP = When.of(NOON + timedelta(days=40), "Europe/Paris")


async def in_summary(
    village: Village, title: str = "Evening hours", question: str = "Who comes in the evening?"
) -> str:
    """Ana's clinic in its summary; Ben gave two pieces of advice, Cora facilitates."""
    people = village.people
    made = await people.send("Ana", c.ProposeCase(community_id=people.community, title=title, question=question))
    clinic: str = made["id"]
    starts = When.of(NOON + timedelta(days=1), "Europe/Paris")
    schedule = c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=people.ids["Cora"])
    await people.send("Cora", schedule)
    await people.send("Cora", c.StartClinic(clinic_id=clinic))
    for step in ("context", "understanding", "related_experience", "advice"):
        if step == "advice":
            for text in ("I went to the <b>bakery</b>.", "We closed for a month."):
                await people.send("Ben", c.GiveAdvice(clinic_id=clinic, text=text))
        await people.send("Cora", c.AdvanceStep(clinic_id=clinic, from_step=step))
    return clinic


@pytest.fixture
async def clinic(village: Village) -> str:
    await village.people.joins("Ana")
    await village.people.joins("Ben")
    return await in_summary(village)


async def seen(village: Village, clinic: str, name: str = "Ana") -> c.ClinicView:
    return await village.people.ask(name, c.GetClinic(clinic_id=clinic), c.ClinicView)


async def advice_of(village: Village, clinic: str) -> list[str]:
    return [
        contribution.id for contribution in (await seen(village, clinic)).contributions if contribution.kind == "advice"
    ]


async def send(ana: Visitor, clinic: str, action: str, fields: dict[str, str]) -> int:
    return (await ana.press(f"/clinics/{clinic}", f"/clinics/{clinic}/{action}", fields)).status


async def weigh(village: Village, ana: Visitor, clinic: str) -> list[str]:
    """Ana takes the first piece of advice along and sets the second aside; the ids of both takeaways."""
    first, second = await advice_of(village, clinic)
    taken = {"key": first, "advice": first, "choice": "taken", "text": "The bakery is the door."}
    aside = {"key": second, "advice": second, "choice": "set_aside", "why": "We cannot close."}
    assert [await send(ana, clinic, "weigh", document) for document in (taken, aside)] == [303, 303]
    return [takeaway.id for takeaway in (await seen(village, clinic)).takeaways]


async def test_the_presenter_weighs_each_piece_of_advice_and_changes_their_mind(village: Village, clinic: str) -> None:
    ana = village.visitor("Ana")
    page = (await ana.look(f"/clinics/{clinic}")).text
    assert "What do you make of the advice?" in page
    assert "I went to the &lt;b&gt;bakery&lt;/b&gt;." in page
    assert "What do you make of the advice?" not in (await village.visitor("Ben").look(f"/clinics/{clinic}")).text
    taken, aside = await weigh(village, ana, clinic)
    page = (await ana.look(f"/clinics/{clinic}")).text
    assert ">The bakery is the door.</textarea>" in page
    assert 'value="We cannot close."' in page
    first, _ = await advice_of(village, clinic)
    change = {"key": first, "advice": first, "takeaway": taken, "choice": "adapted", "text": "Go to the laundry."}
    assert await send(ana, clinic, "change-takeaway", change) == 303
    assert await send(ana, clinic, "drop-takeaway", {"takeaway": aside}) == 303
    [takeaway] = (await seen(village, clinic)).takeaways
    assert (takeaway.choice, takeaway.text) == ("adapted", "Go to the laundry.")


async def test_what_is_missing_comes_back_at_its_advice_with_the_words(village: Village, clinic: str) -> None:
    ana = village.visitor("Ana")
    first, _ = await advice_of(village, clinic)
    fields = {"key": first, "advice": first, "choice": "adapted", "text": "", "why": "Kept-why"}
    refused = await ana.press(f"/clinics/{clinic}", f"/clinics/{clinic}/weigh", fields)
    assert refused.status == 422
    assert f'id="text-{first}-wrong"' in refused.text
    assert 'value="Kept-why"' in refused.text
    assert f'<details id="weigh-{first}" open>' in refused.text
    assert re.search(r'<option value="adapted" selected>', refused.text)


async def closed(village: Village, ana: Visitor, clinic: str) -> list[str]:
    ids = await weigh(village, ana, clinic)
    await village.people.send("Ana", c.CloseClinic(clinic_id=clinic, follow_up=FOLLOW_UP))
    return ids


async def test_the_report_says_what_became_of_each_takeaway(village: Village, clinic: str) -> None:
    ana = village.visitor("Ana")
    taken, aside = await closed(village, ana, clinic)
    page = (await ana.look(f"/clinics/{clinic}")).text
    assert f'name="done-{taken}"' in page
    assert f'name="done-{aside}"' not in page
    assert "Nothing told yet" in page
    assert "Tell the community" not in (await village.visitor("Ben").look(f"/clinics/{clinic}")).text
    half = {f"done-{taken}": "tried", f"result-{taken}": "", f"story-{taken}": "Kept-story", "text": ""}
    refused = await ana.press(f"/clinics/{clinic}", f"/clinics/{clinic}/report", half)
    assert refused.status == 422
    assert f'id="result-{taken}-wrong"' in refused.text
    assert "Kept-story" in refused.text
    assert await send(ana, clinic, "report", {**half, f"result-{taken}": "helped", "text": "All <i>well</i>."}) == 303
    page = (await village.visitor("Ben").look(f"/clinics/{clinic}")).text
    assert "Tried. It helped" in page
    assert "All &lt;i&gt;well&lt;/i&gt;." in page
    assert "Why: <bdi>We cannot close.</bdi>" in page
    assert (await seen(village, clinic)).status == "reported"


async def test_a_day_to_be_asked_again_is_for_what_is_too_early(village: Village, clinic: str) -> None:
    ana = village.visitor("Ana")
    taken, _ = await closed(village, ana, clinic)
    day = (NOON + timedelta(days=90)).date().isoformat()
    fields = {f"done-{taken}": "tried", f"result-{taken}": "too_early", f"story-{taken}": "", "text": "", "date": day}
    assert await send(ana, clinic, "report", fields) == 303
    [asked] = (await seen(village, clinic)).asked
    assert (asked.at.local.date().isoformat(), asked.number, asked.open) == (day, 2, True)


async def test_the_presenter_postpones_the_question(village: Village, clinic: str) -> None:
    ana = village.visitor("Ana")
    await closed(village, ana, clinic)
    past = await ana.press(f"/clinics/{clinic}", f"/clinics/{clinic}/postpone", {"date": "2020-01-01"})
    assert past.status == 422
    assert 'id="postpone-date-wrong"' in past.text
    day = (NOON + timedelta(days=60)).date().isoformat()
    assert await send(ana, clinic, "postpone", {"date": day}) == 303
    assert (await seen(village, clinic)).asked[0].at.local.date().isoformat() == day


async def test_the_memory_shows_how_advice_worked_out_and_finds_past_cases(village: Village, clinic: str) -> None:
    ana, path = village.visitor("Ana"), f"/communities/{village.community}/memory"
    assert path in (await ana.look(f"/communities/{village.community}")).text
    assert "No clinic is over yet." in (await ana.look(path)).text
    taken, _ = await closed(village, ana, clinic)
    fields = {f"done-{taken}": "tried", f"result-{taken}": "helped", f"story-{taken}": "", "text": "Nine bakers came."}
    await send(ana, clinic, "report", fields)
    page = (await ana.look(path)).text
    assert "1 clinic is over. Of 1 of them it was told what happened." in page
    assert re.search(r"<strong>1</strong> <span>helped</span>", page)
    assert "Advice given: 2. 1 taken as it was, 1 set aside." in page
    assert "Taken along: 1. 1 tried, and it helped." in page
    assert "For a meeting to talk about" in page
    found = (await ana.look(f"{path}?q=baker")).text
    assert "1 of 1 past case" in found
    assert "Nine <mark>bakers</mark> came." in found
    assert "None has these words" in (await ana.look(f"{path}?q=submarine")).text
    assert await send(village.visitor("Cora"), clinic, "discuss", {"where": "October"}) == 303
    assert "For a meeting to talk about" not in (await ana.look(path)).text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "x" * 300, "a\u202eb"])
async def test_whatever_is_searched_is_shown_as_text(village: Village, text: str) -> None:
    await village.people.joins("Ana")
    page = await village.visitor("Ana").call(
        "GET", f"/communities/{village.community}/memory", params={"q": text}, headers={"Accept": "text/html"}
    )
    assert page.status == (422 if len(text) > 200 or "\u202e" in text else 200)
    assert "<script>alert" not in page.text
    assert f'value="{escape(text)}"' in page.text


async def test_a_new_case_is_shown_cases_like_it_people_to_ask_and_visits(village: Village, clinic: str) -> None:
    ana = village.visitor("Ana")
    await closed(village, ana, clinic)
    stops = (t.Stop(title="The evening counter", minutes=30),)
    visit = t.ProposeVisit(community_id=village.community, title="Night clinic", place="Hall", programme=stops)
    await village.people.send("Ben", visit)
    case = c.ProposeCase(community_id=village.community, title="Evenings", question="How do evening hours fill?")
    new = (await village.people.send("Cora", case))["id"]
    page = (await ana.look(f"/clinics/{new}")).text
    assert f'href="/clinics/{clinic}"' in page
    assert "Of 2 pieces of advice 1 taken along: 1 still unanswered." in page
    assert re.search(r"<bdi>Ben</bdi>\s*<span class=\"muted\">gave advice: Evening hours", page)
    assert "Visits that may help" in page
    assert "The <mark>evening</mark> counter" in page
    assert "From the community" not in (await ana.look(f"/clinics/{clinic}")).text
