"""A clinic over the real bus and store, from the proposal to the report."""

from datetime import timedelta

import pytest

from services.clinic.app import service
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.world import COMMUNITY, NOON, World

TOMORROW = When(local=(NOON + timedelta(days=1)).replace(tzinfo=None), zone="UTC")
IN_A_MONTH = When(local=(NOON + timedelta(days=30)).replace(tzinfo=None), zone="UTC")


@pytest.fixture
async def clinic(world: World) -> str:
    """A clinic in its first step: Ana presents, Finn facilitates, Gil takes part."""
    await world.open(service)
    for name, role in (("ana", "member"), ("finn", "facilitator"), ("gil", "member")):
        world.joins(name, role)
    made = await world.send(
        "ana", c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How do we hand over?")
    )
    clinic: str = made["id"]
    await world.send(
        "finn", c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=world.joins("finn", "facilitator"))
    )
    await world.send("finn", c.StartClinic(clinic_id=clinic))
    return clinic


async def test_a_clinic_runs_from_its_question_to_what_really_happened(world: World, clinic: str) -> None:
    await world.send("ana", c.GiveContext(clinic_id=clinic, text="Two teams, one product."))
    await world.send("finn", c.AdvanceStep(clinic_id=clinic, from_step="context"))
    asked = await world.send("gil", c.AskQuestion(clinic_id=clinic, text="Who decides?"))
    question = asked["events"][0]["data"]["contribution_id"]
    await world.send("ana", c.AnswerQuestion(clinic_id=clinic, question_id=question, text="Nobody yet."))
    await world.send("finn", c.AdvanceStep(clinic_id=clinic, from_step="understanding"))
    await world.send("gil", c.ShareExperience(clinic_id=clinic, text="We once wrote it down together."))
    await world.send("finn", c.AdvanceStep(clinic_id=clinic, from_step="related_experience"))
    advice = await world.send("gil", c.GiveAdvice(clinic_id=clinic, text="I walked through one case with both teams."))
    given = advice["events"][0]["data"]["contribution_id"]
    await world.send("finn", c.CommentOnAdvice(clinic_id=clinic, advice_id=given, text="That helped us, too."))
    await world.send("finn", c.AdvanceStep(clinic_id=clinic, from_step="advice"))
    await world.send("ana", c.NoteTakeaway(clinic_id=clinic, advice_id=given, text="One case, both teams."))
    await world.send("ana", c.CloseClinic(clinic_id=clinic, follow_up=IN_A_MONTH))
    await world.send("ana", c.ReportFollowUp(clinic_id=clinic, text="It worked."))

    seen = await world.ask("gil", c.GetClinic(clinic_id=clinic), c.ClinicView)
    assert seen.status == "reported"
    assert seen.report == "It worked."
    assert [contribution.kind for contribution in seen.contributions] == [
        "context", "question", "answer", "experience", "advice", "comment", "takeaway",
    ]  # fmt: skip
    assert seen.contributions[2].about == question


async def test_a_contribution_that_has_no_place_any_more_is_refused_with_the_steps_hint(
    world: World, clinic: str
) -> None:
    await world.send("finn", c.AdvanceStep(clinic_id=clinic, from_step="context"))
    with pytest.raises(Refusal) as refused:
        await world.send("ana", c.GiveContext(clinic_id=clinic, text="And another thing."))
    assert refused.value.status == 409
    assert "understanding step" in refused.value.detail
    assert "The step for context is over" in refused.value.detail
    assert "question" in refused.value.extra["hint"]


async def test_a_repeated_command_gives_the_first_answer_and_no_second_effect(world: World, clinic: str) -> None:
    command = c.GiveContext(clinic_id=clinic, text="Two teams.")
    first = await world.send("ana", command, id="once")
    again = await world.send("ana", command, id="once")
    assert again == {**first, "repeated": True}
    seen = await world.ask("ana", c.GetClinic(clinic_id=clinic), c.ClinicView)
    assert len(seen.contributions) == 1


async def test_the_same_id_for_another_command_is_refused(world: World, clinic: str) -> None:
    await world.send("ana", c.GiveContext(clinic_id=clinic, text="Two teams."), id="once")
    with pytest.raises(Refusal) as refused:
        await world.send("ana", c.GiveContext(clinic_id=clinic, text="Three teams."), id="once")
    assert refused.value.status == 422


async def test_to_somebody_who_does_not_belong_the_clinic_does_not_exist(world: World, clinic: str) -> None:
    world.joins("zoe", "member", community="community-" + "z" * 26)
    with pytest.raises(Refusal) as refused:
        await world.ask("zoe", c.GetClinic(clinic_id=clinic), c.ClinicView)
    assert refused.value.status in (404, 503)


async def test_the_list_shows_a_case_as_soon_as_it_was_proposed(world: World, clinic: str) -> None:
    lines = await world.ask("gil", c.ListClinics(community_id=COMMUNITY), c.ClinicList)
    assert [line.id for line in lines.clinics] == [clinic]
