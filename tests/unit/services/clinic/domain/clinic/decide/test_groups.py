"""Several cases in one clinic: bringing them, groups, comings and goings, and whose case a contribution is about. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.clinic import app
from services.clinic.domain.clinic.group_sizes import require_group_sizes
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.parse import read_protocol
from services.clinic.domain.timing.forecast import forecast
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
        return {contribution.text for contribution in self.seen_by(who).contributions}

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
    assert [(case.presenter_id, case.title, case.question) for case in seen.cases] == [
        (ANA, "Nights", "How?"), (BO, "Days", "How, on Days?"), (CY, "Weekends", "How, on Weekends?"),
    ]  # fmt: skip


def test_a_case_is_put_in_other_words_before_the_clinic_and_stays_as_it_is_after() -> None:
    place = Fair().with_cases()
    command = c.AddCase(clinic_id=CLINIC, title="Days", question="Why not?")
    assert place.do(BO, command)
    assert place.do(BO, command) == []
    assert place.seen_by(ANA).cases[1].question == "Why not?"
    place.started()
    assert "your case stays" in place.refuses(BO, c.AddCase, title="Days", question="And now?")
    assert "Bring your case to the next one" in place.refuses(ONE, c.AddCase, title="Mine", question="And mine?")


def test_whoever_presents_without_having_brought_a_case_can_bring_it_during_the_clinic_once() -> None:
    place = Fair().started(presenters=(ANA, BO))
    assert place.seen_by(ONE).cases[1] == c.CaseView(presenter_id=BO)
    place.do(BO, c.AddCase(clinic_id=CLINIC, title="Days", question="How?"))
    assert place.seen_by(ONE).cases[1].title == "Days"
    assert "your case stays" in place.refuses(BO, c.AddCase, title="Days", question="And now?")


def test_a_case_can_be_taken_back_before_the_clinic() -> None:
    place = Fair().with_cases()
    assert place.do(BO, c.WithdrawCase(clinic_id=CLINIC))
    assert place.do(BO, c.WithdrawCase(clinic_id=CLINIC)) == []
    assert [case.presenter_id for case in place.seen_by(ANA).cases] == [ANA, CY]
    assert "cancel the clinic instead" in place.refuses(ANA, c.WithdrawCase)
    place.started()
    assert "say that you leave" in place.refuses(CY, c.WithdrawCase)


def test_cases_are_brought_by_those_who_may_bring_one_where_there_is_room_for_it() -> None:
    place = Fair()
    assert "for members" in place.refuses(BO, c.AddCase, "guest", title="Days", question="How?")
    assert "There is nothing here" in place.refuses(BO, c.AddCase, None, title="Days", question="How?")
    assert "proposed with your case" in place.refuses(ANA, c.AddCase, title="Another", question="How?")
    assert "has one presenter" in Fair("case_clinic").refuses(BO, c.AddCase, title="Days", question="How?")
    for number in range(11):
        place.do(member(f"presenter {number}"), c.AddCase(clinic_id=CLINIC, title="Days", question="How?"))
    assert "12 presenters at most" in place.refuses(BO, c.AddCase, title="Days", question="How?")


# Groups


def test_the_clinic_starts_with_everyone_who_brought_a_case_and_the_rest_in_even_groups() -> None:
    place = fair()
    begun, formed, step = place.events[-3:]
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
    place = Fair().with_cases().started((ANA, *PEOPLE, CY, BO))
    assert place.now.rotation is not None
    assert place.now.rotation.groups == fair().now.rotation.groups  # type: ignore[union-attr]


def test_whoever_proposed_the_clinic_and_does_not_come_is_left_out_by_naming_who_presents() -> None:
    place = Fair().with_cases().started(presenters=(BO, CY))
    assert place.now.presenters == (BO, CY)
    assert [case.presenter_id for case in place.seen_by(ONE).cases] == [BO, CY]
    assert [step.name for step in place.now.plan][-2:] == ["plenary_1", "plenary_2"]


@pytest.mark.parametrize(
    ("people", "found"),
    [(PEOPLE[:2], "5 people with 3 presenters make a group of nobody"), ((), "name those who are there")],
)
def test_too_few_people_for_the_presenters_are_refused_with_what_would_do(people: Sequence[str], found: str) -> None:
    place = Fair().with_cases()
    place.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN)
    refused = place.refuses(FINN, c.StartClinic, "facilitator", people=people)
    assert found in refused
    if people:
        assert "With 2 presenters they would fit" in refused
        place.lead(c.StartClinic, people=people, anyway=True)
        assert "Nobody is in this group" in place.seen_by(ANA).rotation.groups[2].note  # type: ignore[union-attr]


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
    place = fair().reaches("understanding_1")
    for who, case, group in ((ONE, ANA, 1), (TWO, BO, 2), (THREE, CY, 3), (SEVEN, ANA, 1)):
        asked = place.says(who, "question")
        assert (asked.case_of, asked.group) == (case, group)
    place.reaches("advice_2")
    for who, case, group in ((ONE, CY, 1), (TWO, ANA, 2), (THREE, BO, 3)):
        given = place.says(who, "advice")
        assert (given.case_of, given.group) == (case, group)
    place.reaches("context_3")
    told = place.says(ANA, "context")
    assert (told.case_of, told.group) == (ANA, 3)


def test_answers_and_comments_stay_within_a_case_and_a_group() -> None:
    place = fair().reaches("understanding_1")
    of_ana, of_bo = place.says(ONE, "question"), place.says(TWO, "question")
    place.says(ANA, "answer", about=of_ana.contribution_id)
    # To Ana it does not exist, just as a question that nobody asked.
    nowhere = place.refuses(ANA, c.AnswerQuestion, question_id=derived_id("said", "nothing"), text="No.")
    assert place.refuses(ANA, c.AnswerQuestion, question_id=of_bo.contribution_id, text="No.") == nowhere
    place.reaches("advice_1")
    to_ana = place.says(ONE, "advice")
    assert "no such" in place.refuses(TWO, c.CommentOnAdvice, advice_id=to_ana.contribution_id, text="Same here.")
    place.reaches("advice_2")
    to_cy = place.says(ONE, "advice")
    assert place.says(FOUR, "comment", about=to_cy.contribution_id).case_of == CY
    another = place.refuses(FOUR, c.CommentOnAdvice, advice_id=to_ana.contribution_id, text="Once more.")
    assert "about another case" in another


def test_in_the_plenary_each_presenter_takes_along_from_the_advice_to_their_own_case() -> None:
    place = fair().reaches("advice_1")
    to_ana, to_bo = place.says(ONE, "advice"), place.says(TWO, "advice")
    place.reaches("plenary_2")
    assert place.now.current is not None
    assert place.now.current.turn_of == BO
    assert "about another case" in place.refuses(
        BO, c.NoteTakeaway, advice_id=to_ana.contribution_id, text="I take it."
    )
    taken = place.says(BO, "takeaway", about=to_bo.contribution_id)
    assert (taken.case_of, taken.group, taken.member_id) == (BO, None, BO)
    assert "comes from the presenter" in place.refuses(CY, c.NoteTakeaway, text="Not my turn.")


def test_a_takeaway_comes_from_advice_to_ones_own_case_alone() -> None:
    place = fair().reaches("advice_1")
    to_ana, to_bo = place.says(ONE, "advice"), place.says(TWO, "advice")
    place.reaches("plenary_2")
    both = (to_bo.contribution_id, to_ana.contribution_id)
    assert "about another case" in place.refuses(BO, c.NoteTakeaway, advice_ids=both, text="Both.")


def test_advice_that_came_too_early_stays_for_the_case_it_was_meant_for() -> None:
    place = fair().reaches("understanding_1")
    held = place.says(ONE, "advice", "for Ana")
    assert (type(held), held.case_of) == (c.DraftHeld, ANA)
    place.reaches("advice_2")
    [draft] = place.seen_by(ONE).drafts
    assert (draft.case_of, draft.now) == (ANA, True)
    said, _ = place.do(ONE, c.GiveDraft(clinic_id=CLINIC, draft_id=draft.id))
    assert (said.case_of, said.group, said.step) == (ANA, 1, "advice_2")
    assert "for Ana" in place.hears(ANA)
    assert "for Ana" not in place.hears(CY)


def test_a_draft_can_be_given_in_a_free_round_to_the_presenter_it_was_for() -> None:
    place = fair().reaches("understanding_1")
    draft = place.says(ONE, "advice", "for Ana")
    place.do(CY, c.NoteAbsence(clinic_id=CLINIC))
    place.reaches("advice_2")
    assert "your group's own" in place.refuses(ONE, c.GiveAdvice, text="for nobody")
    assert place.seen_by(ONE).drafts[0].now
    said, _ = place.do(ONE, c.GiveDraft(clinic_id=CLINIC, draft_id=draft.draft_id))
    assert said.case_of == ANA


def test_what_a_presenter_will_say_in_the_plenary_is_about_their_own_case() -> None:
    place = fair().reaches("understanding_1")
    assert place.says(BO, "takeaway", "I learned.").case_of == BO


def test_what_a_client_will_say_in_their_turn_is_about_their_own_case() -> None:
    place = Fair("troika").started((ANA, BO, CY)).reaches("share_1")
    held = place.says(BO, "takeaway", "I learned.")
    assert (held.waits_for, held.case_of) == ("takeaways_2", BO)


def test_me_too_is_said_of_what_is_about_the_same_case() -> None:
    place = fair().reaches("advice_1")
    to_ana = place.says(ONE, "advice").contribution_id
    [too] = place.do(FOUR, c.SayMeToo(clinic_id=CLINIC, contribution_id=to_ana))
    assert too.member_id == FOUR
    assert "There is nothing here" in place.refuses(TWO, c.SayMeToo, contribution_id=to_ana)
    place.reaches("advice_2")
    assert "about another case" in place.refuses(SEVEN, c.SayMeToo, contribution_id=to_ana)


def test_a_question_is_restated_for_ones_own_case_alone() -> None:
    restating = SHIPPED["rotating"].model_copy(deep=True)
    loop = restating.steps[0]
    step = loop.steps[0].model_copy(update={"restates": True})  # type: ignore[union-attr]
    loop = loop.model_copy(update={"steps": (step, *loop.steps[1:])})  # type: ignore[union-attr]
    place = Fair()
    place.protocol = restating.model_copy(update={"steps": (loop, *restating.steps[1:]), "key": "ours"})
    place.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN, protocol="ours")
    place.with_cases().lead(c.StartClinic, people=PEOPLE)
    place.do(BO, c.RestateQuestion(clinic_id=CLINIC, question="Better?"))
    assert [case.question for case in place.seen_by(ONE).cases] == ["How?", "Better?", "How, on Weekends?"]
    assert place.seen_by(ONE).question == "How?"
    place.do(ANA, c.RestateQuestion(clinic_id=CLINIC, question="Best?"))
    assert place.seen_by(ONE).question == place.seen_by(ONE).cases[0].question == "Best?"


# Who sees what, and where people are


def test_each_group_thinks_for_itself_until_the_rounds_are_over() -> None:
    place = fair().reaches("advice_1")
    for who in (ONE, TWO, THREE):
        place.says(who, "advice", f"first {who}")
    place.reaches("advice_2")
    place.says(ONE, "advice", "second")
    first = {who: f"first {who}" for who in (ONE, TWO, THREE)}
    assert place.hears(FOUR) == {first[ONE], "second"}
    assert place.hears(FIVE) == {first[TWO]}
    assert place.hears(ANA) == {first[ONE]}
    assert place.hears(CY) == {first[THREE], "second"}
    assert place.hears(LATE) == set()
    assert place.hears(FINN) == {*first.values(), "second"}
    place.reaches("plenary_1")
    for who in (FOUR, FIVE, ANA, CY, LATE):
        assert place.hears(who) == {*first.values(), "second"}


def test_everyone_is_told_where_they_are_and_where_to_go_next() -> None:
    place = fair()
    assert place.you(ANA) == c.Whereabouts(
        presents=True, group=1, presenter_id=ANA, next_group=2, note="You present to group 1 now. Then go to group 2."
    )
    assert place.you(FIVE) == c.Whereabouts(
        presents=False,
        group=2,
        presenter_id=BO,
        next_presenter_id=ANA,
        note="You are in group 2, and stay there. In the next round another presenter comes.",
    )
    place.reaches("context_3")
    assert place.you(ANA).note == "You present to group 3 now. It is your last group."
    assert place.you(FIVE).note.endswith("This is the last round.")
    rotation = place.seen_by(FINN).rotation
    assert rotation is not None
    assert (rotation.round, rotation.rounds, rotation.over, rotation.you) == (3, 3, False, None)
    assert rotation.ways == ((ANA, BO, CY), (CY, ANA, BO), (BO, CY, ANA))
    assert [(group.number, group.presenter_id) for group in rotation.groups] == [(1, BO), (2, CY), (3, ANA)]
    place.reaches("plenary_1")
    assert place.you(ANA).note == "The rounds are over: tell everyone what you learned."
    assert place.seen_by(FINN).rotation.over  # type: ignore[union-attr]


def test_each_group_has_a_queue_of_hands_of_its_own() -> None:
    place = fair().reaches("understanding_1")
    for who in (ONE, TWO, FOUR):
        place.do(who, c.RaiseHand(clinic_id=CLINIC))

    def raised(viewer: str) -> list[str]:
        return [hand.member_id for hand in place.seen_by(viewer).hands]

    assert raised(SEVEN) == raised(ANA) == [ONE, FOUR]
    assert raised(TWO) == raised(BO) == [TWO]
    assert raised(LATE) == []
    assert raised(FINN) == [ONE, TWO, FOUR]


def test_before_the_rounds_everyone_is_told_their_group_and_nothing_is_missing() -> None:
    place = Fair(PITCHES).with_cases().started()
    assert place.now.current is not None
    assert (place.now.current.name, place.now.current.round) == ("pitch_1", 1)
    rotation = place.seen_by(ONE).rotation
    assert rotation is not None
    assert (rotation.round, rotation.over, [group.note for group in rotation.groups]) == (0, False, ["", "", ""])
    assert place.you(ONE).note.endswith("The first presenter comes to you.")
    assert place.you(BO).note == "Go to group 2."
    [moved] = place.lead(c.MoveToGroup, member_id=ONE, group=2)
    assert (moved.hears_again, moved.misses) == ((), ())


def test_the_rounds_are_over_when_all_that_is_left_of_them_is_left_out() -> None:
    place = Fair(PITCHES).with_cases().started().reaches("work_3")
    place.says(ONE, "advice", "said in group 1")
    place.next()
    for step in ("more_1", "more_2", "more_3"):
        assert "said in group 1" not in place.hears(TWO)
        place.lead(c.SkipStep, step=step)
    assert place.now.step == "pause"
    assert "said in group 1" in place.hears(TWO)


# Comings and goings


def test_whoever_comes_late_joins_the_smallest_group_and_takes_part_at_once() -> None:
    place = fair().reaches("understanding_2")
    assert "You are in no group yet" in place.refuses(LATE, c.AskQuestion, text="What is it about?")
    [joined] = place.do(LATE, c.JoinClinic(clinic_id=CLINIC))
    assert (joined.member_id, joined.group) == (LATE, 2)
    assert place.do(LATE, c.JoinClinic(clinic_id=CLINIC)) == []
    assert place.says(LATE, "question").case_of == ANA
    assert LATE in place.seen_by(LATE).people


def test_a_facilitator_joins_somebody_who_has_no_device_and_others_cannot() -> None:
    place = fair()
    assert "of others the facilitator does" in place.refuses(ONE, c.JoinClinic, member_id=LATE)
    [joined] = place.lead(c.JoinClinic, member_id=LATE)
    assert joined.member_id == LATE
    assert "of others the facilitator does" in place.refuses(ONE, c.NoteAbsence, member_id=LATE)


def test_whoever_does_not_come_leaves_their_group_and_finds_it_again() -> None:
    place = fair()
    [gone] = place.lead(c.NoteAbsence, member_id=ONE)
    assert (gone.member_id, gone.group) == (ONE, 1)
    assert place.lead(c.NoteAbsence, member_id=ONE) == []
    assert place.seen_by(FINN).rotation.absent == (ONE,)  # type: ignore[union-attr]
    place.do(FOUR, c.NoteAbsence(clinic_id=CLINIC))
    place.do(SEVEN, c.NoteAbsence(clinic_id=CLINIC))
    rotation = place.seen_by(FINN).rotation
    assert rotation is not None
    assert rotation.groups[0].note.startswith("Nobody is in this group")
    assert rotation.note == "Group 2 has 2 people more than group 1: ask somebody to move."
    [back] = place.do(ONE, c.JoinClinic(clinic_id=CLINIC))
    assert back.group == 1


def test_the_facilitator_moves_somebody_and_sees_what_they_hear_twice_and_not_at_all() -> None:
    place = fair().reaches("advice_1")
    place.says(TWO, "advice", "said in group 2")
    [moved] = place.lead(c.MoveToGroup, member_id=ONE, group=2)
    assert (moved.from_group, moved.group, moved.hears_again, moved.misses) == (1, 2, (ANA,), (BO,))
    assert place.lead(c.MoveToGroup, member_id=ONE, group=2) == []
    assert "said in group 2" in place.hears(ONE)
    assert place.says(ONE, "advice").group == 2


def test_who_and_where_to_cannot_be_moved_is_said() -> None:
    place = fair()
    assert "facilitator leads" in place.refuses(ONE, c.MoveToGroup, member_id=TWO, group=1)
    assert "There are 3 groups" in place.refuses(FINN, c.MoveToGroup, "facilitator", member_id=ONE, group=4)
    assert "belong to no group" in place.refuses(FINN, c.MoveToGroup, "facilitator", member_id=ANA, group=1)
    assert "they can join" in place.refuses(FINN, c.MoveToGroup, "facilitator", member_id=LATE, group=1)
    place.reaches("plenary_1")
    assert "everyone works together" in place.refuses(FINN, c.MoveToGroup, "facilitator", member_id=ONE, group=2)
    assert "everyone works together" in place.refuses(LATE, c.JoinClinic)


def test_a_presenter_who_leaves_gives_their_groups_time_of_their_own_and_the_others_go_on_as_planned() -> None:
    place = fair().reaches("understanding_1")
    before = place.seen_by(FINN).rotation
    gone, skipped = place.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    assert gone == c.PresenterLeft(community_id=COMMUNITY, clinic_id=CLINIC, presenter_id=BO, heard=False)
    assert isinstance(skipped, c.ClinicStepSkipped)
    assert skipped.step == "plenary_2"
    seen = place.seen_by(TWO)
    assert seen.rotation is not None
    assert before is not None
    assert seen.rotation.ways == tuple(tuple(None if who == BO else who for who in way) for way in before.ways)
    assert seen.cases[1].left
    assert "the time is your group's own" in place.you(TWO).note
    assert "the time is your group's own" in place.refuses(TWO, c.AskQuestion, text="Is Bo back?")
    assert place.says(ONE, "question").case_of == ANA
    place.reaches("context_2")
    assert place.you(ONE).note.endswith("In the next round nobody comes: that presenter has left.")
    assert place.you(ANA).group == 2
    run = [step.name for step in place.now.plan if step.name not in place.now.skipped][-2:]
    assert run == ["plenary_1", "plenary_3"]


def test_a_presenter_who_leaves_in_their_own_turn_has_had_it() -> None:
    place = fair().reaches("plenary_2")
    assert [type(event) for event in place.do(BO, c.NoteAbsence(clinic_id=CLINIC))] == [c.PresenterLeft]
    assert place.now.skipped == frozenset()


def test_a_presenter_who_comes_back_presents_again_from_then_on() -> None:
    place = fair().reaches("understanding_1")
    place.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    assert "join it again" in place.refuses(BO, c.AnswerQuestion, text="Hm.", question_id=derived_id("said", "x"))
    back, turn = place.do(BO, c.JoinClinic(clinic_id=CLINIC))
    assert isinstance(back, c.PresenterReturned)
    assert (type(turn), turn.step, turn.number) == (c.ClinicStepBroughtBack, "plenary_2", 11)
    assert place.now.skipped == frozenset()
    assert place.do(BO, c.JoinClinic(clinic_id=CLINIC)) == []
    assert place.says(TWO, "question").case_of == BO


def test_a_client_who_is_not_there_has_no_turn_in_methods_without_groups() -> None:
    place = Fair("troika").started((ANA, BO, CY))
    skipped = place.lead(c.NoteAbsence, member_id=CY)
    assert [event.step for event in skipped] == ["share_3", "questions_3", "consult_3", "takeaways_3"]
    assert place.lead(c.NoteAbsence, member_id=CY) == []
    assert "has no groups" in place.refuses(LATE, c.JoinClinic)


# One clock


def test_a_round_is_extended_for_all_groups_together() -> None:
    place = fair().reaches("understanding_1")
    [longer] = place.lead(c.ExtendStep, step="understanding_1", minutes=1)
    assert longer.clock.ends_at == NOON + timedelta(minutes=6)
    [step] = [step for step in place.seen_by(ONE).steps if step.name == "understanding_1"]
    assert {place.seen_by(who).step for who in (ANA, BO, CY, ONE, TWO, THREE)} == {"understanding_1"}
    assert step.ends_at == NOON + timedelta(minutes=6)


def test_the_time_for_it_must_be_enough_for_all_cases_that_were_brought() -> None:
    short = {"clinic_id": CLINIC, "starts": TOMORROW, "facilitator_id": FINN, "available": 25}
    with_two = Fair()
    with_two.do(BO, c.AddCase(clinic_id=CLINIC, title="Days", question="How?"))
    assert with_two.do(FINN, c.ScheduleClinic.model_validate(short), "facilitator")
    with pytest.raises(Refusal, match="takes at least 30 minutes"):
        Fair().with_cases().do(FINN, c.ScheduleClinic.model_validate(short), "facilitator")


def test_the_clock_shares_out_the_time_of_a_turn_that_falls_away() -> None:
    this_place = Fair().with_cases()
    this_place.lead(c.ScheduleClinic, starts=TOMORROW, facilitator_id=FINN, available=40)
    this_place.lead(c.StartClinic, people=PEOPLE)
    place = this_place.now.number("plenary_2") - 1

    before = forecast(this_place.now.clock, NOON)
    _, skipped = this_place.lead(c.NoteAbsence, member_id=BO)
    assert skipped.clock.step == "context_1"
    assert this_place.now.clock.skipped == (place,)
    after = forecast(this_place.now.clock, NOON)
    assert after.slots[place].state == "skipped"
    assert after.ends_at == before.ends_at
    assert sum(slot.seconds for slot in after.slots[1:place]) > sum(slot.seconds for slot in before.slots[1:place])


# After


def closed(place: Fair) -> Any:
    while place.now.following:
        place.next()
    return place.lead(c.CloseClinic, follow_up=When.of(NOON + timedelta(days=40), "UTC"))[-1]


def awaited(place: Fair) -> list[str]:
    return [each.presenter_id for each in closed(place).awaited]


def test_everyone_whose_case_was_worked_on_is_asked_what_became_of_it() -> None:
    place = fair().reaches("context_1")
    place.says(BO, "context")
    place.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    place.do(CY, c.NoteAbsence(clinic_id=CLINIC))
    assert awaited(place) == [ANA, BO], "Bo left after it had begun, and Cy before"
    assert "Only the presenter" in place.refuses(CY, c.ReportFollowUp, text="Nothing.")


def test_a_presenter_who_comes_back_is_asked_like_the_others() -> None:
    place = fair()
    place.lead(c.NoteAbsence, member_id=CY)
    place.do(CY, c.JoinClinic(clinic_id=CLINIC))
    assert awaited(place) == [ANA, BO, CY]


def test_a_client_who_was_not_there_is_not_asked() -> None:
    place = Fair("troika").started((ANA, BO, CY))
    place.lead(c.NoteAbsence, member_id=CY)
    assert awaited(place) == [ANA, BO]


def test_each_presenter_is_asked_about_their_own_case_and_tells_of_it_to_those_who_advised_on_it() -> None:
    place = fair().reaches("advice_1")
    place.says(ONE, "advice", "for Ana")
    place.says(TWO, "advice", "for Bo")
    closed(place)
    asked = follow_up_brief(place.now, BO)
    assert [(case.presenter_id, case.title) for case in asked.cases] == [
        (ANA, "Nights"),
        (BO, "Days"),
        (CY, "Weekends"),
    ]
    [told] = place.do(BO, c.ReportFollowUp(clinic_id=CLINIC, text="It worked."))
    assert (told.presenter_id, told.advisers) == (BO, (TWO,))
    assert place.now.status == "closed"
    place.do(ANA, c.ReportFollowUp(clinic_id=CLINIC, text="It did not."))
    place.do(CY, c.ReportFollowUp(clinic_id=CLINIC, text="Too early."))
    assert place.now.status == "reported"


def test_nothing_of_it_is_told_to_those_who_do_not_belong() -> None:
    place = fair()
    nothing = "There is nothing here, or it is not shared with you."
    for kind, fields in (
        (c.JoinClinic, {}), (c.NoteAbsence, {}), (c.WithdrawCase, {}), (c.MoveToGroup, {"member_id": ONE, "group": 2}),
    ):  # fmt: skip
        assert place.refuses(LATE, kind, None, **fields) == nothing


def test_the_same_events_give_the_same_clinic() -> None:
    place = fair().reaches("advice_1")
    place.says(ONE, "advice")
    place.lead(c.MoveToGroup, member_id=ONE, group=2)
    place.do(BO, c.NoteAbsence(clinic_id=CLINIC))
    place.do(LATE, c.JoinClinic(clinic_id=CLINIC))
    assert app.clinic.evolve.fold(None, place.events) == place.now
    assert Clinic.model_validate_json(place.now.model_dump_json()) == place.now
