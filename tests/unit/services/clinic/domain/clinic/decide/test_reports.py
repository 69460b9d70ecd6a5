"""What really happened, told in parts and amended, and when the presenter is asked again; pure."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.clinic.domain.clinic.follow_up_dates import MOST_DATES
from services.clinic.views.outcomes import follow_up_brief
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.clinic.after import FOLLOW_UP, HANA, Story, helped, too_early
from tests.support.examples import up_to
from tests.support.world import NOON
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import ANA, CLINIC, FINN, GIL


def day(number: int) -> When:
    return When.of(NOON + timedelta(days=number), "Europe/Paris")


@pytest.fixture
def story() -> Story:
    """Ana took Gil's first advice and both Gil's second and Hana's, set Finn's aside, and had an idea of her own."""
    this_story = Story()
    this_story.notes("First.", 1)
    this_story.notes("Second and third.", 2, 3)
    this_story.notes(None, 4, choice="set_aside", why="Not us.")
    this_story.notes("My own.")
    this_story.closes()
    return this_story


def takeaways(story: Story) -> list[str]:
    """The ids of Gil's, Gil's and Hana's, the one set aside, and her own."""
    return list(story.clinic.takeaways)


def test_a_report_in_parts_tells_those_whose_advice_there_is_news_of(story: Story) -> None:
    first, both, _, own = takeaways(story)
    [told] = story.reports(helped(first, "Nine came."))
    assert (told.advisers, told.amends, told.unanswered) == ((GIL,), False, (both, own))
    [told] = story.reports(helped(both))
    assert (told.advisers, told.amends, told.unanswered) == ((GIL, HANA), True, (own,))
    [told] = story.reports(helped(own))
    assert (told.advisers, told.unanswered) == ((), ())
    assert story.clinic.outcomes[first].story == "Nine came."


def test_the_whole_story_is_told_to_everybody_who_advised_and_only_once(story: Story) -> None:
    [told] = story.reports(text="It went well.")
    assert told.advisers == (GIL, HANA, FINN)
    [told] = story.reports(text="It went very well.")
    assert (told.advisers, told.text, told.amends) == ((), "It went very well.", True)
    assert story.clinic.report == "It went very well."


def test_an_amended_outcome_is_news_and_a_mended_sentence_is_none(story: Story) -> None:
    first = takeaways(story)[0]
    story.reports(helped(first, "Nine came."))
    [told] = story.reports(helped(first, "Ten came."))
    assert (told.advisers, told.outcomes[0].news) == ((), False)
    assert told.stories == {first: "Ten came."}
    did_not = c.Outcome(takeaway_id=first, done="adapted", result="did_not_help")
    [told] = story.reports(did_not)
    assert (told.advisers, told.outcomes[0].news) == ((GIL,), True)
    outcome = story.clinic.outcomes[first]
    assert (outcome.done, outcome.result, outcome.story) == ("adapted", "did_not_help", "Ten came.")


def test_the_same_report_again_changes_nothing(story: Story) -> None:
    first = takeaways(story)[0]
    assert story.reports(helped(first, "Nine came."), text="Well.")
    assert not story.reports(helped(first, "Nine came."), text="Well.")
    assert not story.reports(helped(first))


