"""What a presenter takes along, adapts and sets aside in the summary; pure."""

from typing import Any

import pytest

from services.clinic.views.outcomes import takeaway_view
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from tests.support.clinic.after import ADVICE, HANA, Story, advice
from tests.support.world import NOON
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import ANA, CLINIC, GIL, IDS, clinic_in


def test_a_takeaway_as_it_always_was_takes_the_advice_it_names() -> None:
    story = Story()
    story.does(c.NoteTakeaway(clinic_id=CLINIC, text="Go there.", advice_id=advice(1)))
    story.does(c.Contribute(clinic_id=CLINIC, what="takeaway", text="Sleep on it."))
    takeaway, other = story.clinic.takeaways.values()
    assert (takeaway.choice, takeaway.advice, takeaway.member_id) == ("taken", (advice(1),), ANA)
    assert (other.choice, other.advice) == ("taken", ())
    assert [said.text for said in story.clinic.contributions.values()][-2:] == ["Go there.", "Sleep on it."]


def test_an_event_from_before_there_was_a_choice_takes_its_advice() -> None:
    old = {**IDS, "contribution_id": derived_id("said", "old"), "member_id": ANA, "step": "summary", "at": NOON}
    event = c.TakeawayNoted.model_validate({**old, "text": "Go.", "advice_id": advice(2)})
    [takeaway] = Story(event).clinic.takeaways.values()
    assert (takeaway.choice, takeaway.advice) == ("taken", (advice(2),))


def test_several_pieces_of_advice_feed_one_takeaway() -> None:
    story = Story()
    story.notes("Both together.", 1, 3, 1)
    [takeaway] = story.clinic.takeaways.values()
    assert takeaway.advice == (advice(1), advice(3))
    assert story.clinic.weighed[advice(3)] == (takeaway.id,)
    assert story.clinic.contributions[takeaway.id].about == advice(1)


def test_advice_is_taken_as_it_is_without_saying_it_again() -> None:
    story = Story()
    story.notes(None, 2)
    [takeaway] = story.clinic.takeaways.values()
    assert takeaway_view(story.clinic, takeaway).text == "Advice 2"


def test_what_is_set_aside_says_why_and_nothing_it_would_do() -> None:
    story = Story()
    story.notes(None, 4, choice="set_aside", why="We have no budget for it.")
    [takeaway] = story.clinic.takeaways.values()
    view = takeaway_view(story.clinic, takeaway)
    assert (view.choice, view.why) == ("set_aside", "We have no budget for it.")
    assert story.clinic.contributions[takeaway.id].text == ""


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"choice": "set_aside", "advice_ids": (advice(1),)}, "why"),
        ({"choice": "set_aside", "why": "No."}, "advice_ids"),
        ({"choice": "adapted", "text": "Less of it."}, "advice_ids"),
        ({"choice": "adapted", "advice_ids": (advice(1),)}, "text"),
        ({"choice": "taken"}, "text"),
        ({"advice_ids": (advice(1), derived_id("said", "never"))}, "advice_ids"),
        ({"advice_ids": (derived_id("said", "never"),)}, "advice_id"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, Any], field: str) -> None:
    refusal = Story().refused(c.NoteTakeaway(clinic_id=CLINIC, **given))
    assert (refusal.status, refusal.extra["errors"][0]["field"]) == (422, field)


def test_the_same_advice_cannot_be_taken_and_set_aside() -> None:
    story = Story()
    taken = story.notes("Go.", 1)
    aside = c.NoteTakeaway(clinic_id=CLINIC, choice="set_aside", why="No.", advice_ids=(advice(1),))
    refusal = story.refused(aside)
    assert (refusal.status, refusal.extra["takeaway_id"]) == (409, taken)
    story.notes("Go twice.", 1)
    story.does(c.DropTakeaway(clinic_id=CLINIC, takeaway_id=taken))
    assert story.refused(aside).slug == "advice-is-weighed"
    other = next(iter(story.clinic.takeaways))
    story.does(c.DropTakeaway(clinic_id=CLINIC, takeaway_id=other))
    story.does(aside)


def test_a_takeaway_is_changed_as_a_whole_until_the_clinic_closes() -> None:
    story = Story()
    name = story.notes("Go there.", 1)
    change = c.ChangeTakeaway(
        clinic_id=CLINIC,
        takeaway_id=name,
        choice="adapted",
        text="Call them.",
        why="It is far.",
        advice_ids=(advice(3),),
    )
    [event] = story.does(change)
    assert isinstance(event, c.TakeawayChanged)
    clinic = story.clinic
    assert clinic.takeaways[name].advice == (advice(3),)
    assert clinic.weighed[advice(1)] == ()
    assert clinic.contributions[name].text == "Call them."
    assert clinic.contributions[name].about == advice(3)
    assert not story.does(change), "the same again"
    story.closes()
    assert story.refused(change.model_copy(update={"text": "Write."})).slug == "takeaways-are-settled"
    assert story.refused(c.DropTakeaway(clinic_id=CLINIC, takeaway_id=name)).slug == "takeaways-are-settled"


def test_whoever_took_advice_along_may_still_set_it_aside_instead() -> None:
    story = Story()
    name = story.notes("Go there.", 1)
    aside = {"choice": "set_aside", "why": "Too far.", "advice_ids": (advice(1),)}
    story.does(c.ChangeTakeaway(clinic_id=CLINIC, takeaway_id=name, **aside))  # type: ignore[arg-type]
    assert story.clinic.takeaways[name].choice == "set_aside"
    assert story.clinic.contributions[name].text == ""


def test_a_takeaway_that_is_dropped_leaves_nothing_behind() -> None:
    story = Story()
    name = story.notes("Go there.", 1)
    story.does(c.DropTakeaway(clinic_id=CLINIC, takeaway_id=name))
    clinic = story.clinic
    assert name not in clinic.takeaways
    assert name not in clinic.contributions
    assert clinic.weighed[advice(1)] == ()


def test_only_its_owner_changes_a_takeaway_and_to_strangers_there_is_none() -> None:
    story = Story()
    name = story.notes("Go there.", 1)
    for command in (
        c.ChangeTakeaway(clinic_id=CLINIC, takeaway_id=name, text="Stay."),
        c.DropTakeaway(clinic_id=CLINIC, takeaway_id=name),
    ):
        assert story.refused(command, by=HANA).status == 403
        assert story.refused(command, by=HANA, role=None).status == 404  # type: ignore[arg-type]


def test_the_group_takes_nothing_along_and_nothing_is_taken_along_before_the_summary() -> None:
    command = c.NoteTakeaway(clinic_id=CLINIC, text="Go.", advice_ids=(advice(1),))
    assert Story().refused(command, by=GIL).status == 403
    early = Story()
    early.events = list(ADVICE)
    try:
        early.does(command)
    except Exception as refusal:
        assert getattr(refusal, "status", None) == 409
    assert not early.clinic.takeaways
    assert clinic_in("advice", *ADVICE).then(()).step == "advice"
