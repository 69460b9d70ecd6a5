"""Before a clinic, members say "I have been there"."""

from datetime import timedelta

import pytest

from services.clinic.app import clinic as aggregate
from services.clinic.app import service
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, World
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    GIL,
    IDS,
    PROPOSED,
    SCHEDULED,
    TOMORROW,
    clinic_in,
)

OFFER = c.OfferExperience(clinic_id=CLINIC, note="Two mergers.")
OFFERED = c.ExperienceOffered(**IDS, member_id=GIL, note="Two mergers.")
TAKE_BACK = c.TakeBackExperience(clinic_id=CLINIC)


@pytest.mark.parametrize("role", ["convener", "facilitator", "member", "guest"])
@pytest.mark.parametrize("before", [(PROPOSED,), (PROPOSED, SCHEDULED)])
def test_anybody_of_the_community_may_have_been_there_before_a_clinic(before: tuple, role: str) -> None:  # type: ignore[type-arg]
    assert Given(aggregate, CLINIC, *before).when(OFFER, by=GIL, role=role) == [OFFERED]


def test_the_state_holds_who_has_been_there_in_the_order_they_said_so() -> None:
    clinic = Given(aggregate, CLINIC, PROPOSED, OFFERED)
    then = clinic.then([c.ExperienceOffered(**IDS, member_id=FINN), OFFERED.model_copy(update={"note": "Three."})])
    assert list(then.been_there.items()) == [(GIL, "Three."), (FINN, None)]


def test_saying_it_twice_changes_nothing_and_another_note_does() -> None:
    clinic = Given(aggregate, CLINIC, PROPOSED, OFFERED)
    assert not clinic.when(OFFER, by=GIL, role="member")
    [again] = clinic.when(c.OfferExperience(clinic_id=CLINIC), by=GIL, role="member")
    assert again == OFFERED.model_copy(update={"note": None})


def test_it_can_be_taken_back_and_only_ones_own() -> None:
    clinic = Given(aggregate, CLINIC, PROPOSED, OFFERED)
    assert not clinic.when(TAKE_BACK, by=FINN, role="facilitator")
    back = clinic.when(TAKE_BACK, by=GIL, role="member")
    assert back == [c.ExperienceTakenBack(**IDS, member_id=GIL)]
    assert not clinic.then(back).been_there


def test_the_presenters_own_experience_belongs_into_the_context() -> None:
    with pytest.raises(Refusal, match="context") as refused:
        Given(aggregate, CLINIC, PROPOSED).when(OFFER, by=ANA, role="member")
    assert refused.value.status == 403


@pytest.mark.parametrize("command", [OFFER, TAKE_BACK])
def test_once_the_clinic_has_begun_experiences_have_their_step(command: c.ClinicCommand) -> None:
    with pytest.raises(Refusal, match="in the step for it"):
        clinic_in("context", OFFERED).when(command, by=GIL, role="member")


def test_nothing_is_offered_to_a_case_that_was_cancelled() -> None:
    with pytest.raises(Refusal, match="cancelled"):
        Given(aggregate, CLINIC, PROPOSED, c.ClinicCancelled(**IDS, reason="Ill.")).when(OFFER, by=GIL, role="member")


@pytest.mark.parametrize("command", [OFFER, TAKE_BACK])
def test_to_strangers_the_case_does_not_exist(command: c.ClinicCommand) -> None:
    with pytest.raises(Refusal) as refused:
        Given(aggregate, CLINIC, PROPOSED, OFFERED).when(command, by=GIL)
    assert refused.value.status == 404


async def test_members_see_the_open_cases_and_who_has_been_there(world: World) -> None:
    await world.open(service)
    gil = world.joins("gil")
    finn = world.joins("finn", "facilitator")
    world.joins("ana")

    async def proposed(title: str) -> str:
        world.clock.moment += timedelta(minutes=1)  # type: ignore[attr-defined]
        made = await world.send("ana", c.ProposeCase(community_id=COMMUNITY, title=title, question="How?"))
        return str(made["id"])

    titles = ("Old", "New", "Later", "Sooner", "Gone")
    ids = {title: await proposed(title) for title in titles}
    later = When(local=TOMORROW.local.replace(hour=15), zone="UTC")
    await world.send("finn", c.ScheduleClinic(clinic_id=ids["Later"], starts=later, facilitator_id=finn))
    await world.send("finn", c.ScheduleClinic(clinic_id=ids["Sooner"], starts=TOMORROW, facilitator_id=finn))
    await world.send("ana", c.CancelClinic(clinic_id=ids["Gone"], reason="Solved."))
    said = await world.send("gil", c.OfferExperience(clinic_id=ids["Old"], note="Two mergers."))
    assert said["events"][0]["data"] == {"community_id": COMMUNITY, "clinic_id": ids["Old"], "member_id": gil}

    seen = (await world.ask("gil", c.ListOpenCases(community_id=COMMUNITY), c.OpenCases)).cases
    assert [open_case.title for open_case in seen] == ["New", "Old", "Sooner", "Later"]
    been_there = {open_case.title: open_case.been_there for open_case in seen}
    assert been_there["Old"] == (c.ExperienceView(member_id=gil, note="Two mergers."),)
    assert been_there["New"] == ()
    await world.send("finn", c.StartClinic(clinic_id=ids["Sooner"]))
    seen = (await world.ask("gil", c.ListOpenCases(community_id=COMMUNITY), c.OpenCases)).cases
    assert "Sooner" not in [open_case.title for open_case in seen]

    world.joins("zoe", community="community-" + "z" * 26)
    with pytest.raises(Refusal):
        await world.ask("zoe", c.ListOpenCases(community_id=COMMUNITY), c.OpenCases)
