"""Where to be and where to go next, for everybody in a clinic with groups."""

from services.gateway.web.clinic.room.wall import Wall
from services.gateway.web.clinic.room.whereabouts import Way
from shared.contracts import clinic as c
from tests.support.gateway.rooms import room, seen
from tests.unit.services.clinic.domain.clinic.decide.test_groups import ANA, BO, CY, FINN, ONE, TWO, Fair

STEPS = ("context", "understanding", "advice")


def begun(rounds: int = 1, steps: int = 0) -> Fair:
    """In this round, after so many of its steps."""
    fair = Fair().with_cases().started()
    for number in range(1, rounds):
        for step in STEPS:
            fair.lead(c.AdvanceStep, from_step=f"{step}_{number}")
    for step in STEPS[:steps]:
        fair.lead(c.AdvanceStep, from_step=f"{step}_{rounds}")
    return fair


def way(fair: Fair, who: str) -> Way:
    found = room(fair.clinic, who).groups.way
    assert found is not None
    return found


def test_presenters_are_told_the_group_to_go_to_and_groups_who_comes_to_them() -> None:
    fair = begun()
    ana, this_way = way(fair, ANA), way(fair, ONE)
    assert (ana.now, ana.then) == ("Group 1", "Group 2")
    assert (this_way.now, this_way.now_words, this_way.then) == ("Group 1", "With you: Ana.", "Cy")
    assert room(fair.clinic, FINN).groups.way is None, "whoever leads belongs to no group"


def test_everybody_who_is_told_to_come_is_told_to_those_they_come_to() -> None:
    for number in (1, 2):
        fair = begun(number)
        view = seen(fair.clinic, FINN)
        assert view.rotation is not None
        for presenter in (ANA, BO, CY):
            goes = way(fair, presenter).then
            group = int(goes.removeprefix("Group "))
            for listener in view.rotation.groups[group - 1].members:
                assert way(fair, listener).then == room(fair.clinic, FINN).name(presenter)


def test_what_comes_next_is_marked_in_the_last_step_of_a_round_alone() -> None:
    assert [way(begun(1, steps), TWO).turning for steps in (0, 1, 2)] == [False, False, True]
    assert way(begun(2), TWO).turning is False


def test_after_the_last_round_everybody_comes_together() -> None:
    fair = begun(3, 2)
    assert way(fair, ANA).then == way(fair, ONE).then == "Everybody"
    assert way(fair, ONE).turning
    fair.lead(c.AdvanceStep, from_step="advice_3")
    assert room(fair.clinic, ONE).groups.way is None


def test_where_a_presenter_has_left_the_group_is_told_so_and_they_are_sent_nowhere() -> None:
    fair = begun()
    fair.lead(c.NoteAbsence, member_id=BO)
    assert room(fair.clinic, BO).groups.way is None
    assert way(fair, TWO).now_words == "Nobody presents to you in this round: the time is your group's own."
    assert way(begun(2), TWO).then == "Cy"


def test_the_wall_shows_by_name_who_is_with_which_group_now_and_next() -> None:
    fair = begun()
    wall = Wall(seen(fair.clinic, ANA), room(fair.clinic, ANA))
    assert [(table.number, table.now, table.then) for table in wall.tables] == [
        (1, "Ana", "Cy"),
        (2, "Bo", "Ana"),
        (3, "Cy", "Bo"),
    ]
    assert wall.question == "Every group helps whoever is with it"
    assert wall.more_to_come
    last = begun(3)
    wall = Wall(seen(last.clinic, ANA), room(last.clinic, ANA))
    assert not wall.more_to_come
    for step in STEPS:
        last.lead(c.AdvanceStep, from_step=f"{step}_3")
    wall = Wall(seen(last.clinic, BO), room(last.clinic, BO))
    assert (wall.tables, wall.step, wall.question) == ([], "What they learned: Ana", "How?")
