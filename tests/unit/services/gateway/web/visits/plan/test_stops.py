"""The plan's own views: where stops could go, what was found of them, what comes next, which pages there are."""

from datetime import timedelta

import pytest

from services.gateway.web.visits.plan.next_steps import next_steps
from services.gateway.web.visits.plan.page import lines, together
from services.gateway.web.visits.plan.stop_fields import stop_in, words
from services.gateway.web.visits.visit_context import Tab
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.gateway.seen_visit import STARTS, VISIT, seen_by, stop, stop_id, visit
from tests.support.world import NOON

NOT_OPEN = t.SignUpView(
    visit_id=VISIT, version=1, status="not_open", seats=None, seated=0, offered=0, waiting=0, mine=None,
    visitors=(), questions=(), people=(), groups=(), numbers=(),
)  # fmt: skip
OPEN = NOT_OPEN.model_copy(update={"status": "open", "seats": 3})


def moved(ids: list[str], name: str, before: str) -> list[str]:
    """What putting a stop before another one does."""
    rest = [other for other in ids if other != name]
    at = rest.index(before) if before else len(rest)
    return [*rest[:at], name, *rest[at:]]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_up_and_down_change_a_stop_with_its_neighbour(count: int) -> None:
    stops = tuple(stop(f"stop{number}") for number in range(count))
    ids = [this_stop.id for this_stop in stops]
    for number, line in enumerate(lines(stops, ())):
        if number == 0:
            assert line.up is None
        else:
            assert line.up is not None
            swapped = [*ids[: number - 1], ids[number], ids[number - 1], *ids[number + 1 :]]
            assert moved(ids, ids[number], line.up) == swapped
        if number == count - 1:
            assert line.down is None
        else:
            assert line.down is not None
            swapped = [*ids[:number], ids[number + 1], ids[number], *ids[number + 2 :]]
            assert moved(ids, ids[number], line.down) == swapped


def test_a_stop_knows_the_findings_about_it() -> None:
    def finding(*stops: str) -> t.Finding:
        return t.Finding(concern="questions", severity="advice", what="x", why="y", stops=tuple(map(stop_id, stops)))

    found = lines((stop("oven"), stop("tea")), (finding(), finding("tea"), finding("oven", "tea")))
    assert [line.found for line in found] == [(3,), (2, 3)]


def test_what_matters_for_the_same_reason_is_told_together_and_the_reason_once() -> None:
    def finding(concern: t.Concern, why: str) -> t.Finding:
        return t.Finding(concern=concern, severity="advice", what=concern, why=why)

    found = together(
        (finding("diet", "a"), finding("access", "b"), *(finding("diet", "a") for _ in range(4)), finding("diet", "c"))
    )
    assert [(this_found.concern, this_found.why) for this_found in found] == [
        ("diet", "a"),
        ("access", "b"),
        ("diet", "c"),
    ]
    assert [[number for number, _ in some] for some in (found[0].first, found[0].more)] == [[1, 3, 4], [5, 6]]
    assert found[1].more == ()


def steps(view: t.VisitView, signing: t.SignUpView = NOT_OPEN, who: str = "hana", role: str = "member") -> list[str]:
    return [step.path for step in next_steps(seen_by(who, view, role), signing)]


def test_whoever_looks_after_a_visit_is_told_one_step_after_the_other() -> None:
    oven = stop("oven")
    assert steps(visit()) == ["/plan#adding", "/plan#guiding"]
    assert steps(visit(oven)) == ["/plan#guiding"]
    assert steps(visit(oven, guide="Bea")) == ["/plan#scheduling", "/sign-up#seats"]
    planned = visit(oven, guide="Bea", status="scheduled", starts=STARTS)
    assert steps(planned) == ["/sign-up#seats"]
    assert steps(planned, OPEN) == []
    on = visit(oven, guide="Bea", status="scheduled", starts=When.of(NOON + timedelta(hours=11), "UTC"))
    assert steps(on, OPEN) == ["/day"]
    begun = visit(oven, guide="Bea", status="scheduled", starts=When.of(NOON - timedelta(hours=1), "UTC"))
    assert steps(begun, OPEN) == ["/day", "/memories#learned"]


