"""What comes before its step is kept for its author alone, given in its step, and never lost; pure."""

import pytest

from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Refusal
from tests.support.clinic.rooms import ANA, CLINIC, FINN, GIL, ZOE, Room

STORY = "I once walked through one case with both teams."


def give(draft: str, **more: object) -> c.GiveDraft:
    return c.GiveDraft(clinic_id=CLINIC, draft_id=draft, **more)  # type: ignore[arg-type]


def drop(draft: str) -> c.DropDraft:
    return c.DropDraft(clinic_id=CLINIC, draft_id=draft)


def test_advice_that_comes_too_early_is_kept_and_answered_with_the_hint() -> None:
    room = Room().goes_to("understanding")
    [event] = room.do(GIL, c.GiveAdvice(clinic_id=CLINIC, text=STORY))
    assert isinstance(event, c.DraftHeld)
    assert (event.kind, event.step, event.waits_for) == ("advice", "understanding", "advice")
    assert "no advice yet" in event.hint
    assert room.seen_by(GIL).contributions == ()


def test_only_its_author_sees_a_draft_and_the_bus_has_none_of_its_words() -> None:
    room = Room().goes_to("understanding")
    room.says(GIL, "advice", STORY)
    [event] = [draft_held for draft_held in room.history if isinstance(draft_held, c.DraftHeld)]
    assert STORY not in str(event.public())
    [mine] = room.seen_by(GIL).drafts
    assert (mine.text, mine.now, mine.when) == (STORY, False, "You can give it in the advice step.")
    for other in (ANA, FINN, ZOE):
        assert STORY not in room.seen_by(other).model_dump_json()


def test_in_its_step_one_command_gives_the_draft_as_it_is() -> None:
    room = Room().goes_to("understanding")
    draft = room.says(GIL, "advice", STORY, story=True)
    room.goes_to("advice")
    assert room.seen_by(GIL).drafts[0].now
    said, given = room.do(GIL, give(draft))
    assert isinstance(said, c.AdviceGiven)
    assert isinstance(given, c.DraftGiven)
    assert (said.text, said.story, said.step, given.contribution_id) == (STORY, True, "advice", said.contribution_id)
    assert room.seen_by(GIL).drafts == ()
    assert room.clinic.advisers == (GIL,)


def test_a_draft_can_be_given_in_other_words_and_as_a_story_after_all() -> None:
    room = Room().goes_to("understanding")
    draft = room.says(GIL, "advice", "Talk to them.")
    room.goes_to("advice")
    room.do(GIL, give(draft, text=STORY, story=True))
    [said] = room.seen_by(ZOE).contributions
    assert (said.text, said.story) == (STORY, True)


def test_a_draft_given_before_its_step_or_after_it_is_refused_and_kept() -> None:
    room = Room().goes_to("understanding")
    draft = room.says(GIL, "advice", STORY)
    with pytest.raises(Refusal, match="comes from the group, in the advice step") as early:
        room.do(GIL, give(draft))
    assert early.value.status == 409
    room.goes_to("summary")
    with pytest.raises(Refusal, match="The step for advice is over"):
        room.do(GIL, give(draft))
    [mine] = room.seen_by(GIL).drafts
    assert "is over" in mine.when


def test_a_draft_stays_its_authors_when_the_clinic_is_over_and_can_still_be_dropped() -> None:
    room = Room().goes_to("understanding")
    draft = room.says(GIL, "advice", STORY)
    room.closes()
    [mine] = room.seen_by(GIL).drafts
    assert (mine.text, mine.now) == (STORY, False)
    with pytest.raises(Refusal, match="is closed"):
        room.do(GIL, give(draft))
    [event] = room.do(GIL, drop(draft))
    assert isinstance(event, c.DraftDropped)
    assert room.seen_by(GIL).drafts == ()


def test_nobody_can_tell_somebody_elses_draft_from_none() -> None:
    room = Room().goes_to("understanding")
    draft = room.says(GIL, "advice", STORY)
    room.goes_to("advice")
    for command in (give, drop):
        answers = set()
        for who, wanted in ((ZOE, draft), (GIL, "draft-" + "a" * 26), (FINN, draft)):
            with pytest.raises(Refusal) as refused:
                room.do(who, command(wanted))
            answers.add(str(refused.value.problem()))
        assert len(answers) == 1
        assert refused.value.status == 404


