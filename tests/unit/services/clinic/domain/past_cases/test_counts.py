"""How advice worked out, in numbers: pure, and whatever happens they add up."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.clinic.domain.past_cases.content import took_part
from services.clinic.domain.past_cases.counts import counted, sum_advice, sum_outcomes
from shared.contracts import clinic as c
from shared.domain import Refusal
from tests.support.clinic.after import GIVEN, Story, advice, helped, too_early
from tests.support.examples import up_to
from tests.support.world import NOON
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import CLINIC, FINN, IDS


def counts(story: Story) -> tuple[dict[str, Any], dict[str, int]]:
    """What is not 0 in the counts of advice, and of takeaways from nobody's."""
    given, own = counted(story.clinic)
    found = given.model_dump()
    outcomes = {name: n for name, n in found.pop("outcomes").items() if n}
    return {name: n for name, n in found.items() if n} | {"outcomes": outcomes}, _some(own.model_dump())


def _some(numbers: dict[str, int]) -> dict[str, int]:
    return {name: n for name, n in numbers.items() if n}


def test_advice_of_which_nothing_was_said_counts_as_unsaid() -> None:
    assert counts(Story()) == ({"given": 4, "unsaid": 4, "outcomes": {}}, {})


def test_what_was_taken_adapted_and_set_aside_is_told_apart_and_what_is_unanswered_is_shown() -> None:
    story = Story()
    story.notes("One.", 1)
    story.notes("Two.", 2, choice="adapted")
    story.notes(None, 3, choice="set_aside", why="No.")
    story.notes("My own.")
    story.closes()
    assert counts(story) == (
        {
            "given": 4,
            "taken": 1,
            "adapted": 1,
            "set_aside": 1,
            "unsaid": 1,
            "outcomes": {"total": 2, "unanswered": 2},
        },
        {"total": 1, "unanswered": 1},
    )


def test_outcomes_are_counted_by_what_was_done_and_whether_it_helped() -> None:
    story = Story()
    first, second, third = story.notes("One.", 1), story.notes("Two.", 2), story.notes("Three.", 3)
    story.closes()
    story.reports(helped(first), too_early(second), c.Outcome(takeaway_id=third, done="not_tried"))
    assert counts(story)[0]["outcomes"] == {"total": 3, "tried": 2, "not_tried": 1, "helped": 1, "too_early": 1}


def test_advice_that_feeds_several_takeaways_counts_once_by_the_one_that_went_furthest() -> None:
    story = Story()
    name, other = story.notes("One.", 1), story.notes("Other.", 1)
    story.closes()
    story.reports(c.Outcome(takeaway_id=name, done="not_tried"))
    assert counts(story)[0]["outcomes"] == {"total": 1, "not_tried": 1}
    story.reports(helped(other), on=43)
    assert counts(story)[0]["outcomes"] == {"total": 1, "tried": 1, "helped": 1}


def test_several_pieces_of_advice_that_feed_one_takeaway_share_its_outcome() -> None:
    story = Story()
    name = story.notes("Both.", 1, 3)
    story.closes()
    story.reports(helped(name))
    assert counts(story)[0]["outcomes"] == {"total": 2, "tried": 2, "helped": 2}


def test_advice_that_was_taken_back_counts_no_more_although_its_place_is_kept() -> None:
    about = {**IDS, "step": "advice", "at": NOON}
    comment = c.AdviceCommented(
        **about, contribution_id=advice(9), member_id=FINN, advice_id=advice(3), text="Words-that-stay"
    )
    taken_back = c.ContributionWithdrawn(**about, contribution_id=advice(3), member_id=GIVEN[3], kind="advice")
    story = Story(comment, taken_back)
    assert advice(3) in story.clinic.contributions
    assert counts(story)[0] == {"given": 3, "unsaid": 3, "outcomes": {}}
    assert GIVEN[3] not in {member for member, _ in took_part(story.clinic)}
    story.notes("One.", 1)
    story.closes()
    [told] = story.reports(text="Well.")
    assert GIVEN[3] not in told.advisers


numbers = st.sampled_from(sorted(GIVEN))
choices = st.sampled_from(["taken", "adapted", "set_aside"])
takeaways = st.lists(st.tuples(st.lists(numbers, max_size=3, unique=True), choices), max_size=6)
happened = st.sampled_from(
    [("tried", "helped"), ("tried", "did_not_help"), ("adapted", "helped"), ("adapted", "too_early"),
     ("not_tried", None), ("not_tried", "too_early"), None]
)  # fmt: skip


def add_up(given: c.AdviceCounts, own: c.OutcomeCounts) -> None:
    assert given.taken + given.adapted + given.set_aside + given.unsaid == given.given
    assert given.outcomes.total == given.taken + given.adapted
    for outcomes in (given.outcomes, own):
        assert outcomes.tried + outcomes.adapted + outcomes.not_tried + outcomes.unanswered == outcomes.total
        assert outcomes.helped + outcomes.did_not_help + outcomes.too_early == outcomes.tried + outcomes.adapted


@settings(max_examples=up_to(60))
@given(st.lists(st.tuples(takeaways, st.lists(happened, min_size=6, max_size=6)), min_size=1, max_size=3))
def test_whatever_was_noted_and_told_in_however_many_clinics_the_denominators_add_up(stories: list[Any]) -> None:
    both = []
    for noted, told in stories:
        story = Story()
        for ids, choice in noted:
            command = c.NoteTakeaway(
                clinic_id=CLINIC, text="Do.", why="So.", choice=choice, advice_ids=tuple(map(advice, ids))
            )
            try:
                story.does(command)
            except Refusal as refusal:
                assert refusal.status in (409, 422)
        story.closes()
        outcomes = [
            c.Outcome(takeaway_id=takeaway.id, done=what[0], result=what[1])
            for takeaway, what in zip(story.clinic.takeaways.values(), told, strict=False)
            if what is not None and takeaway.choice != "set_aside"
        ]
        if outcomes:
            story.reports(*outcomes)
        given, own = counted(story.clinic)
        assert given.given == len(GIVEN)
        add_up(given, own)
        unanswered = given.outcomes.unanswered + own.unanswered
        assert bool(unanswered) <= (len(outcomes) < len(story.clinic.takeaways))
        both.append((given, own))
    total = sum_advice(advice_counts for advice_counts, _ in both), sum_outcomes(own for _, own in both)
    assert total[0].given == len(GIVEN) * len(both)
    add_up(*total)
