"""Several people brought a case to one clinic: each has their own takeaways, is asked, and reports; pure."""

from datetime import timedelta
from typing import Any

import pytest

from services.clinic.app import clinic as aggregate
from services.clinic.views.outcomes import follow_up_brief
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Refusal
from tests.support.clinic.after import FOLLOW_UP, HANA, advice, helped, too_early
from tests.support.given import Given
from tests.support.world import NOON
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    GIL,
    IDS,
    PROPOSED,
    SCHEDULED,
    step_started,
)

BOTH = {"facilitator_id": FINN, "presenter_id": ANA, "presenters": (ANA, HANA)}
"""Ana and Hana present."""


def advised(number: int, by: str, case: str) -> c.AdviceGiven:
    said = {**IDS, "contribution_id": advice(number), "member_id": by, "step": "advice", "at": NOON}
    return c.AdviceGiven.model_validate({**said, "text": f"Advice {number}", "case_of": case})


def noted(number: int, by: str) -> c.TakeawayNoted:
    """Takes along the advice of this number."""
    said = {**IDS, "contribution_id": advice(10 + number), "member_id": by, "step": "summary", "at": NOON}
    return c.TakeawayNoted.model_validate({**said, "text": f"Takeaway {number}", "advice_ids": (advice(number),)})


class Both:
    """Gil advised both, Finn Hana alone; each took their advice along, and the clinic is over."""

    def __init__(self) -> None:
        self.events: list[Event] = [
            PROPOSED,
            SCHEDULED,
            c.ClinicStarted.model_validate({**IDS, **BOTH}),
            step_started("summary"),
            advised(1, GIL, ANA),
            advised(2, GIL, HANA),
            advised(3, FINN, HANA),
            noted(1, ANA),
            noted(2, HANA),
            noted(3, HANA),
        ]
        self.does(c.CloseClinic(clinic_id=CLINIC, follow_up=FOLLOW_UP), ANA, on=0)

    def does(self, command: Any, by: str, on: int = 43) -> list[Any]:
        given = Given(aggregate, CLINIC, *self.events)
        now = NOON + timedelta(days=on)
        events = list(given.when(command, by=by, role="member", now=now, id=f"command {len(self.events)}"))
        self.events += events
        return events

    def reports(self, by: str, *outcomes: c.Outcome, text: str | None = None) -> list[Any]:
        return self.does(c.ReportFollowUp(clinic_id=CLINIC, text=text, outcomes=outcomes), by)

    @property
    def clinic(self) -> Any:
        return Given(aggregate, CLINIC, *self.events).then(())


@pytest.fixture
def both() -> Both:
    return Both()


def test_each_is_asked(both: Both) -> None:
    closed = both.events[-1]
    assert isinstance(closed, c.ClinicClosed)
    assert [awaited.presenter_id for awaited in closed.awaited] == [ANA, HANA]


def test_who_has_told_is_left_alone_and_the_other_is_still_asked(both: Both) -> None:
    [told] = both.reports(ANA, helped(advice(11)))
    assert [name.presenter_id for name in told.awaited] == [HANA]
    assert both.clinic.status == "closed"
    [told] = both.reports(HANA, text="Well.")
    assert told.awaited == ()
    assert both.clinic.status == "reported"


def test_one_postpones_and_the_others_day_stays(both: Both) -> None:
    later = FOLLOW_UP.later(days=10)
    [event] = both.does(c.PostponeFollowUp(clinic_id=CLINIC, until=later), HANA)
    assert {name.presenter_id: name.at for name in event.awaited} == {ANA: FOLLOW_UP.instant, HANA: later.instant}


def test_what_is_too_early_for_one_is_no_second_date_for_the_other(both: Both) -> None:
    both.reports(ANA, helped(advice(11)))
    told, again = both.reports(HANA, too_early(advice(12)))
    assert told.awaited == ()
    assert [(name.presenter_id, name.number) for name in again.awaited] == [(HANA, 2)]


def test_a_whole_story_is_told_to_those_who_advised_on_that_case(both: Both) -> None:
    [told] = both.reports(ANA, text="Well.")
    assert told.advisers == (GIL,)
    [told] = both.reports(HANA, text="Well.")
    assert told.advisers == (GIL, FINN)


def test_nobody_is_told_what_became_of_advice_they_gave_themselves(both: Both) -> None:
    own: list[Event] = [advised(4, ANA, ANA), noted(4, ANA)]
    both.events[-2:-2] = own
    [told] = both.reports(ANA, helped(advice(14)), helped(advice(11)))
    assert told.advisers == (GIL,)


def test_each_reports_of_their_own_takeaways_alone(both: Both) -> None:
    with pytest.raises(Refusal) as refused:
        both.reports(ANA, helped(advice(12)))
    assert refused.value.extra["errors"][0]["field"] == "outcomes.0.takeaway_id"
    with pytest.raises(Refusal) as refused:
        both.reports(GIL, text="Well.")
    assert refused.value.status == 403


def test_an_adviser_of_both_is_told_of_each_case_apart(both: Both) -> None:
    both.reports(ANA, helped(advice(11), "Anas-story"), text="Anas-report")
    told = follow_up_brief(both.clinic, GIL)
    assert {advice_told.presenter_id: [view.text for view in advice_told.takeaways] for advice_told in told.told} == {
        ANA: ["Takeaway 1"],
        HANA: ["Takeaway 2"],
    }
    assert [(report.presenter_id, report.text) for report in told.reports] == [(ANA, "Anas-report")]
    assert follow_up_brief(both.clinic, HANA).takeaways == ("Takeaway 2", "Takeaway 3")


def test_nothing_that_was_said_is_public(both: Both) -> None:
    both.reports(ANA, helped(advice(11), "Private-story"), text="Private-report")
    both.events.append(c.ReportDiscussed(**IDS, by=FINN, at=NOON, where="Private-meeting"))
    aside = {"takeaway_id": advice(11), "member_id": ANA, "choice": "set_aside", "advice_ids": ()}
    both.events.append(c.TakeawayChanged.model_validate({**IDS, **aside, "text": "Private-text", "why": "Private-why"}))
    for event in both.events:
        assert "Private-" not in str(event.public())
        assert "Takeaway " not in str(event.public())
        type(event).from_public(event.public())
