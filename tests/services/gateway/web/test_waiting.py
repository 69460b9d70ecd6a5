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
    [one] = waiting(COMMUNITY, clinics(reason), None, None)
    assert (one.what, one.href) == ("Ovens", f"/clinics/{CLINIC.id}")
    assert one.words
    assert one.step
    assert (one.at is None) == (one.before == ""), "a moment is shown with what it is, or not at all"


@pytest.mark.parametrize("reason", get_args(t.VisitReason.__value__))
def test_every_reason_of_a_visit_is_said_with_its_name_and_leads_to_the_page_of_the_step(reason: Any) -> None:
    [one] = waiting(COMMUNITY, None, visits(reason), None)
    assert one.what == "Bakery"
    pages = {"running": "/day", "offered": "/sign-up", "trying": "/memories", "complete": "/memories#learned"}
    assert one.href.removeprefix(f"/visits/{VISIT.id}") == pages.get(reason, "")
    assert (one.at is None) == (one.before == "")


@pytest.mark.parametrize("reason", get_args(t.HostingReason.__value__))
def test_every_reason_of_hosting_leads_to_hosting_in_turn(reason: Any) -> None:
    [one] = waiting(COMMUNITY, None, visits(hosting=(reason,)), None)
    assert one.href == f"/communities/{COMMUNITY}/visits#hosting"


def test_what_goes_on_now_comes_before_all_that_can_wait() -> None:
    found = waiting(COMMUNITY, clinics("report", "running"), visits("offered", "running", hosting=("turn",)), None)
    assert [one.now for one in found] == [True, True, False, False, False]


def test_whoever_letters_come_back_from_is_told_and_led_to_their_settings() -> None:
    reader = n.ReaderView(id=derived_id("reader", "x"), stopped=("reminders",), disabled={"email": "no such mailbox"})
    [one] = waiting(COMMUNITY, None, None, reader)
    assert "come back" in one.words
    assert one.href == f"/communities/{COMMUNITY}/settings#contact"


def test_where_all_services_are_away_nothing_is_made_up() -> None:
    assert waiting(COMMUNITY, None, None, None) == ()
