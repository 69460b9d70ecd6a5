"""The roll as a form: who is on which sheet, and what a sent one says."""

import pytest

from services.gateway.http.session import MOST_FIELDS
from services.gateway.web.visits.day.roll import ON_ONE_FORM, marks_in, roll_of
from shared.contracts import trips as t
from shared.domain import Refusal
from tests.support.gateway.seen_visit import VISIT, stop_id
from tests.support.world import member

ANA, BEN, CEM = member("ana"), member("ben"), member("cem")


def line(name: str, presence: t.Presence | None = None, **more: object) -> t.RollLine:
    return t.RollLine(member_id=member(name), presence=presence, accounted=presence is not None, **more)  # type: ignore[arg-type]


def roll(*people: t.RollLine) -> t.RollView:
    missing = sum(not person.accounted for person in people)
    return t.RollView(visit_id=VISIT, version=1, stop_id=stop_id("oven"), unaccounted=missing, people=people)


def said(**fields: str) -> dict[str, str]:
    return {mark["member_id"]: mark["presence"] for mark in marks_in(fields)}


def test_people_are_called_by_group_and_name() -> None:
    people = roll(line("cem", group=1), line("ana", group=2), line("ben", group=1))
    found = roll_of(people, {ANA: "Ana", BEN: "ben", CEM: "Cem"})
    assert [person.member_id for person in found.sheets[0].people] == [BEN, CEM, ANA]


def test_a_large_group_has_several_sheets_each_of_which_one_form_holds() -> None:
    found = roll_of(roll(*(line(f"visitor{number}") for number in range(90))), {})
    assert [len(sheet.people) for sheet in found.sheets] == [40, 40, 10]
    beside = ("form_token", "command_id", "stop", "open", "was", "taken_at", "rest")
    assert ON_ONE_FORM + len(beside) <= MOST_FIELDS


def test_a_sheet_knows_whom_nobody_can_account_for_and_what_was_known() -> None:
    [sheet] = roll_of(roll(line("ana", "present"), line("ben")), {}).sheets
    assert sheet.open == (BEN,)
    assert sheet.was == (f"{ANA}:present",)


def test_what_was_marked_is_said_one_by_one() -> None:
    assert said(**{f"mark-{ANA}": "present", f"mark-{BEN}": "left", "stop": "x"}) == {ANA: "present", BEN: "left"}


def test_all_the_others_are_here_but_for_those_who_were_marked() -> None:
    fields = {f"mark-{ANA}": "absent", "open": f"{ANA} {BEN} {CEM}"}
    assert said(**fields, rest="present") == {ANA: "absent", BEN: "present", CEM: "present"}
    assert said(**fields, rest="") == {ANA: "absent"}


def test_what_was_known_before_is_not_said_again_as_if_it_were_seen_now() -> None:
    fields = {f"mark-{ANA}": "present", f"mark-{BEN}": "absent", "was": f"{ANA}:present {BEN}:present"}
    assert said(**fields) == {BEN: "absent"}


@pytest.mark.parametrize(
    "fields", [{}, {"was": f"{ANA}:present", f"mark-{ANA}": "present"}, {f"mark-{ANA}": "asleep"}, {"rest": "present"}]
)
def test_a_roll_in_which_nobody_is_marked_anew_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="Nobody was marked anew") as refusal:
        marks_in(fields)
    assert refusal.value.status == 422
