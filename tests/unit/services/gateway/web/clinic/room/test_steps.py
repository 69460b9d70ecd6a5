"""The rail of steps: where the clinic is, what was planned, what it took, and rounds folded while they do not run."""

from services.clinic.domain.protocols.builtin import SHIPPED
from shared.contracts import clinic as c
from tests.support.clocked import CLINIC, Clocked
from tests.support.gateway.rooms import led, room
from tests.unit.services.clinic.domain.clinic.decide.test_groups import ANA, BO, FINN, PEOPLE, Fair


def rail(clocked: Clocked, minutes: float) -> list[tuple[str, str, str, str]]:
    return [(rung.number, rung.title, rung.time, rung.state) for rung in led(clocked, minutes).rail]


def titles(fair: Fair, viewer: str = FINN) -> list[tuple[str, str, str]]:
    return [(rung.number, rung.title, rung.state) for rung in room(fair.clinic, viewer).rail]


def test_before_it_begins_every_step_has_its_planned_minutes() -> None:
    assert rail(Clocked(), -10)[:2] == [
        ("1", "Context", "10 min", "ahead"),
        ("2", "Understanding", "15 min", "ahead"),
    ]


def test_a_step_that_is_over_says_what_it_took_and_those_to_come_what_they_now_have() -> None:
    clocked = Clocked().begin()
    clocked.next(13)
    found = rail(clocked, 13)
    assert found[0] == ("✓", "Context", "13 of 10 min", "done")
    assert found[1][1:] == ("Understanding", "15 min", "runs")
    assert found[2] == ("3", "Related experience", "7 min, was 10", "ahead")


def test_a_step_that_is_left_out_says_so() -> None:
    clocked = Clocked().begin()
    clocked.do(1, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
    assert rail(clocked, 1)[2][2:] == ("left out", "skipped")


def test_steps_that_come_again_and_again_say_how_often_before_the_start() -> None:
    times = [rung.time for rung in room(Fair().with_cases().clinic, ANA).rail]
    assert times == [
        "3 min, in each round",
        "5 min, in each round",
        "5 min, in each round",
        "3 min, for each presenter",
    ]


def test_only_the_round_that_runs_shows_its_steps() -> None:
    fair = Fair().with_cases().started()
    assert titles(fair) == [
        ("1", "Context, round 1", "runs"),
        ("2", "Understanding, round 1", "ahead"),
        ("3", "Advice, round 1", "ahead"),
        ("4–6", "Round 2", "ahead"),
        ("7–9", "Round 3", "ahead"),
        ("10", "What they learned: Ana", "ahead"),
        ("11", "What they learned: Bo", "ahead"),
        ("12", "What they learned: Cy", "ahead"),
    ]
    for step in ("context_1", "understanding_1", "advice_1"):
        fair.lead(c.AdvanceStep, from_step=step)
    assert titles(fair)[:3] == [
        ("✓", "Round 1", "done"),
        ("4", "Context, round 2", "runs"),
        ("5", "Understanding, round 2", "ahead"),
    ]
    assert next(rung.time for rung in room(fair.clinic, FINN).rail) == "0 of 13 min"
    assert titles(fair, BO)[-2][1] == "What they learned: You"


def test_a_turn_of_several_steps_is_folded_under_the_name_of_whoever_has_it() -> None:
    protocol = SHIPPED["troika"]
    clocked = Clocked(protocol).begin(people=PEOPLE[:3])
    folded = [rung for rung in led(clocked, 0).rail if "–" in rung.number]
    assert [rung.title for rung in folded] == ["Turn: A member"] * 3
    assert all("steps" in rung.time for rung in folded)