def test_what_others_are_asked_for_later_is_not_kept_for_whoever_will_only_listen() -> None:
    room = Room("delayed_response").goes_to("understanding")
    with pytest.raises(Refusal, match="comes from the group, in the advice step") as refused:
        room.do(ANA, c.GiveAdvice(clinic_id=CLINIC, text="I know it myself."))
    assert refused.value.status == 409


def test_a_presenter_who_only_listens_can_write_the_response_down_for_later() -> None:
    room = Room("delayed_response").goes_to("advice")
    draft = room.says(ANA, "response", "Thank you.")
    room.goes_to("summary")
    said: Event = room.do(ANA, give(draft))[0]
    assert isinstance(said, c.ContributionMade)
    assert (said.kind, said.text) == ("response", "Thank you.")


def test_in_silence_nothing_is_said_and_what_comes_later_is_kept() -> None:
    room = Room("presencing", people=(ANA, GIL, ZOE, FINN)).goes_to("stillness")
    [event] = room.do(GIL, c.Contribute(clinic_id=CLINIC, what="mirror", text="A picture of water."))
    assert isinstance(event, c.DraftHeld)
    with pytest.raises(Refusal, match="has no place for advice"):
        room.do(GIL, c.GiveAdvice(clinic_id=CLINIC, text=STORY))
    with pytest.raises(Refusal, match="is over"):
        room.do(ANA, c.Contribute(clinic_id=CLINIC, what="intention", text="Again."))


def test_a_comment_can_wait_for_the_advice_it_will_belong_to() -> None:
    room = Room().goes_to("understanding")
    draft = room.says(ZOE, "comment", "That helped us, too.")
    room.goes_to("advice")
    with pytest.raises(Refusal, match="Say to which advice") as refused:
        room.do(ZOE, give(draft))
    assert refused.value.extra["errors"][0]["field"] == "about"
    advice = room.says(GIL, "advice", STORY)
    said, _ = room.do(ZOE, give(draft, about=advice))
    assert isinstance(said, c.AdviceCommented)
    assert said.advice_id == advice


def test_a_draft_about_what_was_taken_back_meanwhile_stands_by_itself_if_it_can() -> None:
    room = Room().goes_to("advice")
    advice = room.says(GIL, "advice", STORY)
    draft = room.says(ANA, "takeaway", "One case, both teams.", about=advice)
    room.do(GIL, c.WithdrawContribution(clinic_id=CLINIC, contribution_id=advice))
    room.goes_to("summary")
    said, _ = room.do(ANA, give(draft))
    assert isinstance(said, c.TakeawayNoted)
    assert said.advice_id is None


def test_the_view_says_what_can_be_written_down_for_later() -> None:
    room = Room().goes_to("understanding")
    assert room.seen_by(GIL).you_may.later == ("experience", "advice")
    assert room.seen_by(ANA).you_may.later == ("takeaway",)


def test_only_advice_is_marked_as_a_story() -> None:
    room = Room().goes_to("related_experience")
    with pytest.raises(Refusal) as refused:
        room.says(GIL, "experience", story=True)
    assert refused.value.extra["errors"][0]["field"] == "story"


def test_a_step_that_is_left_out_keeps_nothing_waiting_and_brought_back_it_does() -> None:
    room = Room()
    room.do(FINN, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
    with pytest.raises(Refusal) as refused:
        room.says(GIL, "experience", STORY)
    assert refused.value.status == 409
    room.do(FINN, c.BringBackStep(clinic_id=CLINIC, step="related_experience"))
    room.says(GIL, "experience", STORY)
    assert [draft.text for draft in room.seen_by(GIL).drafts] == [STORY]


def test_a_takeaway_that_waits_keeps_what_becomes_of_the_advice_and_why() -> None:
    room = Room().goes_to("advice")
    advice = room.says(GIL, "advice", STORY)
    [held] = room.do(
        ANA, c.NoteTakeaway(clinic_id=CLINIC, advice_id=advice, choice="set_aside", why="There is one team.")
    )
    assert isinstance(held, c.DraftHeld)
    assert "one team" not in str(held.public())
    room.goes_to("summary")
    noted, _ = room.do(ANA, give(held.draft_id))
    assert isinstance(noted, c.TakeawayNoted)
    assert (noted.choice, noted.advice_ids, noted.why) == ("set_aside", (advice,), "There is one team.")
