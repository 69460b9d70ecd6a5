""" "Me too", other words, and taking back, until the step ends; pure."""

import pytest

from shared.contracts import clinic as c
from shared.domain import Refusal
from tests.support.clinic.rooms import ANA, CLINIC, FINN, GIL, ZOE, Room


def edit(said: str, text: str = "Better words.", **more: object) -> c.EditContribution:
    return c.EditContribution(clinic_id=CLINIC, contribution_id=said, text=text, **more)  # type: ignore[arg-type]


def withdraw(said: str) -> c.WithdrawContribution:
    return c.WithdrawContribution(clinic_id=CLINIC, contribution_id=said)


def me_too(said: str) -> c.SayMeToo:
    return c.SayMeToo(clinic_id=CLINIC, contribution_id=said)


def not_me_too(said: str) -> c.TakeBackMeToo:
    return c.TakeBackMeToo(clinic_id=CLINIC, contribution_id=said)


def test_other_words_take_the_place_of_the_first_ones_and_those_are_gone() -> None:
    room = Room().goes_to("understanding")
    said = room.says(GIL, "question", "Who the devil decides?")
    room.later(minutes=1)
    [event] = room.do(GIL, edit(said, "Who decides?"))
    assert isinstance(event, c.ContributionEdited)
    assert "Who decides?" not in str(event.public())
    seen = room.seen_by(ZOE)
    assert (seen.contributions[0].text, seen.contributions[0].edited_at) == ("Who decides?", room.now)
    assert "devil" not in seen.model_dump_json()
    assert "devil" not in room.clinic.model_dump_json()
    assert room.do(GIL, edit(said, "Who decides?")) == [], "the same words again change nothing"


def test_what_nobody_answered_is_gone_when_it_is_taken_back() -> None:
    room = Room().goes_to("understanding")
    said = room.says(GIL, "question", "Who the devil decides?")
    room.do(GIL, withdraw(said))
    assert room.seen_by(ZOE).contributions == ()
    assert "devil" not in room.clinic.model_dump_json()
    assert room.seen_by(ZOE).not_heard == (ANA, GIL)


def test_a_question_that_was_answered_leaves_its_place_without_its_words() -> None:
    room = Room().goes_to("understanding")
    question = room.says(GIL, "question", "Who the devil decides?")
    answer = room.says(ANA, "answer", "Nobody yet.", about=question)
    room.do(ZOE, me_too(question))
    room.do(GIL, withdraw(question))
    place, kept = room.seen_by(ZOE).contributions
    assert (place.id, place.withdrawn, place.text, place.me_too) == (question, True, "", ())
    assert (kept.id, kept.about, kept.text) == (answer, question, "Nobody yet.")
    with pytest.raises(Refusal, match="This question was taken back"):
        room.says(ANA, "answer", "And also ...", about=question)
    room.do(ANA, withdraw(answer))
    assert room.seen_by(ZOE).contributions == (), "with its last answer, the place goes, too"


def test_advice_that_was_taken_back_has_no_adviser() -> None:
    room = Room().goes_to("advice")
    first, second = room.says(GIL, "advice"), room.says(GIL, "advice")
    room.says(ZOE, "advice")
    room.do(GIL, withdraw(first))
    assert room.clinic.advisers == (GIL, ZOE)
    room.do(GIL, withdraw(second))
    assert room.clinic.advisers == (ZOE,)


@pytest.mark.parametrize("command", [edit, withdraw])
def test_after_its_step_a_contribution_stays_as_it_was(command: object) -> None:
    room = Room().goes_to("understanding")
    said = room.says(GIL, "question")
    assert room.seen_by(GIL).contributions[0].yours_to_change
    assert not room.seen_by(ZOE).contributions[0].yours_to_change
    room.goes_to("related_experience")
    with pytest.raises(Refusal, match="understanding step is over, and others have built on what was said") as refused:
        room.do(GIL, command(said))  # type: ignore[operator]
    assert refused.value.status == 409
    assert not room.seen_by(GIL).contributions[0].yours_to_change