def test_others_and_visits_that_are_over_are_told_nothing() -> None:
    assert steps(visit(), who="ana") == []
    assert steps(visit(), who="cora", role="convener") != []
    assert steps(visit(status="cancelled")) == []
    assert steps(visit(status="completed", starts=STARTS)) == []


def tabs(view: t.VisitView, who: str = "ana", role: str = "member") -> list[str]:
    return [tab.path for tab in seen_by(who, view, role).tabs if isinstance(tab, Tab)]


def test_everybody_has_the_pages_that_are_for_them_and_are_there_yet() -> None:
    begun = When.of(NOON - timedelta(hours=1), "UTC")
    assert tabs(visit()) == ["", "/sign-up"]
    assert tabs(visit(), "hana") == ["", "/plan", "/sign-up"]
    assert tabs(visit(), "gus", "guest") == [""]
    assert tabs(visit(status="scheduled", starts=STARTS), "gus", "guest") == ["", "/day"]
    assert tabs(visit(status="scheduled", starts=begun)) == ["", "/sign-up", "/day", "/memories"]
    assert tabs(visit(status="completed", starts=begun), "hana") == ["", "/sign-up", "/day", "/memories"]
    assert tabs(visit(status="cancelled", starts=begun), "hana") == [""]


def test_members_may_sign_up_while_it_is_open_and_lies_ahead() -> None:
    begun = When.of(NOON - timedelta(hours=1), "UTC")
    planned = visit(status="scheduled", starts=STARTS)
    assert seen_by("ana", planned).may_come(OPEN)
    for who, view, role, signing in (
        ("ana", planned, "member", NOT_OPEN),
        ("hana", planned, "member", OPEN),
        ("gus", planned, "guest", OPEN),
        ("ana", visit(status="scheduled", starts=begun), "member", OPEN),
        ("ana", visit(status="cancelled", starts=STARTS), "member", OPEN),
    ):
        assert not seen_by(who, view, role).may_come(signing), (who, view.status, signing.status)


def test_a_stop_is_read_from_its_form_with_what_was_left_empty_left_out() -> None:
    empty = {
        f"stop.{name}": " " for name in ("kind", "start", "end", "minutes", "at", "link", "zone", "capacity", "day")
    }
    plain = t.Stop.model_validate(stop_in({"stop.title": "Oven", **empty}))
    assert plain == t.Stop(title="Oven")


def test_all_there_is_to_say_of_a_stop_is_read_from_its_form() -> None:
    fields = {
        "stop.title": "Lunch", "stop.kind": "meal", "stop.day": "2", "stop.start": "13:00", "stop.minutes": "60",
        "stop.at": "Canteen", "stop.travel_minutes": "0", "stop.who": "Ugo, , Bea", "stop.questions": "10",
        "stop.capacity": "12", "stop.link": "https://meet.example.org", "stop.zone": "Europe/Rome", "stop.fixed": "yes",
        "stop.access.stairs": "yes", "stop.access.protective_clothing": "Apron", "stop.access.languages": "Italian",
        "stop.access.diets": "vegan, halal",
    }  # fmt: skip
    said = t.Stop.model_validate(stop_in(fields))
    assert said.model_dump(exclude_defaults=True, mode="json") == {
        "title": "Lunch", "kind": "meal", "day": 2, "start": "13:00:00", "minutes": 60, "at": "Canteen",
        "travel_minutes": 0, "who": ["Ugo", "Bea"], "questions": 10, "capacity": 12,
        "link": "https://meet.example.org", "zone": "Europe/Rome", "fixed": True,
        "access": {"stairs": True, "protective_clothing": "Apron", "languages": ["Italian"], "diets": ["vegan", "halal"]},
    }  # fmt: skip


def test_words_are_written_with_commas_between() -> None:
    assert words(" vegan,halal , ,") == ["vegan", "halal"]
