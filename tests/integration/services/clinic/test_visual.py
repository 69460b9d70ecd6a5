"""The single visual of a clinic: whose it is, until when, and that nothing but the picture is kept."""

from typing import Any

import pytest

from services.clinic.app import clinic as aggregate
from services.clinic.app import service
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from shared.contracts.pictures import LARGEST_PICTURE, Picture, PictureView
from shared.domain import Actor, Context, Refusal
from tests.support.pictures import drawing, located, opened, photo
from tests.support.world import COMMUNITY, NOON, World
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    GIL,
    IDS,
    PROPOSED,
    SCHEDULED,
    STARTED,
    STEPS,
    step_started,
)

PICTURE = Picture(id=derived_id("picture", "one"), media_type="image/png", size=9, width=3, height=3)
OTHER = PICTURE.model_copy(update={"id": derived_id("picture", "other")})
IMAGE = drawing(20, 10)
SET = c.SetVisual(clinic_id=CLINIC, alt="Two circles", image=IMAGE)
REMOVE = c.RemoveVisual(clinic_id=CLINIC)
SHOWN = c.VisualSet(**IDS, member_id=ANA, picture=PICTURE, alt="Two circles")


def decide(
    *before: Any, command: Any = SET, by: str = ANA, role: str | None = "member", picture: Picture = PICTURE
) -> Any:
    state = aggregate.evolve.fold(None, (PROPOSED, *before))
    context = Context(now=NOON, actor=Actor("member", by), stream=CLINIC, command_id="1", role=role, known=picture)
    return aggregate.decide(state, command, context)


def refusal(*before: Any, **how: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        decide(*before, **how)
    return refused.value


def test_the_presenter_shows_a_visual_and_the_facilitator_another() -> None:
    assert decide() == [SHOWN]
    assert decide(SCHEDULED, SHOWN, by=FINN, picture=OTHER) == [
        SHOWN.model_copy(update={"member_id": FINN, "picture": OTHER})
    ]


def test_there_is_one_visual_at_a_time_and_the_last_one_counts() -> None:
    then = aggregate.evolve.fold(None, (PROPOSED, SHOWN, SHOWN.model_copy(update={"picture": OTHER, "alt": "Three"})))
    assert then is not None and then.visual is not None
    assert (then.visual.picture, then.visual.alt) == (OTHER, "Three")


def test_the_same_picture_with_the_same_words_changes_nothing() -> None:
    assert not decide(SHOWN)
    assert decide(SHOWN, command=SET.model_copy(update={"alt": "Other words"}))


def test_a_visual_can_be_removed_and_only_once() -> None:
    assert decide(SHOWN, command=REMOVE) == [c.VisualRemoved(**IDS, member_id=ANA)]
    assert not decide(SHOWN, c.VisualRemoved(**IDS, member_id=ANA), command=REMOVE)


@pytest.mark.parametrize("command", [SET, REMOVE])
def test_others_change_nothing_about_it_even_conveners(command: Any) -> None:
    for role in ("member", "facilitator", "convener"):
        assert refusal(SCHEDULED, SHOWN, command=command, by=GIL, role=role).status == 403
    assert refusal(SCHEDULED, SHOWN, command=command, by=GIL, role=None).status == 404


@pytest.mark.parametrize("command", [SET, REMOVE])
def test_it_stays_as_it_is_once_the_context_has_been_told(command: Any) -> None:
    running = (SCHEDULED, STARTED)
    changed = decide(*running, step_started("context"), SHOWN, command=command, picture=OTHER)
    assert len(changed) == 1
    for step in list(STEPS)[1:]:
        refused = refusal(*running, step_started(step), SHOWN, command=command, picture=OTHER)
        assert (refused.status, refused.slug) == (409, "context-is-told")


@pytest.mark.parametrize("command", [SET, REMOVE])
def test_a_clinic_that_was_cancelled_keeps_it(command: Any) -> None:
    assert refusal(SHOWN, c.ClinicCancelled(**IDS, reason="Ill."), command=command).slug == "clinic-is-over"


@pytest.fixture
async def case(world: World) -> str:
    """A case of Ana's, in a running service."""
    await world.open(service)
    for name in ("ana", "gil"):
        world.joins(name)
    made = await world.send("ana", c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"))
    return str(made["id"])


async def test_whoever_may_see_the_clinic_gets_the_picture_and_nothing_that_came_with_it(
    world: World, case: str
) -> None:
    done = await world.send("ana", c.SetVisual(clinic_id=case, alt="Words-kept", image=located()))
    [event] = done["events"]
    assert "Words-kept" not in str(event)
    view = await world.ask("gil", c.GetVisual(clinic_id=case), PictureView)
    assert event["data"]["picture"] == view.picture.model_dump()
    assert view.alt == "Words-kept"
    assert (len(view.data), opened(view.data).size) == (view.picture.size, (view.picture.width, view.picture.height))
    assert b"Camera-maker-kept" not in view.data, "the service makes it anew, whoever sends it"
    again = await world.ask("gil", c.GetVisual(clinic_id=case, unless=view.picture.id), PictureView)
    assert (again.data, again.picture) == (b"", view.picture)
    seen = await world.ask("gil", c.GetClinic(clinic_id=case), c.ClinicView)
    assert seen.visual == c.VisualView(picture=view.picture, alt="Words-kept")


async def test_a_picture_as_large_as_one_may_be_goes_over_the_bus_both_ways(world: World, case: str) -> None:
    large = photo(900, 720, quality=85)
    padded = large + b"\0" * (LARGEST_PICTURE - len(large))
    await world.send("ana", c.SetVisual(clinic_id=case, alt="Grain", image=padded))
    view = await world.ask("gil", c.GetVisual(clinic_id=case), PictureView)
    assert (view.picture.width, view.picture.size > LARGEST_PICTURE * 0.8) == (900, True)


async def test_a_deck_sent_straight_to_the_bus_is_refused_with_the_reason_the_method_gives(
    world: World, case: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await world.send("ana", c.SetVisual(clinic_id=case, alt="Deck", image=b"%PDF-1.7"))
    assert (refused.value.status, refused.value.detail) == (415, c.WHY_NO_DECK)
    assert "without a slide deck" in c.WHY_NO_DECK


async def test_a_removed_visual_is_not_there_any_more(world: World, case: str) -> None:
    await world.send("ana", c.SetVisual(clinic_id=case, alt="Circles", image=IMAGE))
    await world.send("ana", c.RemoveVisual(clinic_id=case))
    with pytest.raises(Refusal) as refused:
        await world.ask("ana", c.GetVisual(clinic_id=case), PictureView)
    assert refused.value.status == 404
