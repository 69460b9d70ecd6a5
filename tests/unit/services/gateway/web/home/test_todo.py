"""What waits for somebody, as home says it."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from services.gateway.web.home.todo import waiting
from shared.contracts import clinic as c
from shared.contracts import notify as n
from shared.contracts import trips as t
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.world import COMMUNITY, NOON

CLINIC = c.ClinicLine(
    id=derived_id("clinic", "one"),
    status="scheduled",
    title="Ovens",
    question="Who?",
    presenter_id=derived_id("member", "ana"),
    starts=None,
)
VISIT = t.VisitLine(
    id=derived_id("visit", "one"),
    status="scheduled",
    title="Bakery",
    visit_kind="visit",
    mode="in_person",
    place="Mill",
    starts=None,
)
TOMORROW = When.of(NOON + timedelta(days=1), "UTC")


def clinics(*reasons: c.ClinicReason) -> c.ClinicAgenda:
    those = tuple(c.ClinicWaiting(reason=reason, clinic=CLINIC, at=TOMORROW) for reason in reasons)
    return c.ClinicAgenda(waiting=those, coming=(), open_cases=(), clinics=1)


def visits(*reasons: t.VisitReason, hosting: tuple[t.HostingReason, ...] = ()) -> t.VisitAgenda:
    those = tuple(t.VisitWaiting(reason=reason, visit=VISIT, at=TOMORROW) for reason in reasons)
    return t.VisitAgenda(waiting=those, hosting=hosting, coming=(), sign_up_open=(), visits=1)


@pytest.mark.parametrize("reason", get_args(c.ClinicReason.__value__))
def test_every_reason_of_a_clinic_is_said_with_its_name_and_leads_there(reason: Any) -> None:
    [this_waiting] = waiting(COMMUNITY, clinics(reason), None, None)
    assert (this_waiting.what, this_waiting.href) == ("Ovens", f"/clinics/{CLINIC.id}")
    assert this_waiting.words
    assert this_waiting.step
    assert (this_waiting.at is None) == (this_waiting.before == ""), "a moment is shown with what it is, or not at all"


@pytest.mark.parametrize("reason", get_args(t.VisitReason.__value__))
def test_every_reason_of_a_visit_is_said_with_its_name_and_leads_to_the_page_of_the_step(reason: Any) -> None:
    [this_waiting] = waiting(COMMUNITY, None, visits(reason), None)
    assert this_waiting.what == "Bakery"
    pages = {"running": "/day", "offered": "/sign-up", "trying": "/memories", "complete": "/memories#learned"}
    assert this_waiting.href.removeprefix(f"/visits/{VISIT.id}") == pages.get(reason, "")
    assert (this_waiting.at is None) == (this_waiting.before == "")


@pytest.mark.parametrize("reason", get_args(t.HostingReason.__value__))
def test_every_reason_of_hosting_leads_to_hosting_in_turn(reason: Any) -> None:
    [this_waiting] = waiting(COMMUNITY, None, visits(hosting=(reason,)), None)
    assert this_waiting.href == f"/communities/{COMMUNITY}/visits#hosting"


def test_what_goes_on_now_comes_before_all_that_can_wait() -> None:
    found = waiting(COMMUNITY, clinics("report", "running"), visits("offered", "running", hosting=("turn",)), None)
    assert [this_waiting.now for this_waiting in found] == [True, True, False, False, False]


def test_whoever_letters_come_back_from_is_told_and_led_to_their_settings() -> None:
    reader = n.ReaderView(id=derived_id("reader", "x"), stopped=("reminders",), disabled={"email": "no such mailbox"})
    [this_waiting] = waiting(COMMUNITY, None, None, reader)
    assert "come back" in this_waiting.words
    assert this_waiting.href == f"/communities/{COMMUNITY}/settings#contact"


def test_where_all_services_are_away_nothing_is_made_up() -> None:
    assert waiting(COMMUNITY, None, None, None) == ()
