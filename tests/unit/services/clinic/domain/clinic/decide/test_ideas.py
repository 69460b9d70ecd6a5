"""Exploring a new idea: support, being named, and the brief. Pure."""

from collections.abc import Sequence
from typing import Any

import pytest

from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.views.idea_brief import idea_brief
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.played import CLINIC, FINN, Played
from tests.support.world import NOON, member

IN_A_MONTH = When(local=NOON.replace(month=10, tzinfo=None), zone="UTC")
ORDER = ("context", "understanding", "related_experience", "debate", "summary")


class Idea:
    """A clinic that explores an idea: the first of its people presents, the others debate."""

    def __init__(self, protocol: str = "new_idea") -> None:
        self.played = Played(SHIPPED[protocol])
        self.played.start()
        self.ana, self.gil, self.kim, self.lee = self.played.people
        self.step = "context"

    def until(self, step: str) -> "Idea":
        while self.step != step:
            self.played.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step=self.step), "facilitator")
            self.step = ORDER[ORDER.index(self.step) + 1]
        return self

    def say(self, who: str, kind: c.Kind, text: str, about: str | None = None) -> str:
        return self.do(who, c.Contribute(clinic_id=CLINIC, what=kind, text=text, about=about))[0].contribution_id

    def do(self, who: str, command: Command) -> Sequence[Any]:
        return self.played.do(who, command)

    def closed(self) -> "Idea":
        self.until("summary")
        self.played.do(FINN, c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH), "facilitator")
        return self

    def brief(self, viewer: str = "") -> c.IdeaBrief:
        assert self.played.clinic is not None
        return idea_brief(self.played.clinic, len(self.played.history), viewer or self.gil)

    def refuses(self, who: str, command: Command, words: str, role: str | None = "member") -> Refusal:
        with pytest.raises(Refusal, match=words) as refused:
            self.played.ask(who, command, role)  # type: ignore[arg-type]
        return refused.value


@pytest.fixture
def idea() -> Idea:
    """An idea that was debated: three support it, and Gil alone agreed to be named."""
    this_idea = Idea()
    this_idea.say(this_idea.ana, "context", "A library of things.")
    this_idea.until("debate")
    this_idea.say(this_idea.gil, "refinement", "Begin with tools.")
    this_idea.say(this_idea.kim, "implication", "Somebody keeps the key.")
    this_idea.do(this_idea.gil, c.SupportIdea(clinic_id=CLINIC, text="We need it.", named=True))
    this_idea.do(this_idea.kim, c.SupportIdea(clinic_id=CLINIC, text="Me, as the one with the van."))
    this_idea.say(this_idea.lee, "support", "Yes.")
    return this_idea


def texts(points: Sequence[c.BriefPoint]) -> list[str]:
    return [point.text for point in points]


def test_the_brief_has_what_was_said_of_each_kind_in_order_and_no_names_with_it(idea: Idea) -> None:
    idea.say(idea.kim, "refinement", "And ladders.")
    idea.until("summary").say(idea.ana, "takeaway", "A tool library first.")
    brief = idea.closed().brief()
    assert texts(brief.context) == ["A library of things."]
    assert texts(brief.refinements) == ["Begin with tools.", "And ladders."]
    assert texts(brief.implications) == ["Somebody keeps the key."]
    assert texts(brief.takeaways) == ["A tool library first."]
    assert brief.held == NOON
    told = brief.model_dump_json(exclude={"presenter_id", "supporters", "you"})
    assert not any(who in told for who in idea.played.people)


def test_only_those_who_agreed_are_named_and_the_others_are_counted_without_their_reasons(idea: Idea) -> None:
    brief = idea.closed().brief()
    assert [(supporter.member_id, texts(supporter.reasons)) for supporter in brief.supporters] == [
        (idea.gil, ["We need it."])
    ]
    assert brief.others == 2
    assert "van" not in brief.model_dump_json()


