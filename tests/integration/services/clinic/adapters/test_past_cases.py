"""A community's memory over the real bus and store: found, counted, suggested, and made again from the journal."""

from datetime import timedelta
from typing import Any

import pytest

from services.clinic.adapters.past_cases import keep
from services.clinic.app import service
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.world import COMMUNITY, NOON, World, member

LATER = When.of(NOON + timedelta(days=30), "UTC")
ELSEWHERE = "community-" + "z" * 26


async def case(world: World, title: str, question: str, community: str = COMMUNITY) -> str:
    made = await world.send("ana", c.ProposeCase(community_id=community, title=title, question=question))
    return str(made["id"])


async def over(world: World, clinic: str, experience: str, advice: str, takeaway: str | None) -> str | None:
    """Runs it: Gil tells of an experience, Hana gives advice, Ana takes it along. The takeaway's id."""
    starts = When.of(NOON + timedelta(days=1), "UTC")
    await world.send("finn", c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=member("finn")))
    await world.send("finn", c.StartClinic(clinic_id=clinic))
    noted = None
    for step in ("context", "understanding", "related_experience", "advice", "summary"):
        match step:
            case "related_experience":
                await world.send("gil", c.ShareExperience(clinic_id=clinic, text=experience))
            case "advice":
                given = await world.send("hana", c.GiveAdvice(clinic_id=clinic, text=advice))
            case "summary" if takeaway is not None:
                ids = (said(given),)
                note = c.NoteTakeaway(clinic_id=clinic, text=takeaway, advice_ids=ids)
                noted = said(await world.send("ana", note))
        if step != "summary":
            await world.send("finn", c.AdvanceStep(clinic_id=clinic, from_step=step))
    await world.send("finn", c.CloseClinic(clinic_id=clinic, follow_up=LATER))
    return noted


def said(done: dict[str, Any]) -> str:
    return str(done["events"][0]["data"]["contribution_id"])


async def search(world: World, text: str, by: str = "gil") -> c.CasesFound:
    return await world.ask(by, c.SearchCases(community_id=COMMUNITY, text=text), c.CasesFound)


async def memory(world: World) -> c.AdviceMemory:
    return await world.ask("gil", c.GetAdviceMemory(community_id=COMMUNITY), c.AdviceMemory)


@pytest.fixture
async def past(world: World) -> tuple[str, str]:
    """Two clinics that are over, in two languages; of the first it was told what happened. Their ids."""
    await world.open(service)
    for name, role in (("ana", "member"), ("finn", "facilitator"), ("gil", "member"), ("hana", "member")):
        world.joins(name, role)  # type: ignore[arg-type]
    evening = await case(world, "Evening hours", "How do we get people to use our evening hours?")
    takeaway = await over(
        world, evening, "Our evenings were empty.", "I went to the bakery.", "The bakery is the door."
    )
    assert takeaway is not None
    told = c.Outcome(takeaway_id=takeaway, done="tried", result="helped", story="Nine bakers came.")
    await world.send("ana", c.ReportFollowUp(clinic_id=evening, outcomes=(told,)))
    shift = await case(world, "Die Übergabe", "Wie übergeben wir die Schicht?")
    await over(world, shift, "Bei uns lag das Protokoll herum.", "Wir haben es laut vorgelesen.", None)
    return evening, shift


async def test_a_past_case_is_found_by_any_of_its_parts_and_says_where(world: World, past: tuple[str, str]) -> None:
    evening, shift = past
    found = await search(world, "bakers")
    assert found.searched == 2
    [hit] = found.hits
    assert hit.clinic_id == evening
    assert [passage.where for passage in hit.passages] == ["story"]
    [passage] = hit.passages
    assert [passage.text[start:end] for start, end in passage.marks] == ["bakers"]
    [hit] = (await search(world, "ubergaben")).hits
    assert (hit.clinic_id, hit.passages[0].where) == (shift, "title")
    where = {passage.where for passage in (await search(world, "bakery door")).hits[0].passages}
    assert where == {"takeaway", "advice"}


async def test_a_case_that_is_not_over_is_not_remembered_yet(world: World, past: tuple[str, str]) -> None:
    await case(world, "Laundry", "How do we run the laundry?")
    assert (await search(world, "laundry")).hits == ()
    assert (await memory(world)).clinics == 2


async def test_the_memory_counts_what_became_of_advice_with_what_it_is_out_of(
    world: World, past: tuple[str, str]
) -> None:
    evening, shift = past
    seen = await memory(world)
    assert (seen.clinics, seen.reported) == (2, 1)
    assert (seen.advice.given, seen.advice.taken, seen.advice.unsaid) == (2, 1, 1)
    assert (seen.advice.outcomes.total, seen.advice.outcomes.helped) == (1, 1)
    assert {clinic_counts.clinic_id for clinic_counts in seen.by_clinic} == {evening, shift}
    assert sum(clinic_counts.advice.given for clinic_counts in seen.by_clinic) == seen.advice.given


