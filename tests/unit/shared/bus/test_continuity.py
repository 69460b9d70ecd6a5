"""What numbers of a stream mean once it was put back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.continuity import Known, Place, spaced


def place(seq: int, generation: int = 0) -> Place:
    return Place(generation, seq, f"event {seq}")


def test_what_was_known_after_a_cut_is_forgotten_and_the_rest_still_holds() -> None:
    known = Known(made="then").noting([place(10), place(20), place(30)]).cut_after(20)
    assert [this_place.seq for this_place in known.places] == [20, 10]
    assert known.holds(place(20))
    assert not known.holds(place(21))
    assert known.holds(place(21, generation=1))


def test_a_position_lives_through_several_cuts_only_before_the_deepest() -> None:
    known = Known(made="then").noting([place(10), place(30)]).cut_after(10).noting([place(40, 1)]).cut_after(10)
    assert known.generation == 2
    assert known.reach(0) == known.reach(1) == 10
    assert known.reach(2) == float("inf")


def test_of_a_stream_made_anew_nothing_holds() -> None:
    known = Known(made="then").noting([place(10)]).cut_after(0, anew=True)
    assert known.places == ()
    assert known.cuts[-1].anew
    assert known.cuts[-1].known == 10


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=400, unique=True))
def test_few_places_reach_far_and_stand_close_near_the_end(numbers: list[int]) -> None:
    given = [place(seq) for seq in sorted(numbers, reverse=True)]
    kept = spaced(given)
    assert len(kept) <= 64
    assert kept[0] == given[0]
    assert kept[-1] == given[-1]
    assert [this_place.seq for this_place in kept] == sorted((this_place.seq for this_place in kept), reverse=True)


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_places_noted_one_by_one_stay_few_and_lose_at_most_as_much_again(step: int) -> None:
    known = Known(made="now")
    for number in range(1, 2001):
        known = known.noting([place(number * step)])
    assert len(known.places) < 40
    newest = known.places[0].seq
    for lost in (1, 5, 50, 500, 1500):
        there = max(this_place.seq for this_place in known.places if this_place.seq <= newest - lost * step)
        assert newest - there <= 4 * (lost + 1) * step
