"""A case in its presenter's words: brought, put in other words, and checked."""

from typing import Any

import pytest

from services.clinic.app import clinic as aggregate
from services.clinic.app import service
from shared.contracts import clinic as c
from shared.domain import Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, World
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    IDS,
    PROPOSED,
    SCHEDULED,
    clinic_in,
)

CASE: dict[str, Any] = {
    "title": "Handover",
    "question": "How do we hand over a pump?",
    "need": "On Tuesday it ran dry.",
    "urgency": "now",
    "actual": True,
}
DESCRIBE = c.DescribeCase(clinic_id=CLINIC, **CASE)
DESCRIBED = c.CaseDescribed(**IDS, presenter_id=ANA, **CASE)


def test_a_case_is_brought_with_the_need_behind_it() -> None:
    propose = c.ProposeCase(community_id=COMMUNITY, **CASE)
    given = Given(aggregate, CLINIC)
    events = given.when(propose, by=ANA, role="member")
    then = given.then(events)
    assert {name: getattr(then, name) for name in CASE} == CASE
    assert events[0].public() == {"community_id": COMMUNITY, "clinic_id": CLINIC, "presenter_id": ANA}


def test_a_case_from_before_needs_were_told_can_still_be_read() -> None:
    then = Given(
        aggregate,
        CLINIC,
        c.CaseProposed.model_validate(PROPOSED.model_dump(include={*IDS, "presenter_id", "title", "question"})),
    )
    assert then.then([]).need is None


def test_the_presenter_puts_the_case_in_other_words_and_the_last_ones_count_as_a_whole() -> None:
    given = Given(aggregate, CLINIC, PROPOSED, SCHEDULED)
    assert given.when(DESCRIBE, by=ANA, role="member") == [DESCRIBED]
    assert {name: getattr(given.then([DESCRIBED]), name) for name in CASE} == CASE
    shorter = c.DescribeCase(clinic_id=CLINIC, title="Handover", question="Who?")
    [event] = Given(aggregate, CLINIC, PROPOSED, DESCRIBED).when(shorter, by=ANA, role="member")
    assert isinstance(event, c.CaseDescribed)
    assert (event.need, event.urgency, event.actual) == (None, None, None)
    assert event.public() == {**IDS, "presenter_id": ANA}


def test_the_same_words_change_nothing() -> None:
    assert not Given(aggregate, CLINIC, PROPOSED, DESCRIBED).when(DESCRIBE, by=ANA, role="member")


def test_nobody_else_puts_words_into_the_presenters_mouth() -> None:
    for role, status in (("facilitator", 403), ("convener", 403), (None, 404)):
        with pytest.raises(Refusal) as refused:
            Given(aggregate, CLINIC, PROPOSED, SCHEDULED).when(DESCRIBE, by=FINN, role=role)
        assert refused.value.status == status


def test_once_the_clinic_has_begun_the_case_stays_as_it_was_brought() -> None:
    with pytest.raises(Refusal) as refused:
        clinic_in("context").when(DESCRIBE, by=ANA, role="member")
    assert refused.value.slug == "clinic-has-begun"


async def test_open_cases_that_press_come_first_with_the_need_behind_them(world: World) -> None:
    await world.open(service)
    world.joins("ana")
    for title, urgency in (("Later", "later"), ("Unsaid", None), ("Now", "now"), ("Soon", "soon")):
        case = c.ProposeCase(community_id=COMMUNITY, **{**CASE, "title": title, "urgency": urgency})
        made = await world.send("ana", case)
    cases = (await world.ask("ana", c.ListOpenCases(community_id=COMMUNITY), c.OpenCases)).cases
    assert [case.title for case in cases] == ["Now", "Soon", "Unsaid", "Later"]
    assert {case.need for case in cases} == {"On Tuesday it ran dry."}
    view = await world.ask("ana", c.GetClinic(clinic_id=made["id"]), c.ClinicView)
    assert (view.need, view.urgency, view.actual) == ("On Tuesday it ran dry.", "soon", True)


async def test_members_have_a_case_checked_before_they_bring_it(world: World) -> None:
    await world.open(service)
    world.joins("ana")
    case = c.CheckCase(community_id=COMMUNITY, question="Any thoughts?", need="Tuesday.", urgency="now", actual=True)
    found = await world.ask("ana", case, c.Readiness)
    assert [sharpening.concern for sharpening in found.sharpen] == ["specific", "yours", "length"]