def test_somebody_who_supports_twice_counts_once(idea: Idea) -> None:
    idea.say(idea.lee, "support", "Again: yes.")
    assert idea.brief().others == 2


def test_being_named_can_be_agreed_to_and_taken_back_at_any_time(idea: Idea) -> None:
    idea.do(idea.lee, c.AgreeToBeNamed(clinic_id=CLINIC))
    assert [supporter.member_id for supporter in idea.brief().supporters] == [idea.gil, idea.lee]
    idea.closed().do(idea.gil, c.WithdrawNaming(clinic_id=CLINIC))
    brief = idea.brief()
    assert [supporter.member_id for supporter in brief.supporters] == [idea.lee]
    assert brief.others == 2
    assert brief.you == c.YourPart(presents=False, supports=True, named=False)


def test_agreeing_or_taking_back_twice_changes_nothing(idea: Idea) -> None:
    assert not idea.do(idea.gil, c.AgreeToBeNamed(clinic_id=CLINIC))
    assert not idea.do(idea.kim, c.WithdrawNaming(clinic_id=CLINIC))
    events = idea.do(idea.gil, c.SupportIdea(clinic_id=CLINIC, text="Still.", named=True))
    assert [type(event) for event in events] == [c.ContributionMade]


def test_only_supporters_are_named_and_nobody_for_somebody_else(idea: Idea) -> None:
    idea.refuses(FINN, c.AgreeToBeNamed(clinic_id=CLINIC), "Say first that you do")
    refusal = idea.refuses(idea.kim, c.AgreeToBeNamed(clinic_id=CLINIC), "nothing here", role=None)
    assert refusal.status == 404


def test_support_is_given_only_where_any_support_is_and_is_not_the_presenters() -> None:
    early = Idea()
    with pytest.raises(Refusal) as refused:
        Idea("case_clinic").do(member("person 2"), c.SupportIdea(clinic_id=CLINIC, text="Yes.", named=True))
    assert refused.value.status == 409
    early.until("debate").refuses(early.ana, c.SupportIdea(clinic_id=CLINIC, text="Mine."), "You are the presenter")


def test_the_presenter_opens_closes_and_says_what_comes_next_each_by_itself(idea: Idea) -> None:
    idea.closed()
    idea.do(idea.ana, c.WriteBrief(clinic_id=CLINIC, opening="For the board.", next_steps="A trial in May."))
    idea.do(idea.ana, c.WriteBrief(clinic_id=CLINIC, closing="Thank you."))
    brief = idea.brief()
    assert (brief.opening, brief.next_steps, brief.closing) == ("For the board.", "A trial in May.", "Thank you.")
    assert not idea.do(idea.ana, c.WriteBrief(clinic_id=CLINIC, closing="Thank you."))
    idea.do(idea.ana, c.WriteBrief(clinic_id=CLINIC, opening=""))
    assert (idea.brief().opening, idea.brief().closing) == ("", "Thank you.")


def test_a_downside_stands_with_what_the_presenter_says_to_it(idea: Idea) -> None:
    costs = idea.say(idea.lee, "downside", "It costs.")
    dust = idea.say(idea.kim, "downside", "It gathers dust.")
    idea.say(idea.ana, "comment", "The town pays.", about=costs)
    idea.say(idea.gil, "comment", "So it does.", about=costs)
    idea.closed()
    assert [downside.response for downside in idea.brief().downsides] == ["The town pays.", ""]
    idea.do(idea.ana, c.RespondToDownside(clinic_id=CLINIC, downside_id=costs, text="The town pays half."))
    idea.do(idea.ana, c.RespondToDownside(clinic_id=CLINIC, downside_id=dust, text="We lend it out."))
    assert [downside.response for downside in idea.brief().downsides] == ["The town pays half.", "We lend it out."]
    idea.do(idea.ana, c.RespondToDownside(clinic_id=CLINIC, downside_id=costs, text=""))
    assert [downside.response for downside in idea.brief().downsides] == ["The town pays.", "We lend it out."]
    assert not idea.do(idea.ana, c.RespondToDownside(clinic_id=CLINIC, downside_id=costs, text=""))


