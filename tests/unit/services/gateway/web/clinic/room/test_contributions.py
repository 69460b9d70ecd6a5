"""What was said, in the order of the page: the newest step first, answers under their questions."""

from services.gateway.web.clinic.room.composer import KINDS, SAYINGS
from services.gateway.web.clinic.room.wall import last_said
from shared.contracts import clinic as c
from shared.contracts.protocol import Kind
from tests.support.clocked import ANA, CLINIC, GIL, Clocked, at
from tests.support.gateway.rooms import room, seen


def talk() -> tuple[Clocked, str]:
    """Gil has asked and Ana answered; the id of the question."""
    clocked = Clocked().begin()
    clocked.do(1, c.GiveContext(clinic_id=CLINIC, text="Two teams."), by=ANA)
    clocked.next(2)
    [asked] = clocked.do(3, c.AskQuestion(clinic_id=CLINIC, text="Who decides?"), by=GIL)
    question = asked.contribution_id
    clocked.do(4, c.AnswerQuestion(clinic_id=CLINIC, question_id=question, text="Nobody."), by=ANA)
    return clocked, question


def test_steps_come_newest_first_and_answers_under_their_question() -> None:
    clocked, _question = talk()
    said = room(clocked.now_is, GIL, at(5)).said
    assert [(step.name, [who.text for who in found]) for step, found in said.shelves] == [
        ("understanding", ["Who decides?"]),
        ("context", ["Two teams."]),
    ]
    [question] = said.shelves[0][1]
    assert [reply.text for reply in said.replies(question)] == ["Nobody."]


def test_a_takeaway_names_the_advice_it_comes_from_until_that_is_taken_back() -> None:
    clocked, _question = talk()
    clocked.next(5)
    clocked.next(6)
    [given] = clocked.do(7, c.GiveAdvice(clinic_id=CLINIC, text="Walk one case."), by=GIL)
    clocked.next(8)
    clocked.do(9, c.NoteTakeaway(clinic_id=CLINIC, advice_id=given.contribution_id), by=ANA)
    found = room(clocked.now_is, ANA, at(10))
    [takeaway] = found.said.shelves[0][1]
    source = found.said.source(takeaway)
    assert source is not None
    assert source.text == "Walk one case."
    assert found.said.source(source) is None
    assert takeaway.text == ""
    assert (
        next(contribution.text for contribution in last_said(seen(clocked.now_is, ANA, at(10)).contributions))
        == "Walk one case."
    )


def test_the_composer_offers_what_the_step_takes_and_for_later_what_comes_later() -> None:
    clocked, question = talk()
    ana, gil = room(clocked.now_is, ANA, at(5)), room(clocked.now_is, GIL, at(5))
    assert [saying.kind for saying in ana.compose.now] == ["answer"]
    assert [saying.kind for saying in gil.compose.now] == ["question"]
    assert [saying.kind for saying in gil.compose.later] == ["experience", "advice"]
    view = next(found for found in seen(clocked.now_is, ANA, at(5)).contributions if found.id == question)
    assert [saying.reply for saying in ana.compose.about(view)] == ["Answer this"]
    assert gil.compose.about(view) == []


def test_every_kind_has_a_form_and_a_name() -> None:
    kinds = set(Kind.__value__.__args__)
    assert {saying.kind for saying in SAYINGS} == set(KINDS) == kinds


def test_the_wall_shows_the_last_three_without_what_was_taken_back() -> None:
    clocked, question = talk()
    clocked.do(5, c.WithdrawContribution(clinic_id=CLINIC, contribution_id=question), by=GIL)
    assert [found.text for found in last_said(seen(clocked.now_is, ANA, at(6)).contributions)] == [
        "Nobody.",
        "Two teams.",
    ]
