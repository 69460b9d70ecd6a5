"""Presenters and groups: every number of presenters up to a rotating clinic's most, and what comes and goes meanwhile."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.rotation import Rotation, groups_of, rounds_of, sizes_of
from tests.support.examples import up_to
from tests.support.world import member

MOST = SHIPPED["rotating"].presenters.max
PRESENTERS = tuple(member(f"presenter {number}") for number in range(1, MOST + 1))
PEOPLE = tuple(member(f"person {number}") for number in range(1, 40))
some_presenters = pytest.mark.parametrize("count", range(1, MOST + 1))


def rotation(presenters: int, people: int) -> Rotation:
    those = PRESENTERS[:presenters]
    return Rotation(groups=groups_of((*those, *PEOPLE[:people]), those), rounds=rounds_of(those))


def test_three_presenters_go_round_as_one_would_write_it_on_a_wall() -> None:
    ana, bo, cy = PRESENTERS[:3]
    assert rounds_of([ana, bo, cy]) == ((ana, bo, cy), (cy, ana, bo), (bo, cy, ana))


@some_presenters
def test_each_presenter_visits_each_group_exactly_once(count: int) -> None:
    this_rotation = rotation(count, count)
    for presenter in PRESENTERS[:count]:
        visits = [this_rotation.presents_to(presenter, number) for number in range(1, count + 1)]
        assert sorted(visits, key=str) == sorted(range(1, count + 1), key=str)


@some_presenters
def test_each_group_has_one_presenter_in_each_round_and_hears_every_case_once(count: int) -> None:
    this_rotation = rotation(count, count)
    everyone = sorted(PRESENTERS[:count])
    for number in range(1, count + 1):
        assert sorted(this_rotation.rounds[number - 1]) == everyone
        assert sorted(str(this_rotation.with_group(number, round_)) for round_ in range(1, count + 1)) == everyone


@some_presenters
def test_nobody_sits_in_their_own_case_and_nobody_is_in_two_places(count: int) -> None:
    this_rotation = rotation(count, 3 * count + 1)
    for round_ in range(1, count + 1):
        places = Counter([*this_rotation.rounds[round_ - 1], *(who for group in this_rotation.groups for who in group)])
        assert set(places.values()) == {1}
        assert set(places) == {*PRESENTERS[:count], *PEOPLE[: 3 * count + 1]}
    assert all(this_rotation.group_of(presenter) is None for presenter in PRESENTERS)


@some_presenters
def test_all_presenters_move_one_group_further_after_each_round(count: int) -> None:
    this_rotation = rotation(count, count)
    for presenter in PRESENTERS[:count]:
        for round_ in range(1, count):
            here, then = this_rotation.presents_to(presenter, round_), this_rotation.presents_to(presenter, round_ + 1)
            assert here is not None
            assert then == here % count + 1


@given(presenters=st.integers(1, MOST), people=st.integers(0, len(PEOPLE)))
@settings(max_examples=up_to(60))
def test_groups_differ_by_one_at_most_and_hold_everybody_but_presenters(presenters: int, people: int) -> None:
    this_rotation = rotation(presenters, people)
    sizes = [len(group) for group in this_rotation.groups]
    assert (min(sizes), max(sizes)) == sizes_of(people, presenters)
    assert max(sizes) - min(sizes) <= 1
    assert sorted(who for group in this_rotation.groups for who in group) == sorted(PEOPLE[:people])


@given(
    presenters=st.integers(2, 6),
    people=st.integers(0, 12),
    late=st.lists(st.sampled_from(PEOPLE[12:]), unique=True, max_size=9),
)
@settings(max_examples=up_to(60))
def test_latecomers_keep_groups_even(presenters: int, people: int, late: list[str]) -> None:
    this_rotation = rotation(presenters, people)
    for who in late:
        this_rotation = this_rotation.placed(who, this_rotation.group_for(who))
    sizes = [len(group) for group in this_rotation.groups]
    assert max(sizes) - min(sizes) <= 1


def test_whoever_comes_late_goes_to_the_first_of_the_smallest_groups() -> None:
    this_rotation = rotation(3, 4)
    assert this_rotation.group_for("late") == 2
    assert this_rotation.placed("late", 2).group_for("later") == 3


@given(st.data())
@settings(max_examples=up_to(60))
def test_comings_and_goings_change_nobody_elses_place(data: st.DataObject) -> None:
    this_rotation = rotation(data.draw(st.integers(2, 5)), data.draw(st.integers(2, 14)))
    for _ in range(data.draw(st.integers(1, 12))):
        who = data.draw(st.sampled_from((*PEOPLE[:20], *this_rotation.presenters)))
        before = this_rotation
        if who in this_rotation.presenters:
            this_rotation = this_rotation.model_copy(update={"left": this_rotation.left ^ {who}})
        elif this_rotation.group_of(who):
            this_rotation = this_rotation.without(who)
        else:
            this_rotation = this_rotation.placed(who, this_rotation.group_for(who))
        for other in (*PEOPLE[:20], *this_rotation.presenters):
            if other != who:
                assert this_rotation.group_of(other) == before.group_of(other)
                for round_ in range(1, len(this_rotation.rounds) + 1):
                    assert this_rotation.presents_to(other, round_) == before.presents_to(other, round_)


def test_whoever_comes_back_goes_to_their_old_group_even_where_another_one_is_smaller() -> None:
    this_rotation = rotation(2, 4).without(PEOPLE[0]).without(PEOPLE[1]).without(PEOPLE[3])
    assert [len(group) for group in this_rotation.groups] == [1, 0]
    assert this_rotation.group_for(PEOPLE[0]) == 1
    back = this_rotation.placed(PEOPLE[0], 1)
    assert back.groups[0] == (PEOPLE[2], PEOPLE[0])
    assert PEOPLE[0] not in back.absent


@some_presenters
def test_a_presenter_who_leaves_leaves_each_group_one_free_round_and_nothing_else(count: int) -> None:
    this_rotation = rotation(count, count)
    gone = PRESENTERS[0]
    less = this_rotation.model_copy(update={"left": frozenset({gone})})
    free = [less.free_rounds(group) for group in range(1, count + 1)]
    assert [len(rounds) for rounds in free] == [1] * count
    assert sorted(rounds[0] for rounds in free) == list(range(1, count + 1))
    for group in range(1, count + 1):
        for round_ in range(1, count + 1):
            if round_ not in less.free_rounds(group):
                assert less.with_group(group, round_) == this_rotation.with_group(group, round_) != gone
    assert all(less.presents_to(gone, round_) is None for round_ in range(1, count + 1))


def test_moving_after_the_first_round_says_whose_case_is_heard_again_and_whose_not() -> None:
    ana, bo, cy = PRESENTERS[:3]
    this_rotation = rotation(3, 6)
    # Group 1 hears Ana, Cy, Bo; group 2 hears Bo, Ana, Cy.
    assert this_rotation.change(PEOPLE[0], 2, 1) == ((ana,), (bo,))
    assert this_rotation.change(PEOPLE[0], 2, 2) == ((cy,), (bo,))
    assert this_rotation.change(PEOPLE[0], 2, 0) == ((), ())
    assert this_rotation.model_copy(update={"left": frozenset({ana})}).change(PEOPLE[0], 2, 1) == ((), (bo,))
    assert cy in this_rotation.presenters


@given(presenters=st.integers(2, 7), gone=st.integers(0, 7), group=st.integers(1, 7), who=st.sampled_from(PEOPLE[:14]))
@settings(max_examples=up_to(80))
def test_what_a_move_costs_is_what_one_then_hears(presenters: int, gone: int, group: int, who: str) -> None:
    this_rotation, gone, group = rotation(presenters, 14), min(gone, presenters), min(group, presenters)
    home = this_rotation.group_of(who)
    assert home is not None
    heard = Counter(
        this_rotation.with_group(home if round_ <= gone else group, round_) for round_ in range(1, presenters + 1)
    )
    change = this_rotation.change(who, group, gone)
    assert set(change.again) == {presenter for presenter, times in heard.items() if times > 1}
    assert set(change.missed) == set(this_rotation.presenters) - set(heard)
