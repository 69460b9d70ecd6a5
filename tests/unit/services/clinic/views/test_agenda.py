"""What waits for a member in the clinics of their community, and what is coming up."""

from datetime import timedelta

import pytest

from services.clinic.domain.clinic.state import Clinic
from services.clinic.views.agenda import MOST, agenda
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.clinic.rooms import ANA, CLINIC, FINN, GIL, TOMORROW, ZOE, Room
from tests.support.world import NOON

MOMENT = TOMORROW.instant


def reasons(room: Room, member: str) -> list[str]:
    return [clinic_waiting.reason for clinic_waiting in agenda([room.clinic], member, room.now).waiting]


def test_a_clinic_that_begins_within_a_day_waits_for_everybody_where_nobody_is_invited() -> None:
    room = Room(started=False)
    room.now = MOMENT - timedelta(days=1, seconds=1)
    before = agenda([room.clinic], GIL, room.now)
    assert (before.waiting, [clinic.id for clinic in before.coming]) == ((), [CLINIC])
    room.now = MOMENT - timedelta(days=1)
    soon = agenda([room.clinic], GIL, room.now)
    assert ([clinic_waiting.reason for clinic_waiting in soon.waiting], soon.coming) == (["soon"], ())
    assert soon.waiting[0].at == TOMORROW


def test_one_that_was_never_begun_is_no_longer_spoken_of_a_day_later() -> None:
    room = Room(started=False)
    room.now = MOMENT + timedelta(hours=23)
    assert reasons(room, GIL) == ["soon"], "it may begin late"
    room.now = MOMENT + timedelta(hours=24)
    assert reasons(room, GIL) == []


def test_whoever_has_not_answered_an_invitation_is_asked_and_others_are_left_alone() -> None:
    room = Room(started=False)
    room.do(FINN, c.InvitePeople(clinic_id=CLINIC, member_ids=(GIL,)), known=frozenset())
    room.now = MOMENT - timedelta(days=2)
    assert reasons(room, GIL) == ["invited"]
    assert reasons(room, ZOE) == []
    assert agenda([room.clinic], ZOE, room.now).coming == ()
    room.do(GIL, c.AnswerInvitation(clinic_id=CLINIC, answer="coming"))
    assert reasons(room, GIL) == []
    assert [clinic.id for clinic in agenda([room.clinic], GIL, room.now).coming] == [CLINIC]
    room.do(GIL, c.AnswerInvitation(clinic_id=CLINIC, answer="not_coming"))
    room.now = MOMENT
    assert reasons(room, GIL) == []
    assert reasons(room, ANA) == ["soon"], "whoever presents is expected"


def test_a_running_clinic_waits_for_those_it_concerns_and_most_of_all_for_whoever_has_the_floor() -> None:
    room = Room()
    room.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step="context"))
    assert reasons(room, GIL) == ["running"]
    room.do(GIL, c.RaiseHand(clinic_id=CLINIC))
    room.do(FINN, c.CallOn(clinic_id=CLINIC, member_id=GIL))
    assert reasons(room, GIL) == ["called"]
    assert reasons(room, ZOE) == ["running"]


def test_a_report_waits_from_its_day_on_until_it_is_told() -> None:
    room = Room()
    while room.clinic.following is not None:
        room.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step=room.clinic.step or ""))
    room.do(FINN, c.CloseClinic(clinic_id=CLINIC, follow_up=When.of(room.now + timedelta(days=42), "UTC")))
    room.now += timedelta(days=41, hours=23)
    assert reasons(room, ANA) == []
    room.now += timedelta(hours=1)
    assert reasons(room, ANA) == ["report"]
    assert reasons(room, GIL) == []
    room.do(ANA, c.ReportFollowUp(clinic_id=CLINIC, text="We shared it."))
    assert reasons(room, ANA) == []


@pytest.mark.parametrize("status", ["cancelled", "closed", "reported"])
def test_what_is_over_is_not_coming_up(status: c.Status) -> None:
    room = Room(started=False)
    over = room.clinic.model_copy(update={"status": status})
    found = agenda([over], GIL, NOON)
    assert (found.waiting, found.coming, found.open_cases) == ((), (), ())
    assert found.clinics == (0 if status == "cancelled" else 1)


def test_the_most_pressing_comes_first_and_the_soonest_of_what_is_coming() -> None:
    room = Room(started=False)
    room.now = MOMENT - timedelta(hours=1)
    soon, running = room.clinic, named(room.clinic, "running").model_copy(update={"status": "running"})
    later = [
        named(soon, f"day {days}").model_copy(update={"starts": When.of(room.now + timedelta(days=days), "UTC")})
        for days in (9, 3, 5, 2, 8, 4)
    ]
    found = agenda([soon, running, *later], GIL, room.now)
    assert [clinic_waiting.reason for clinic_waiting in found.waiting] == ["running", "soon"]
    assert [clinic.id for clinic in found.coming] == [derived_id("clinic", f"day {days}") for days in (2, 3, 4, 5, 8)]
    assert len(found.coming) == MOST


def test_cases_of_others_without_a_time_are_open_and_ones_own_are_not() -> None:
    proposed = Room(started=False).clinic.model_copy(update={"status": "proposed", "starts": None})
    assert [open_case.id for open_case in agenda([proposed], GIL, NOON).open_cases] == [CLINIC]
    assert agenda([proposed], ANA, NOON).open_cases == ()


def test_what_waits_is_not_told_again_among_the_open_cases() -> None:
    room = Room(started=False)
    room.do(FINN, c.InvitePeople(clinic_id=CLINIC, member_ids=(GIL,)), known=frozenset())
    found = agenda([room.clinic.model_copy(update={"status": "proposed", "starts": None})], GIL, NOON)
    assert ([clinic_waiting.reason for clinic_waiting in found.waiting], found.open_cases) == (["invited"], ())


def test_whoever_was_named_as_being_there_is_concerned_though_nobody_invited_them() -> None:
    room = Room(started=False)
    room.do(FINN, c.InvitePeople(clinic_id=CLINIC, member_ids=(GIL,)), known=frozenset())
    there = room.clinic.model_copy(update={"status": "running", "people": (GIL, ZOE)})
    assert [clinic_waiting.reason for clinic_waiting in agenda([there], ZOE, NOON).waiting] == ["running"]
    assert agenda([there.model_copy(update={"people": (GIL,)})], ZOE, NOON).waiting == ()


def named(clinic: Clinic, name: str) -> Clinic:
    return clinic.model_copy(update={"id": derived_id("clinic", name)})