async def test_a_new_case_is_shown_past_ones_like_it_and_whom_to_ask(world: World, past: tuple[str, str]) -> None:
    evening, _ = past
    new = await case(world, "Nobody comes in the evening", "How do we fill the evening hours?")
    seen = await world.ask("gil", c.SuggestForCase(clinic_id=new), c.Suggestions)
    assert [case_hit.clinic_id for case_hit in seen.cases] == [evening]
    assert seen.cases[0].advice.outcomes.helped == 1
    assert [(person.member_id, person.how) for person in seen.people] == [
        (member("gil"), ("experience",)),
        (member("hana"), ("advice",)),
    ]


async def test_a_case_like_no_other_is_shown_none(world: World, past: tuple[str, str]) -> None:
    new = await case(world, "Salaries", "Which budget line pays for the salaries of interns?")
    assert await world.ask("gil", c.SuggestForCase(clinic_id=new), c.Suggestions) == c.Suggestions(cases=(), people=())


async def test_to_strangers_a_community_has_no_memory(world: World, past: tuple[str, str]) -> None:
    world.joins("zoe", community=ELSEWHERE)
    for query, view in (
        (c.SearchCases(community_id=COMMUNITY, text="bakery"), c.CasesFound),
        (c.GetAdviceMemory(community_id=COMMUNITY), c.AdviceMemory),
        (c.ListReports(community_id=COMMUNITY), c.ReportList),
        (c.SuggestForCase(clinic_id=past[0]), c.Suggestions),
    ):
        with pytest.raises(Refusal) as refused:
            await world.ask("zoe", query, view)  # type: ignore[arg-type,type-var]
        assert refused.value.status in (404, 503)


async def test_one_community_does_not_remember_anothers_cases(world: World, past: tuple[str, str]) -> None:
    world.joins("gil", community=ELSEWHERE)
    found = await world.ask("gil", c.SearchCases(community_id=ELSEWHERE, text="bakery"), c.CasesFound)
    assert (found.searched, found.hits) == (0, ())


async def test_what_is_told_later_is_found_and_counted_at_once(world: World, past: tuple[str, str]) -> None:
    _, shift = past
    await memory(world)
    await world.send("ana", c.ReportFollowUp(clinic_id=shift, text="Jetzt lesen alle den Aushang."))
    [hit] = (await search(world, "Aushang")).hits
    assert (hit.clinic_id, hit.passages[0].where) == (shift, "report")
    assert (await memory(world)).reported == 2


async def test_a_lost_memory_is_made_again_from_the_journal(world: World, past: tuple[str, str]) -> None:
    cases = world.runtimes["clinic"].collection("cases")
    before = await memory(world)
    await cases.delete_many({})
    assert await memory(world) == before
    assert [hit.clinic_id for hit in (await search(world, "bakers")).hits] == [past[0]]
    assert await cases.count_documents({}) == 2


async def test_a_process_that_starts_finds_what_others_kept(world: World, past: tuple[str, str]) -> None:
    before = await memory(world)
    await world.close()
    other = World(world.settings, world.clock)
    other.joins("gil")
    try:
        await other.open(service)
        assert await memory(other) == before
        assert [hit.clinic_id for hit in (await search(other, "ubergaben")).hits] == [past[1]]
    finally:
        await other.close()


async def test_an_older_digest_never_takes_the_place_of_a_newer_one(world: World, past: tuple[str, str]) -> None:
    """Two processes may come with what they read in either order."""
    runtime = world.runtimes["clinic"]
    old = await runtime.read(past[1])
    assert old is not None
    await world.send("ana", c.ReportFollowUp(clinic_id=past[1], text="Jetzt lesen alle den Aushang."))
    await memory(world)
    await keep(runtime, {past[1]: old})
    assert [hit.clinic_id for hit in (await search(world, "Aushang")).hits] == [past[1]]
    assert (await memory(world)).reported == 2


async def test_a_meeting_sees_what_no_meeting_has_talked_about(world: World, past: tuple[str, str]) -> None:
    evening, shift = past

    async def to_discuss() -> list[str]:
        listed = await world.ask("gil", c.ListReports(community_id=COMMUNITY), c.ReportList)
        return [report.clinic_id for report in listed.reports]

    assert await to_discuss() == [evening]
    await world.send("finn", c.NoteDiscussion(clinic_id=evening))
    assert await to_discuss() == []
    world.clock.moment = NOON + timedelta(days=2)  # type: ignore[attr-defined]
    await world.send("ana", c.ReportFollowUp(clinic_id=evening, text="More came of it."))
    await world.send("ana", c.ReportFollowUp(clinic_id=shift, text="Well."))
    assert set(await to_discuss()) == {evening, shift}
    first = await world.ask("gil", c.ListReports(community_id=COMMUNITY, limit=1), c.ReportList)
    rest = await world.ask("gil", c.ListReports(community_id=COMMUNITY, after=first.next or ""), c.ReportList)
    assert [report.clinic_id for report in (*first.reports, *rest.reports)] == await to_discuss()
    assert rest.next is None
