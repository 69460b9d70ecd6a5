"""Who has been heard, at a glance."""

from services.gateway.web.clinic.room.shares import at_a_glance, heard
from shared.contracts import clinic as c
from tests.support.clocked import ANA, CLINIC, FINN, GIL, Clocked, at
from tests.support.gateway.rooms import NAMES, led, seen


def talk() -> Clocked:
    clocked = Clocked().begin(people=(ANA, GIL))
    clocked.do(1, c.GiveContext(clinic_id=CLINIC, text="Two teams share one product."), by=ANA)
    clocked.next(2)
    return clocked


def test_those_not_heard_yet_come_first_and_can_be_called_on() -> None:
    found = led(talk(), 3).heard
    assert [(this_heard.name, this_heard.part, this_heard.words, this_heard.may_be_called) for this_heard in found] == [
        ("Gil", 0, "not heard yet", True),
        ("Ana", 100, "1 contribution", False),
    ]
    assert at_a_glance(found) == "1 of 2 were heard; not yet: Gil"


def test_whoever_was_called_on_was_heard() -> None:
    clocked = talk()
    clocked.do(3, c.CallOn(clinic_id=CLINIC, member_id=GIL))
    gil = next(found for found in led(clocked, 4).heard if found.name == "Gil")
    assert (gil.words, gil.may_be_called) == ("0 contributions, called on once", False)
    assert led(clocked, 4).heard_at_a_glance == "Everybody was heard"


def test_before_anybody_spoke_it_says_so_without_a_list_of_names() -> None:
    assert led(Clocked().begin(people=(ANA, GIL)), 0).heard_at_a_glance == "Nobody was heard yet"
    assert at_a_glance([]) == "Nobody was heard yet"


def test_bars_are_by_length_against_whoever_said_most() -> None:
    clocked = talk()
    clocked.do(3, c.AskQuestion(clinic_id=CLINIC, text="Who decides?"), by=GIL)
    found = heard(seen(clocked.now_is, FINN, at(4)), lambda member: NAMES[member or ""])
    assert [(person.name, person.part) for person in found] == [("Gil", round(100 * 12 / 28)), ("Ana", 100)]


def test_whoever_has_had_the_floor_comes_after_those_not_heard_at_all() -> None:
    clocked = Clocked().begin(people=(ANA, GIL))
    clocked.do(1, c.CallOn(clinic_id=CLINIC, member_id=ANA))
    assert [found.name for found in led(clocked, 2).heard] == ["Gil", "Ana"]
