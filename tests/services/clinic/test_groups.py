"""Several cases in one clinic: bringing them, groups, comings and goings, and whose case a contribution is about. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.clinic import app
from services.clinic.domain.clinic.decide.group_sizes import require_group_sizes
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.parse import read_protocol
from services.clinic.domain.timing import forecast
from services.clinic.views.clinic import clinic_view
from services.clinic.views.outcomes import follow_up_brief
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.protocol import Protocol
from shared.contracts.types import When
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

CLINIC = derived_id("clinic", "rotating")
ANA, BO, CY, FINN = (member(name) for name in ("ana", "bo", "cy", "finn"))
PEOPLE = tuple(member(f"person {number}") for number in range(1, 8))
# Dealt out: group 1 is persons 1, 4, 7; group 2 is 2, 5; group 3 is 3, 6.
ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN = PEOPLE
LATE = member("late")
TOMORROW = When.of(NOON + timedelta(days=1), "UTC")


PITCHES = read_protocol("""
key: pitches
title: Pitches
summary: Each pitches; then groups work on it, and may do so once more.
source: Ours.
people: {min: 3, max: 4}
presenters: {min: 2, max: 6}
steps:
  - each: presenter
    steps:
      - {name: pitch, minutes: 2, takes: {context: presenter}, hints: {all: Pitch.}}
  - each: group
    steps:
      - {name: work, minutes: 5, takes: {advice: group}, hints: {all: Work.}}
  - {name: pause, minutes: 5, silent: true, hints: {all: Rest.}}
  - each: group
    steps:
      - {name: more, minutes: 5, optional: true, takes: {advice: group}, hints: {all: Work on.}}
  - {name: end, minutes: 5, takes: {takeaway: presenter}, hints: {all: End.}}