def test_what_was_told_of_one_part_stays_when_another_is_told(story: Story) -> None:
    first, both, *_ = takeaways(story)
    story.reports(helped(first), text="Well.")
    story.reports(helped(both))
    assert story.clinic.report == "Well."
    assert set(story.clinic.outcomes) == {first, both}


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        ({"done": "tried"}, "outcomes.0.result"),
        ({"done": "not_tried", "result": "helped"}, "outcomes.0.result"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_at_its_place(story: Story, outcome: dict[str, Any], field: str) -> None:
    command = c.ReportFollowUp(clinic_id=CLINIC, outcomes=(c.Outcome(takeaway_id=takeaways(story)[0], **outcome),))
    assert story.refused(command).extra["errors"][0]["field"] == field


def test_nothing_is_reported_of_what_was_set_aside_or_of_what_is_not_there_or_twice(story: Story) -> None:
    first, _, aside, _ = takeaways(story)
    for outcomes in ((helped(aside),), (helped("said-" + "x" * 26),), (helped(first), helped(first))):
        refusal = story.refused(c.ReportFollowUp(clinic_id=CLINIC, outcomes=outcomes))
        assert refusal.extra["errors"][0]["field"] == f"outcomes.{len(outcomes) - 1}.takeaway_id"


def test_an_empty_report_is_refused(story: Story) -> None:
    assert story.refused(c.ReportFollowUp(clinic_id=CLINIC)).status == 422


def test_nothing_is_told_before_the_clinic_is_closed_and_only_by_the_presenter(story: Story) -> None:
    command = c.ReportFollowUp(clinic_id=CLINIC, text="Well.")
    assert Story().refused(command).slug == "not-closed"
    assert story.refused(command, by=GIL).status == 403
    assert story.refused(command, by=GIL, role=None).status == 404  # type: ignore[arg-type]


def test_what_is_too_early_to_tell_is_asked_again_six_weeks_later_at_the_same_time_of_day(story: Story) -> None:
    first = takeaways(story)[0]
    told, again = story.reports(too_early(first), on=43)
    assert isinstance(again, c.FollowUpPostponed)
    assert (again.reason, again.number) == ("too_early", 2)
    date = When.of(again.follow_up_at, again.zone)
    assert (date.local.date() - NOON.date()).days == 43 + 42
    assert date.local.time() == FOLLOW_UP.local.time()
    assert told.awaited == ()
    assert [awaited.number for awaited in again.awaited] == [2]


def test_the_presenter_chooses_the_day_of_the_second_question(story: Story) -> None:
    first = takeaways(story)[0]
    _, again = story.reports(too_early(first), again=day(100))
    assert again.follow_up_at == day(100).instant
    assert follow_up_brief(story.clinic, ANA).awaited == 2


def test_a_second_date_needs_something_that_is_too_early_and_lies_ahead_within_half_a_year(story: Story) -> None:
    first = takeaways(story)[0]
    for outcome, again in ((helped(first), day(100)), (too_early(first), day(41)), (too_early(first), day(300))):
        command = c.ReportFollowUp(clinic_id=CLINIC, outcomes=(outcome,), again=again)
        refusal = story.refused(command, now=NOON + timedelta(days=42))
        assert refusal.extra["errors"][0]["field"] == "again"


def test_nobody_is_asked_again_who_has_told(story: Story) -> None:
    first, both, _, own = takeaways(story)
    story.reports(too_early(first), helped(both))
    [told] = story.reports(helped(first), on=50)
    assert [name.number for name in told.awaited] == [2], "of one thing nothing was told yet"
    [told] = story.reports(helped(own), on=51)
    assert told.awaited == ()
    assert follow_up_brief(story.clinic, ANA).awaited is None


def test_a_part_told_before_the_day_leaves_the_day_for_the_rest(story: Story) -> None:
    first, both, _, own = takeaways(story)
    [told] = story.reports(helped(first), on=10)
    assert [(name.at, name.number) for name in told.awaited] == [(FOLLOW_UP.instant, 1)]
    [told] = story.reports(helped(both), helped(own), on=11)
    assert told.awaited == ()


def test_what_is_too_early_before_the_day_is_asked_on_the_day(story: Story) -> None:
    [told] = story.reports(*(too_early(takeaway) for takeaway in takeaways(story)[:2]), on=10)
    assert [(name.at, name.number) for name in told.awaited] == [(FOLLOW_UP.instant, 1)]


def test_a_whole_story_told_before_the_day_is_all_that_was_asked_for(story: Story) -> None:
    [told] = story.reports(text="Done already.", on=10)
    assert told.awaited == ()


def test_the_presenter_postpones_twice_and_then_two_lines_are_enough(story: Story) -> None:
    for number, until in enumerate((day(60), day(90)), 2):
        [event] = story.does(c.PostponeFollowUp(clinic_id=CLINIC, until=until), now=NOON + timedelta(days=42))
        assert (event.number, event.reason, event.awaited[0].at) == (number, "postponed", until.instant)
    refusal = story.refused(c.PostponeFollowUp(clinic_id=CLINIC, until=day(95)), now=NOON + timedelta(days=42))
    assert (refusal.status, refusal.slug) == (409, "postponed-enough")
    assert "Two lines" in refusal.detail


def test_postponing_to_the_same_day_again_is_nothing_new(story: Story) -> None:
    story.does(c.PostponeFollowUp(clinic_id=CLINIC, until=day(60)))
    assert not story.does(c.PostponeFollowUp(clinic_id=CLINIC, until=day(60)))


def test_who_has_told_or_was_never_asked_has_nothing_to_postpone(story: Story) -> None:
    assert story.refused(c.PostponeFollowUp(clinic_id=CLINIC, until=day(60)), by=GIL).status == 403
    story.reports(text="Well.")
    assert story.refused(c.PostponeFollowUp(clinic_id=CLINIC, until=day(60))).slug == "already-reported"


def test_a_brief_tells_an_adviser_what_became_of_their_advice_and_of_nobody_elses(story: Story) -> None:
    first, both, *_ = takeaways(story)
    story.reports(helped(first, "Nine came."), helped(both))
    told = follow_up_brief(story.clinic, HANA).told
    assert [(advice_told.advice, [view.text for view in advice_told.takeaways]) for advice_told in told] == [
        ("Advice 3", ["Second and third."])
    ]
    assert [advice_told.advice for advice_told in follow_up_brief(story.clinic, GIL).told] == ["Advice 1", "Advice 2"]
    [aside] = follow_up_brief(story.clinic, FINN).told
    assert [(view.choice, view.why) for view in aside.takeaways] == [("set_aside", "Not us.")]
    mine = follow_up_brief(story.clinic, ANA)
    assert mine.takeaways == ("My own.",)
    assert mine.told == ()


def test_a_meeting_talks_about_a_report_once_there_is_one(story: Story) -> None:
    command = c.NoteDiscussion(clinic_id=CLINIC, where="October meeting")
    assert story.refused(command, by=FINN, role="facilitator").slug == "nothing-reported"
    story.reports(text="Well.")
    assert story.refused(command, by=GIL).status == 403
    [event] = story.does(command, by=FINN, role="facilitator", now=NOON + timedelta(days=50))
    assert event.where == "October meeting"
    assert story.clinic.discussed_at == NOON + timedelta(days=50)


choices = st.sampled_from(["tried", "adapted", "not_tried"])


def outcomes_of(story: Story) -> st.SearchStrategy[c.ReportFollowUp]:
    able = [takeaway for takeaway in story.clinic.takeaways.values() if takeaway.choice != "set_aside"]
    search_strategy = st.sampled_from([takeaway.id for takeaway in able]).flatmap(
        lambda takeaway: choices.flatmap(
            lambda done: st.sampled_from(
                [None, "too_early"] if done == "not_tried" else ["helped", "did_not_help", "too_early"]
            ).map(lambda result: c.Outcome(takeaway_id=takeaway, done=done, result=result))
        )
    )
    outcomes = st.lists(search_strategy, max_size=3, unique_by=lambda outcome: outcome.takeaway_id)
    text = st.sampled_from([None, "Well.", "Badly."])
    return st.builds(
        lambda text, outcomes: c.ReportFollowUp(clinic_id=CLINIC, text=text, outcomes=tuple(outcomes)), text, outcomes
    )


@settings(max_examples=up_to(40))
@given(st.data())
def test_whatever_is_told_or_postponed_nobody_is_asked_more_often_than_is_kind(data: st.DataObject) -> None:
    story = Story()
    story.notes("First.", 1)
    story.notes("Second.", 2, 3)
    story.closes()
    now: datetime = NOON
    dates = {FOLLOW_UP.instant}
    for _ in range(data.draw(st.integers(1, 8))):
        now += timedelta(days=data.draw(st.integers(0, 40)))
        postpone = c.PostponeFollowUp(clinic_id=CLINIC, until=When.of(now + timedelta(days=30), "UTC"))
        command = data.draw(st.one_of(outcomes_of(story), st.just(postpone)))
        try:
            events = story.does(command, now=now)
        except Refusal as refusal:
            assert refusal.status in (409, 422)
            continue
        dates |= {event.follow_up_at for event in events if isinstance(event, c.FollowUpPostponed)}
        for event in events:
            assert [name.presenter_id for name in event.awaited] in ([], [ANA])
        # The last of a command's events says whom the scheduler waits for; the state says the same.
        if events:
            assert bool(events[-1].awaited) == (follow_up_brief(story.clinic, ANA).awaited is not None)
    assert len(dates) <= MOST_DATES
    assert story.clinic.asked[ANA].number <= MOST_DATES