def test_a_response_belongs_to_a_downside_that_is_there(idea: Idea) -> None:
    refinement = idea.closed().brief().refinements[0].id
    for wrong in (refinement, derived_id("said", "never")):
        command = c.RespondToDownside(clinic_id=CLINIC, downside_id=wrong, text="No.")
        refusal = idea.refuses(idea.ana, command, "no such downside")
        assert refusal.extra["errors"][0]["field"] == "downside_id"


def test_what_is_left_out_is_seen_by_the_presenter_alone_until_it_is_restored(idea: Idea) -> None:
    [tools] = idea.closed().brief().refinements
    idea.do(idea.ana, c.LeaveOutOfBrief(clinic_id=CLINIC, contribution_id=tools.id))
    assert not idea.do(idea.ana, c.LeaveOutOfBrief(clinic_id=CLINIC, contribution_id=tools.id))
    assert idea.brief(idea.gil).refinements == ()
    assert [refinement.left_out for refinement in idea.brief(idea.ana).refinements] == [True]
    idea.do(idea.ana, c.RestoreToBrief(clinic_id=CLINIC, contribution_id=tools.id))
    assert not idea.do(idea.ana, c.RestoreToBrief(clinic_id=CLINIC, contribution_id=tools.id))
    assert idea.brief(idea.gil).refinements == (tools,)


def test_a_named_supporters_reason_can_be_left_out_and_their_name_stays(idea: Idea) -> None:
    [gil] = idea.closed().brief().supporters
    idea.do(idea.ana, c.LeaveOutOfBrief(clinic_id=CLINIC, contribution_id=gil.reasons[0].id))
    assert idea.brief(idea.kim).supporters == (c.Supporter(member_id=idea.gil, reasons=()),)


def writing(idea: Idea) -> list[Command]:
    some = derived_id("said", "some")
    return [
        c.WriteBrief(clinic_id=CLINIC, opening="Hello."),
        c.RespondToDownside(clinic_id=CLINIC, downside_id=some, text="No."),
        c.LeaveOutOfBrief(clinic_id=CLINIC, contribution_id=some),
        c.RestoreToBrief(clinic_id=CLINIC, contribution_id=some),
    ]


def test_the_brief_is_the_presenters_to_write_once_the_clinic_is_closed(idea: Idea) -> None:
    for command in writing(idea):
        idea.refuses(idea.ana, command, "once the clinic is closed")
    idea.closed()
    for command in writing(idea):
        assert idea.refuses(idea.gil, command, "presenter's to write").status == 403
        assert idea.refuses(FINN, command, "presenter's to write", "convener").status == 403
        assert idea.refuses(idea.ana, command, "nothing here", role=None).status == 404
    idea.do(idea.ana, c.ReportFollowUp(clinic_id=CLINIC, text="It runs."))
    idea.do(idea.ana, c.WriteBrief(clinic_id=CLINIC, closing="Still open."))


def test_only_clinics_that_explore_an_idea_have_a_brief() -> None:
    case = Idea("case_clinic")
    for command in writing(case):
        case.refuses(case.ana, command, "so it has no brief; it has a record")
    assert {key for key, protocol in SHIPPED.items() if protocol.explores_idea} == {"new_idea"}


def test_the_presenters_words_stay_off_the_bus(idea: Idea) -> None:
    events: list[Event] = []
    costs = idea.say(idea.lee, "downside", "It costs.")
    idea.closed()
    events += idea.do(idea.ana, c.WriteBrief(clinic_id=CLINIC, opening="Alpha", next_steps="Beta", closing="Gamma"))
    events += idea.do(idea.ana, c.RespondToDownside(clinic_id=CLINIC, downside_id=costs, text="Delta"))
    assert len(events) == 2
    for event in events:
        assert not any(word in str(event.public()) for word in ("Alpha", "Beta", "Gamma", "Delta"))