@pytest.mark.parametrize("command", [edit, withdraw])
def test_nobody_changes_what_somebody_else_said(command: object) -> None:
    room = Room().goes_to("understanding")
    said = room.says(GIL, "question")
    for who in (ZOE, FINN, ANA):
        with pytest.raises(Refusal) as refused:
            room.do(who, command(said))  # type: ignore[operator]
        assert refused.value.status == 403
    with pytest.raises(Refusal) as refused:
        room.do(GIL, command("said-" + "a" * 26))  # type: ignore[operator]
    assert refused.value.status == 404


def test_me_too_is_said_once_by_each_and_can_be_taken_back() -> None:
    room = Room().goes_to("understanding")
    said = room.says(GIL, "question")
    assert room.do(ZOE, me_too(said))
    assert room.do(FINN, me_too(said))
    assert not room.do(ZOE, me_too(said))
    assert room.seen_by(ANA).contributions[0].me_too == (ZOE, FINN)
    assert room.do(ZOE, not_me_too(said))
    assert not room.do(ZOE, not_me_too(said))
    assert room.seen_by(ANA).contributions[0].me_too == (FINN,)
    with pytest.raises(Refusal, match="your own"):
        room.do(GIL, me_too(said))


def test_whoever_only_listens_does_not_say_me_too_and_in_silence_nobody_does() -> None:
    room = Room("delayed_response").goes_to("advice")
    said = room.says(GIL, "advice")
    with pytest.raises(Refusal, match="You only listen") as refused:
        room.do(ANA, me_too(said))
    assert refused.value.status == 403
    assert room.do(ZOE, me_too(said))

    silent = Room("presencing", people=(ANA, GIL, ZOE, FINN)).goes_to("intention")
    said = silent.says(ANA, "intention")
    silent.goes_to("stillness")
    with pytest.raises(Refusal, match="This step is silent"):
        silent.do(GIL, me_too(said))


def test_nothing_is_changed_once_the_clinic_is_over() -> None:
    room = Room().goes_to("summary")
    said = room.says(ANA, "takeaway")
    room.closes()
    for who, command in ((ANA, edit(said)), (ANA, withdraw(said)), (GIL, me_too(said)), (GIL, not_me_too(said))):
        with pytest.raises(Refusal, match="nothing runs in it now"):
            room.do(who, command)


def test_the_giver_of_advice_that_is_no_story_is_asked_for_one() -> None:
    room = Room().goes_to("advice")
    said = room.says(GIL, "advice", "Talk to them.")
    assert "as a story" in room.seen_by(GIL).contributions[0].hint
    assert room.seen_by(ZOE).contributions[0].hint == ""
    room.do(GIL, edit(said, "I talked to both teams.", story=True))
    [seen] = room.seen_by(GIL).contributions
    assert (seen.story, seen.hint) == (True, "")
    room.do(GIL, edit(said, "I talked to both teams once."))
    assert room.seen_by(GIL).contributions[0].story, "it stays a story unless its giver says otherwise"


def test_shares_follow_what_is_said_changed_and_taken_back() -> None:
    room = Room(people=(ANA, GIL, ZOE)).goes_to("understanding")
    said = room.says(GIL, "question", "Who?")
    room.says(GIL, "question", "When?")
    share = {share.member_id: (share.contributions, share.characters) for share in room.seen_by(ANA).shares}
    assert share == {ANA: (0, 0), GIL: (2, 9), ZOE: (0, 0)}
    room.do(GIL, edit(said, "Who decides?"))
    room.do(GIL, withdraw(said))
    share = {share.member_id: (share.contributions, share.characters) for share in room.seen_by(ANA).shares}
    assert share[GIL] == (1, 5)
    assert room.seen_by(ANA).not_heard == (ANA, ZOE)


def test_a_takeaway_is_put_in_other_words_and_taken_back_as_any_contribution() -> None:
    room = Room().goes_to("summary")
    said = room.says(ANA, "takeaway", "One case.")
    room.do(ANA, edit(said, "One case, both teams."))
    assert [takeaway.text for takeaway in room.seen_by(GIL).takeaways] == ["One case, both teams."]
    room.do(ANA, withdraw(said))
    assert (room.seen_by(GIL).takeaways, room.seen_by(GIL).contributions) == ((), ())
    assert not room.clinic.takeaways