""")


class Fair:
    """A rotating clinic that Ana proposed, with her case, and Finn leads."""

    def __init__(self, protocol: str | Protocol = "rotating") -> None:
        self.clinic: Clinic | None = None
        self.events: list[Event] = []
        self._commands = 0
        self.protocol = SHIPPED[protocol] if isinstance(protocol, str) else protocol
        key = self.protocol.key
        self.do(ANA, c.ProposeCase(community_id=COMMUNITY, title="Nights", question="How?", protocol=key))

    def do(self, who: str, command: Command, role: str | None = "member") -> Sequence[Any]:
        self._commands += 1
        context = Context(NOON, Actor("member", who), CLINIC, str(self._commands), role, known=self.protocol)
        events = app.clinic.decide(self.clinic, command, context)
        self.clinic = app.clinic.evolve.fold(self.clinic, events)
        self.events += events
        return events

    def lead(self, kind: type[Command], **fields: Any) -> Sequence[Any]:
        return self.do(FINN, kind.model_validate({"clinic_id": CLINIC, **fields}), "facilitator")

    def refuses(self, who: str, kind: type[Command], role: str | None = "member", **fields: Any) -> str:
        with pytest.raises(Refusal) as refused:
            self.do(who, kind.model_validate({"clinic_id": CLINIC, **fields}), role)
        return str(refused.value)

    def with_cases(self) -> "Fair":
        for who, title in ((BO, "Days"), (CY, "Weekends")):
            self.do(who, c.AddCase(clinic_id=CLINIC, title=title, question=f"How, on {title}?"))
        return self

    def started(self, people: Sequence[str] = PEOPLE, **fields: Any) -> "Fair":
        self.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN)
        self.lead(c.StartClinic, people=people, **fields)
        return self

    def next(self, times: int = 1) -> "Fair":
        for _ in range(times):
            assert self.clinic is not None
            self.lead(c.AdvanceStep, from_step=self.clinic.step)
        return self

    def reaches(self, step: str) -> "Fair":
        while self.now.step != step:
            self.next()
        return self

    def says(self, who: str, what: str, text: str = "So.", **fields: Any) -> Any:
        command = c.Contribute.model_validate({"clinic_id": CLINIC, "what": what, "text": text, **fields})
        [event] = self.do(who, command)
        return event

    @property
    def now(self) -> Clinic:
        assert self.clinic is not None
        return self.clinic

    def seen_by(self, who: str) -> c.ClinicView:
        return clinic_view(self.now, 1, who, NOON)

    def hears(self, who: str) -> set[str]:
        return {one.text for one in self.seen_by(who).contributions}

    def you(self, who: str) -> c.Whereabouts:
        rotation = self.seen_by(who).rotation
        assert rotation is not None
        assert rotation.you is not None
        return rotation.you


def fair() -> Fair:
    return Fair().with_cases().started()


# Cases


def test_each_presenter_brings_a_case_of_their_own() -> None:
    seen = Fair().with_cases().seen_by(ONE)
    assert [(one.presenter_id, one.title, one.question) for one in seen.cases] == [
        (ANA, "Nights", "How?"), (BO, "Days", "How, on Days?"), (CY, "Weekends", "How, on Weekends?"),
    ]  # fmt: skip


def test_a_case_is_put_in_other_words_before_the_clinic_and_stays_as_it_is_after() -> None:
    one = Fair().with_cases()
    command = c.AddCase(clinic_id=CLINIC, title="Days", question="Why not?")
    assert one.do(BO, command)
    assert one.do(BO, command) == []
    assert one.seen_by(ANA).cases[1].question == "Why not?"
    one.started()
    assert "your case stays" in one.refuses(BO, c.AddCase, title="Days", question="And now?")
    assert "Bring your case to the next one" in one.refuses(ONE, c.AddCase, title="Mine", question="And mine?")


def test_whoever_presents_without_having_brought_a_case_can_bring_it_during_the_clinic_once() -> None:
    one = Fair().started(presenters=(ANA, BO))
    assert one.seen_by(ONE).cases[1] == c.CaseView(presenter_id=BO)
    one.do(BO, c.AddCase(clinic_id=CLINIC, title="Days", question="How?"))
    assert one.seen_by(ONE).cases[1].title == "Days"
    assert "your case stays" in one.refuses(BO, c.AddCase, title="Days", question="And now?")


def test_a_case_can_be_taken_back_before_the_clinic() -> None:
    one = Fair().with_cases()
    assert one.do(BO, c.WithdrawCase(clinic_id=CLINIC))
    assert one.do(BO, c.WithdrawCase(clinic_id=CLINIC)) == []
    assert [case.presenter_id for case in one.seen_by(ANA).cases] == [ANA, CY]
    assert "cancel the clinic instead" in one.refuses(ANA, c.WithdrawCase)
    one.started()
    assert "say that you leave" in one.refuses(CY, c.WithdrawCase)


def test_cases_are_brought_by_those_who_may_bring_one_where_there_is_room_for_it() -> None:
    one = Fair()
    assert "for members" in one.refuses(BO, c.AddCase, "guest", title="Days", question="How?")
    assert "There is nothing here" in one.refuses(BO, c.AddCase, None, title="Days", question="How?")
    assert "proposed with your case" in one.refuses(ANA, c.AddCase, title="Another", question="How?")
    assert "has one presenter" in Fair("case_clinic").refuses(BO, c.AddCase, title="Days", question="How?")
    for number in range(11):
        one.do(member(f"presenter {number}"), c.AddCase(clinic_id=CLINIC, title="Days", question="How?"))
    assert "12 presenters at most" in one.refuses(BO, c.AddCase, title="Days", question="How?")


# Groups


def test_the_clinic_starts_with_everyone_who_brought_a_case_and_the_rest_in_even_groups() -> None:
    one = fair()
    begun, formed, step = one.events[-3:]
    assert isinstance(begun, c.ClinicStarted)
    assert begun.presenters == (ANA, BO, CY)
    assert begun.people == (ANA, BO, CY, *PEOPLE)
    assert formed == c.GroupsFormed(
        community_id=COMMUNITY,
        clinic_id=CLINIC,
        groups=((ONE, FOUR, SEVEN), (TWO, FIVE), (THREE, SIX)),
        rounds=((ANA, BO, CY), (CY, ANA, BO), (BO, CY, ANA)),
    )
    assert isinstance(step, c.ClinicStepStarted)
    assert step.step == "context_1"


def test_presenters_named_among_the_people_are_in_no_group() -> None:
    one = Fair().with_cases().started((ANA, *PEOPLE, CY, BO))
    assert one.now.rotation is not None
    assert one.now.rotation.groups == fair().now.rotation.groups  # type: ignore[union-attr]


def test_whoever_proposed_the_clinic_and_does_not_come_is_left_out_by_naming_who_presents() -> None:
    one = Fair().with_cases().started(presenters=(BO, CY))
    assert one.now.presenters == (BO, CY)
    assert [case.presenter_id for case in one.seen_by(ONE).cases] == [BO, CY]
    assert [step.name for step in one.now.plan][-2:] == ["plenary_1", "plenary_2"]


@pytest.mark.parametrize(
    ("people", "found"),
    [(PEOPLE[:2], "5 people with 3 presenters make a group of nobody"), ((), "name those who are there")],
)
def test_too_few_people_for_the_presenters_are_refused_with_what_would_do(people: Sequence[str], found: str) -> None:
    one = Fair().with_cases()
    one.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN)
    refused = one.refuses(FINN, c.StartClinic, "facilitator", people=people)
    assert found in refused
    if people:
        assert "With 2 presenters they would fit" in refused
        one.lead(c.StartClinic, people=people, anyway=True)
        assert "Nobody is in this group" in one.seen_by(ANA).rotation.groups[2].note  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("people", "presenters", "better"), [(12, 5, 4), (12, 2, 3), (15, 2, 4), (20, 3, 5), (4, 2, None), (40, 2, None)]
)
def test_groups_that_do_not_fit_are_refused_with_the_nearest_number_of_presenters_that_would(
    people: int, presenters: int, better: int | None
) -> None:
    with pytest.raises(Refusal, match="made for groups of 3-4 people") as refused:
        require_group_sizes(PITCHES, people - presenters, presenters)
    assert (f"With {better} presenters they would fit." in str(refused.value)) is (better is not None)
    assert ("With" in str(refused.value)) is (better is not None)
    if better:
        require_group_sizes(PITCHES, people - better, better)


# Whose case


def test_what_is_said_in_a_group_is_about_the_case_that_is_with_it_in_that_round() -> None:
    one = fair().reaches("understanding_1")
    for who, case, group in ((ONE, ANA, 1), (TWO, BO, 2), (THREE, CY, 3), (SEVEN, ANA, 1)):
        asked = one.says(who, "question")
        assert (asked.case_of, asked.group) == (case, group)
    one.reaches("advice_2")
    for who, case, group in ((ONE, CY, 1), (TWO, ANA, 2), (THREE, BO, 3)):
        given = one.says(who, "advice")
        assert (given.case_of, given.group) == (case, group)
    one.reaches("context_3")
    told = one.says(ANA, "context")
    assert (told.case_of, told.group) == (ANA, 3)


def test_answers_and_comments_stay_within_a_case_and_a_group() -> None:
    one = fair().reaches("understanding_1")
    of_ana, of_bo = one.says(ONE, "question"), one.says(TWO, "question")
    one.says(ANA, "answer", about=of_ana.contribution_id)
    # To Ana it does not exist, just as a question that nobody asked.
    nowhere = one.refuses(ANA, c.AnswerQuestion, question_id=derived_id("said", "nothing"), text="No.")
    assert one.refuses(ANA, c.AnswerQuestion, question_id=of_bo.contribution_id, text="No.") == nowhere
    one.reaches("advice_1")
    to_ana = one.says(ONE, "advice")
    assert "no such" in one.refuses(TWO, c.CommentOnAdvice, advice_id=to_ana.contribution_id, text="Same here.")
    one.reaches("advice_2")
    to_cy = one.says(ONE, "advice")
    assert one.says(FOUR, "comment", about=to_cy.contribution_id).case_of == CY
    another = one.refuses(FOUR, c.CommentOnAdvice, advice_id=to_ana.contribution_id, text="Once more.")
    assert "about another case" in another


def test_in_the_plenary_each_presenter_takes_along_from_the_advice_to_their_own_case() -> None:
    one = fair().reaches("advice_1")
    to_ana, to_bo = one.says(ONE, "advice"), one.says(TWO, "advice")
    one.reaches("plenary_2")
    assert one.now.current is not None
    assert one.now.current.turn_of == BO
    assert "about another case" in one.refuses(BO, c.NoteTakeaway, advice_id=to_ana.contribution_id, text="I take it.")
    taken = one.says(BO, "takeaway", about=to_bo.contribution_id)
    assert (taken.case_of, taken.group, taken.member_id) == (BO, None, BO)
    assert "comes from the presenter" in one.refuses(CY, c.NoteTakeaway, text="Not my turn.")


def test_a_takeaway_comes_from_advice_to_ones_own_case_alone() -> None:
    one = fair().reaches("advice_1")
    to_ana, to_bo = one.says(ONE, "advice"), one.says(TWO, "advice")
    one.reaches("plenary_2")
    both = (to_bo.contribution_id, to_ana.contribution_id)
    assert "about another case" in one.refuses(BO, c.NoteTakeaway, advice_ids=both, text="Both.")


def test_advice_that_came_too_early_stays_for_the_case_it_was_meant_for() -> None:
    one = fair().reaches("understanding_1")
    held = one.says(ONE, "advice", "for Ana")
    assert (type(held), held.case_of) == (c.DraftHeld, ANA)
    one.reaches("advice_2")
    [draft] = one.seen_by(ONE).drafts
    assert (draft.case_of, draft.now) == (ANA, True)
    said, _ = one.do(ONE, c.GiveDraft(clinic_id=CLINIC, draft_id=draft.id))
    assert (said.case_of, said.group, said.step) == (ANA, 1, "advice_2")
    assert "for Ana" in one.hears(ANA)
    assert "for Ana" not in one.hears(CY)


def test_a_draft_can_be_given_in_a_free_round_to_the_presenter_it_was_for() -> None:
    one = fair().reaches("understanding_1")
    draft = one.says(ONE, "advice", "for Ana")
    one.do(CY, c.NoteAbsence(clinic_id=CLINIC))
    one.reaches("advice_2")
    assert "your group's own" in one.refuses(ONE, c.GiveAdvice, text="for nobody")
    assert one.seen_by(ONE).drafts[0].now
    said, _ = one.do(ONE, c.GiveDraft(clinic_id=CLINIC, draft_id=draft.draft_id))
    assert said.case_of == ANA


def test_what_a_presenter_will_say_in_the_plenary_is_about_their_own_case() -> None:
    one = fair().reaches("understanding_1")
    assert one.says(BO, "takeaway", "I learned.").case_of == BO


def test_what_a_client_will_say_in_their_turn_is_about_their_own_case() -> None:
    one = Fair("troika").started((ANA, BO, CY)).reaches("share_1")
    held = one.says(BO, "takeaway", "I learned.")
    assert (held.waits_for, held.case_of) == ("takeaways_2", BO)


def test_me_too_is_said_of_what_is_about_the_same_case() -> None:
    one = fair().reaches("advice_1")
    to_ana = one.says(ONE, "advice").contribution_id
    [too] = one.do(FOUR, c.SayMeToo(clinic_id=CLINIC, contribution_id=to_ana))
    assert too.member_id == FOUR
    assert "There is nothing here" in one.refuses(TWO, c.SayMeToo, contribution_id=to_ana)
    one.reaches("advice_2")
    assert "about another case" in one.refuses(SEVEN, c.SayMeToo, contribution_id=to_ana)


def test_a_question_is_restated_for_ones_own_case_alone() -> None:
    restating = SHIPPED["rotating"].model_copy(deep=True)
    loop = restating.steps[0]
    step = loop.steps[0].model_copy(update={"restates": True})  # type: ignore[union-attr]
    loop = loop.model_copy(update={"steps": (step, *loop.steps[1:])})  # type: ignore[union-attr]
    one = Fair()
    one.protocol = restating.model_copy(update={"steps": (loop, *restating.steps[1:]), "key": "ours"})
    one.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN, protocol="ours")
    one.with_cases().lead(c.StartClinic, people=PEOPLE)
    one.do(BO, c.RestateQuestion(clinic_id=CLINIC, question="Better?"))
    assert [case.question for case in one.seen_by(ONE).cases] == ["How?", "Better?", "How, on Weekends?"]
    assert one.seen_by(ONE).question == "How?"
    one.do(ANA, c.RestateQuestion(clinic_id=CLINIC, question="Best?"))
    assert one.seen_by(ONE).question == one.seen_by(ONE).cases[0].question == "Best?"


# Who sees what, and where people are


def test_each_group_thinks_for_itself_until_the_rounds_are_over() -> None:
    one = fair().reaches("advice_1")
    for who in (ONE, TWO, THREE):
        one.says(who, "advice", f"first {who}")
    one.reaches("advice_2")
    one.says(ONE, "advice", "second")
    first = {who: f"first {who}" for who in (ONE, TWO, THREE)}
    assert one.hears(FOUR) == {first[ONE], "second"}
    assert one.hears(FIVE) == {first[TWO]}
    assert one.hears(ANA) == {first[ONE]}
    assert one.hears(CY) == {first[THREE], "second"}
    assert one.hears(LATE) == set()
    assert one.hears(FINN) == {*first.values(), "second"}
    one.reaches("plenary_1")
    for who in (FOUR, FIVE, ANA, CY, LATE):
        assert one.hears(who) == {*first.values(), "second"}


def test_everyone_is_told_where_they_are_and_where_to_go_next() -> None:
    one = fair()
    assert one.you(ANA) == c.Whereabouts(
        presents=True, group=1, presenter_id=ANA, next_group=2, note="You present to group 1 now. Then go to group 2."
    )
    assert one.you(FIVE) == c.Whereabouts(
        presents=False,
        group=2,
        presenter_id=BO,
        next_presenter_id=ANA,
        note="You are in group 2, and stay there. In the next round another presenter comes.",
    )
    one.reaches("context_3")
    assert one.you(ANA).note == "You present to group 3 now. It is your last group."
    assert one.you(FIVE).note.endswith("This is the last round.")
    rotation = one.seen_by(FINN).rotation
    assert rotation is not None
    assert (rotation.round, rotation.rounds, rotation.over, rotation.you) == (3, 3, False, None)
    assert rotation.ways == ((ANA, BO, CY), (CY, ANA, BO), (BO, CY, ANA))
    assert [(group.number, group.presenter_id) for group in rotation.groups] == [(1, BO), (2, CY), (3, ANA)]
    one.reaches("plenary_1")
    assert one.you(ANA).note == "The rounds are over: tell everyone what you learned."
    assert one.seen_by(FINN).rotation.over  # type: ignore[union-attr]


def test_each_group_has_a_queue_of_hands_of_its_own() -> None:
    one = fair().reaches("understanding_1")
    for who in (ONE, TWO, FOUR):
        one.do(who, c.RaiseHand(clinic_id=CLINIC))

    def raised(viewer: str) -> list[str]:
        return [hand.member_id for hand in one.seen_by(viewer).hands]

    assert raised(SEVEN) == raised(ANA) == [ONE, FOUR]
    assert raised(TWO) == raised(BO) == [TWO]
    assert raised(LATE) == []
    assert raised(FINN) == [ONE, TWO, FOUR]


def test_before_the_rounds_everyone_is_told_their_group_and_nothing_is_missing() -> None:
    one = Fair(PITCHES).with_cases().started()
    assert one.now.current is not None
    assert (one.now.current.name, one.now.current.round) == ("pitch_1", 1)
    rotation = one.seen_by(ONE).rotation
    assert rotation is not None
    assert (rotation.round, rotation.over, [group.note for group in rotation.groups]) == (0, False, ["", "", ""])
    assert one.you(ONE).note.endswith("The first presenter comes to you.")
    assert one.you(BO).note == "Go to group 2."
    [moved] = one.lead(c.MoveToGroup, member_id=ONE, group=2)
    assert (moved.hears_again, moved.misses) == ((), ())


def test_the_rounds_are_over_when_all_that_is_left_of_them_is_left_out() -> None:
    one = Fair(PITCHES).with_cases().started().reaches("work_3")
    one.says(ONE, "advice", "said in group 1")
    one.next()
    for step in ("more_1", "more_2", "more_3"):
        assert "said in group 1" not in one.hears(TWO)
        one.lead(c.SkipStep, step=step)
    assert one.now.step == "pause"
    assert "said in group 1" in one.hears(TWO)


# Comings and goings


def test_whoever_comes_late_joins_the_smallest_group_and_takes_part_at_once() -> None:
    one = fair().reaches("understanding_2")
    assert "You are in no group yet" in one.refuses(LATE, c.AskQuestion, text="What is it about?")
    [joined] = one.do(LATE, c.JoinClinic(clinic_id=CLINIC))
    assert (joined.member_id, joined.group) == (LATE, 2)
    assert one.do(LATE, c.JoinClinic(clinic_id=CLINIC)) == []
    assert one.says(LATE, "question").case_of == ANA
    assert LATE in one.seen_by(LATE).people


def test_a_facilitator_joins_somebody_who_has_no_device_and_others_cannot() -> None:
    one = fair()
    assert "of others the facilitator does" in one.refuses(ONE, c.JoinClinic, member_id=LATE)
    [joined] = one.lead(c.JoinClinic, member_id=LATE)
    assert joined.member_id == LATE
    assert "of others the facilitator does" in one.refuses(ONE, c.NoteAbsence, member_id=LATE)


def test_whoever_does_not_come_leaves_their_group_and_finds_it_again() -> None:
    one = fair()
    [gone] = one.lead(c.NoteAbsence, member_id=ONE)
    assert (gone.member_id, gone.group) == (ONE, 1)
    assert one.lead(c.NoteAbsence, member_id=ONE) == []
    assert one.seen_by(FINN).rotation.absent == (ONE,)  # type: ignore[union-attr]
    one.do(FOUR, c.NoteAbsence(clinic_id=CLINIC))
    one.do(SEVEN, c.NoteAbsence(clinic_id=CLINIC))
    rotation = one.seen_by(FINN).rotation
    assert rotation is not None
    assert rotation.groups[0].note.startswith("Nobody is in this group")
    assert rotation.note == "Group 2 has 2 people more than group 1: ask somebody to move."
    [back] = one.do(ONE, c.JoinClinic(clinic_id=CLINIC))
    assert back.group == 1


def test_the_facilitator_moves_somebody_and_sees_what_they_hear_twice_and_not_at_all() -> None:
    one = fair().reaches("advice_1")
    one.says(TWO, "advice", "said in group 2")
    [moved] = one.lead(c.MoveToGroup, member_id=ONE, group=2)
    assert (moved.from_group, moved.group, moved.hears_again, moved.misses) == (1, 2, (ANA,), (BO,))
    assert one.lead(c.MoveToGroup, member_id=ONE, group=2) == []
    assert "said in group 2" in one.hears(ONE)
    assert one.says(ONE, "advice").group == 2


def test_who_and_where_to_cannot_be_moved_is_said() -> None:
    one = fair()
    assert "facilitator leads" in one.refuses(ONE, c.MoveToGroup, member_id=TWO, group=1)
    assert "There are 3 groups" in one.refuses(FINN, c.MoveToGroup, "facilitator", member_id=ONE, group=4)
    assert "belong to no group" in one.refuses(FINN, c.MoveToGroup, "facilitator", member_id=ANA, group=1)
    assert "they can join" in one.refuses(FINN, c.MoveToGroup, "facilitator", member_id=LATE, group=1)
    one.reaches("plenary_1")
    assert "everyone works together" in one.refuses(FINN, c.MoveToGroup, "facilitator", member_id=ONE, group=2)
    assert "everyone works together" in one.refuses(LATE, c.JoinClinic)


def test_a_presenter_who_leaves_gives_their_groups_time_of_their_own_and_the_others_go_on_as_planned() -> None:
    one = fair().reaches("understanding_1")
    before = one.seen_by(FINN).rotation
    gone, skipped = one.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    assert gone == c.PresenterLeft(community_id=COMMUNITY, clinic_id=CLINIC, presenter_id=BO, heard=False)
    assert isinstance(skipped, c.ClinicStepSkipped)
    assert skipped.step == "plenary_2"
    seen = one.seen_by(TWO)
    assert seen.rotation is not None
    assert before is not None
    assert seen.rotation.ways == tuple(tuple(None if who == BO else who for who in way) for way in before.ways)
    assert seen.cases[1].left
    assert "the time is your group's own" in one.you(TWO).note
    assert "the time is your group's own" in one.refuses(TWO, c.AskQuestion, text="Is Bo back?")
    assert one.says(ONE, "question").case_of == ANA
    one.reaches("context_2")
    assert one.you(ONE).note.endswith("In the next round nobody comes: that presenter has left.")
    assert one.you(ANA).group == 2
    run = [step.name for step in one.now.plan if step.name not in one.now.skipped][-2:]
    assert run == ["plenary_1", "plenary_3"]


def test_a_presenter_who_leaves_in_their_own_turn_has_had_it() -> None:
    one = fair().reaches("plenary_2")
    assert [type(event) for event in one.do(BO, c.NoteAbsence(clinic_id=CLINIC))] == [c.PresenterLeft]
    assert one.now.skipped == frozenset()


def test_a_presenter_who_comes_back_presents_again_from_then_on() -> None:
    one = fair().reaches("understanding_1")
    one.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    assert "join it again" in one.refuses(BO, c.AnswerQuestion, text="Hm.", question_id=derived_id("said", "x"))
    back, turn = one.do(BO, c.JoinClinic(clinic_id=CLINIC))
    assert isinstance(back, c.PresenterReturned)
    assert (type(turn), turn.step, turn.number) == (c.ClinicStepBroughtBack, "plenary_2", 11)
    assert one.now.skipped == frozenset()
    assert one.do(BO, c.JoinClinic(clinic_id=CLINIC)) == []
    assert one.says(TWO, "question").case_of == BO


def test_a_client_who_is_not_there_has_no_turn_in_methods_without_groups() -> None:
    one = Fair("troika").started((ANA, BO, CY))
    skipped = one.lead(c.NoteAbsence, member_id=CY)
    assert [event.step for event in skipped] == ["share_3", "questions_3", "consult_3", "takeaways_3"]
    assert one.lead(c.NoteAbsence, member_id=CY) == []
    assert "has no groups" in one.refuses(LATE, c.JoinClinic)


# One clock


def test_a_round_is_extended_for_all_groups_together() -> None:
    one = fair().reaches("understanding_1")
    [longer] = one.lead(c.ExtendStep, step="understanding_1", minutes=1)
    assert longer.clock.ends_at == NOON + timedelta(minutes=6)
    [step] = [step for step in one.seen_by(ONE).steps if step.name == "understanding_1"]
    assert {one.seen_by(who).step for who in (ANA, BO, CY, ONE, TWO, THREE)} == {"understanding_1"}
    assert step.ends_at == NOON + timedelta(minutes=6)


def test_the_time_for_it_must_be_enough_for_all_cases_that_were_brought() -> None:
    short = {"clinic_id": CLINIC, "starts": TOMORROW, "facilitator_id": FINN, "available": 25}
    with_two = Fair()
    with_two.do(BO, c.AddCase(clinic_id=CLINIC, title="Days", question="How?"))
    assert with_two.do(FINN, c.ScheduleClinic.model_validate(short), "facilitator")
    with pytest.raises(Refusal, match="takes at least 30 minutes"):
        Fair().with_cases().do(FINN, c.ScheduleClinic.model_validate(short), "facilitator")


def test_the_clock_shares_out_the_time_of_a_turn_that_falls_away() -> None:
    one = Fair().with_cases()
    one.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN, available=40)
    one.lead(c.StartClinic, people=PEOPLE)
    place = one.now.number("plenary_2") - 1

    before = forecast(one.now.clock, NOON)
    _, skipped = one.lead(c.NoteAbsence, member_id=BO)
    assert skipped.clock.step == "context_1"
    assert one.now.clock.skipped == (place,)
    after = forecast(one.now.clock, NOON)
    assert after.slots[place].state == "skipped"
    assert after.ends_at == before.ends_at
    assert sum(slot.seconds for slot in after.slots[1:place]) > sum(slot.seconds for slot in before.slots[1:place])


# After


def closed(one: Fair) -> Any:
    while one.now.following:
        one.next()
    return one.lead(c.CloseClinic, follow_up=When.of(NOON + timedelta(days=40), "UTC"))[-1]


def awaited(one: Fair) -> list[str]:
    return [each.presenter_id for each in closed(one).awaited]


def test_everyone_whose_case_was_worked_on_is_asked_what_became_of_it() -> None:
    one = fair().reaches("context_1")
    one.says(BO, "context")
    one.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    one.do(CY, c.NoteAbsence(clinic_id=CLINIC))
    assert awaited(one) == [ANA, BO], "Bo left after it had begun, and Cy before"
    assert "Only the presenter" in one.refuses(CY, c.ReportFollowUp, text="Nothing.")


def test_a_presenter_who_comes_back_is_asked_like_the_others() -> None:
    one = fair()
    one.lead(c.NoteAbsence, member_id=CY)
    one.do(CY, c.JoinClinic(clinic_id=CLINIC))
    assert awaited(one) == [ANA, BO, CY]


def test_a_client_who_was_not_there_is_not_asked() -> None:
    one = Fair("troika").started((ANA, BO, CY))
    one.lead(c.NoteAbsence, member_id=CY)
    assert awaited(one) == [ANA, BO]


def test_each_presenter_is_asked_about_their_own_case_and_tells_of_it_to_those_who_advised_on_it() -> None:
    one = fair().reaches("advice_1")
    one.says(ONE, "advice", "for Ana")
    one.says(TWO, "advice", "for Bo")
    closed(one)
    asked = follow_up_brief(one.now, BO)
    assert [(case.presenter_id, case.title) for case in asked.cases] == [
        (ANA, "Nights"),
        (BO, "Days"),
        (CY, "Weekends"),
    ]
    [told] = one.do(BO, c.ReportFollowUp(clinic_id=CLINIC, text="It worked."))
    assert (told.presenter_id, told.advisers) == (BO, (TWO,))
    assert one.now.status == "closed"
    one.do(ANA, c.ReportFollowUp(clinic_id=CLINIC, text="It did not."))
    one.do(CY, c.ReportFollowUp(clinic_id=CLINIC, text="Too early."))
    assert one.now.status == "reported"


def test_nothing_of_it_is_told_to_those_who_do_not_belong() -> None:
    one = fair()
    nothing = "There is nothing here, or it is not shared with you."
    for kind, fields in (
        (c.JoinClinic, {}), (c.NoteAbsence, {}), (c.WithdrawCase, {}), (c.MoveToGroup, {"member_id": ONE, "group": 2}),
    ):  # fmt: skip
        assert one.refuses(LATE, kind, None, **fields) == nothing


def test_the_same_events_give_the_same_clinic() -> None:
    one = fair().reaches("advice_1")
    one.says(ONE, "advice")
    one.lead(c.MoveToGroup, member_id=ONE, group=2)
    one.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    one.do(LATE, c.JoinClinic(clinic_id=CLINIC))
    assert app.clinic.evolve.fold(None, one.events) == one.now
    assert Clinic.model_validate_json(one.now.model_dump_json()) == one.now
