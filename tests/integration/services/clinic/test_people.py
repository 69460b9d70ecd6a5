"""Before a clinic: who could facilitate, who is invited, who is coming, and who is there when it starts."""

from typing import Any

import pytest

from services.clinic.app import clinic as aggregate
from services.clinic.app import service
from services.clinic.domain.protocols.builtin import SHIPPED
from shared.contracts import clinic as c
from shared.contracts.base import Event, derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, NOON, World, member
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    GIL,
    IDS,
    PROPOSED,
    SCHEDULED,
    TOMORROW,
    clinic_in,
)

ZOE = member("zoe")
OFFER = c.OfferToFacilitate(clinic_id=CLINIC)
TAKE_BACK = c.TakeBackFacilitating(clinic_id=CLINIC)
OFFERED = c.FacilitatingOffered(**IDS, member_id=GIL)
INVITE = c.InvitePeople(clinic_id=CLINIC, member_ids=(GIL, ZOE))
INVITED = c.PeopleInvited(**IDS, member_ids=(GIL, ZOE))
UNINVITE = c.UninvitePerson(clinic_id=CLINIC, member_id=GIL)
START = c.StartClinic(clinic_id=CLINIC)


def answers(answer: c.Answer) -> c.AnswerInvitation:
    return c.AnswerInvitation(clinic_id=CLINIC, answer=answer)


def answered(who: str, answer: c.Answer) -> c.InvitationAnswered:
    return c.InvitationAnswered(**IDS, member_id=who, answer=answer)


def decide(
    *before: Event, command: Any, by: str, role: str | None = "member", strangers: frozenset[str] = frozenset()
) -> Any:
    state = aggregate.evolve.fold(None, (PROPOSED, *before))
    context = Context(now=NOON, actor=Actor("member", by), stream=CLINIC, command_id="1", role=role, known=strangers)
    return aggregate.decide(state, command, context)


def refusal(*before: Event, **how: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        decide(*before, **how)
    return refused.value


def state(*before: Event) -> Any:
    return Given(aggregate, CLINIC, PROPOSED, *before).then([])


def test_a_member_offers_to_facilitate_once_and_takes_it_back() -> None:
    assert decide(command=OFFER, by=GIL) == [OFFERED]
    assert not decide(OFFERED, command=OFFER, by=GIL)
    assert not decide(SCHEDULED, command=OFFER, by=FINN), "who leads it already"
    assert decide(OFFERED, command=TAKE_BACK, by=GIL) == [c.FacilitatingTakenBack(**IDS, member_id=GIL)]
    assert not decide(OFFERED, command=TAKE_BACK, by=ZOE)
    assert state(OFFERED, c.FacilitatingOffered(**IDS, member_id=ZOE)).would_facilitate == (GIL, ZOE)
    assert state(OFFERED, c.FacilitatingTakenBack(**IDS, member_id=GIL)).would_facilitate == ()


def test_neither_the_presenter_nor_guests_lead() -> None:
    assert refusal(command=OFFER, by=ANA).status == 403
    assert refusal(command=OFFER, by=GIL, role="guest").status == 403
    assert refusal(command=OFFER, by=GIL, role=None).status == 404


def test_the_presenter_and_those_who_lead_invite_and_each_person_once() -> None:
    assert decide(command=INVITE, by=ANA) == [INVITED]
    assert decide(command=INVITE, by=FINN, role="facilitator") == [INVITED]
    assert refusal(command=INVITE, by=GIL).status == 403
    twice = c.InvitePeople(clinic_id=CLINIC, member_ids=(ZOE, FINN, FINN, ANA, GIL))
    assert decide(INVITED, command=twice, by=ANA) == [c.PeopleInvited(**IDS, member_ids=(FINN,))]
    assert not decide(INVITED, command=INVITE, by=ANA)


def test_an_invitation_again_does_not_forget_an_answer() -> None:
    again = decide(INVITED, answered(GIL, "coming"), command=INVITE, by=ANA)
    assert not again


def test_strangers_cannot_be_invited_and_are_named_by_their_place() -> None:
    refused = refusal(command=INVITE, by=ANA, strangers=frozenset({ZOE}))
    assert (refused.status, refused.extra["errors"][0]["field"]) == (422, "member_ids.1")


def test_the_invited_say_whether_they_come_and_may_change_their_mind() -> None:
    assert decide(INVITED, command=answers("coming"), by=GIL, role="guest") == [answered(GIL, "coming")]
    assert not decide(INVITED, answered(GIL, "coming"), command=answers("coming"), by=GIL)
    assert decide(INVITED, answered(GIL, "coming"), command=answers("not_coming"), by=GIL)
    assert decide(INVITED, answered(GIL, "coming"), command=answers("unknown"), by=GIL)
    assert refusal(INVITED, command=answers("coming"), by=FINN).status == 403
    assert refusal(INVITED, command=answers("coming"), by=GIL, role=None).status == 404


def test_expected_are_those_who_present_who_leads_and_whoever_did_not_say_no() -> None:
    assert state(SCHEDULED).expected == ()
    assert state(SCHEDULED, INVITED).expected == (ANA, FINN, GIL, ZOE)
    assert state(SCHEDULED, INVITED, answered(GIL, "not_coming")).expected == (ANA, FINN, ZOE)
    assert state(INVITED, answered(ZOE, "coming"), answered(GIL, "unknown")).expected == (ANA, GIL, ZOE)


def test_an_invitation_is_taken_back_and_with_the_last_one_everybody_is_welcome_again() -> None:
    [gone] = decide(INVITED, command=UNINVITE, by=ANA)
    assert gone == c.PersonUninvited(**IDS, member_id=GIL)
    assert state(INVITED, gone).expected == (ANA, ZOE)
    assert state(INVITED, gone, gone.model_copy(update={"member_id": ZOE})).expected == ()
    assert not decide(command=UNINVITE, by=ANA)
    assert refusal(INVITED, command=UNINVITE, by=GIL).status == 403


@pytest.mark.parametrize(
    ("command", "by"), [(OFFER, ZOE), (TAKE_BACK, GIL), (INVITE, ANA), (UNINVITE, ANA), (answers("coming"), GIL)]
)
def test_all_of_this_is_before_the_clinic(command: Any, by: str) -> None:
    with pytest.raises(Refusal) as refused:
        clinic_in("context", OFFERED, INVITED).when(command, by=by, role="facilitator")
    assert refused.value.slug == "clinic-has-begun"


def test_those_expected_are_there_when_it_starts_unless_others_are_named() -> None:
    ready = (SCHEDULED, INVITED, answered(ZOE, "not_coming"))
    assert decide(*ready, command=START, by=FINN)[0].people == (ANA, GIL)
    named = START.model_copy(update={"people": (ANA, ZOE, GIL, FINN)})
    assert decide(*ready, command=named, by=FINN)[0].people == (ANA, ZOE, GIL, FINN)
    assert decide(SCHEDULED, command=START, by=FINN)[0].people == ()


def test_where_people_take_turns_the_size_of_the_group_still_counts() -> None:
    troika = SHIPPED["troika"]
    chosen = c.ProtocolChosen(**IDS, key=troika.key, version=troika.version, definition=troika)
    ready = (chosen, SCHEDULED.model_copy(update={"minutes": {}}), INVITED)
    assert decide(*ready, command=START, by=FINN)[0].people == (ANA, GIL, ZOE)
    assert refusal(*ready, answered(ZOE, "not_coming"), command=START, by=FINN).slug == "group-size"


async def test_who_was_invited_answers_and_everybody_sees_who_is_expected(world: World) -> None:
    await world.open(service)
    ana, gil, gus = world.joins("ana"), world.joins("gil"), world.joins("gus", "guest")
    finn = world.joins("finn", "facilitator")
    made = await world.send("ana", c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"))
    case = made["id"]
    await world.send("gil", c.OfferToFacilitate(clinic_id=case))
    await world.send("ana", c.InvitePeople(clinic_id=case, member_ids=(gus, gil)))
    await world.send("gus", c.AnswerInvitation(clinic_id=case, answer="coming"))
    await world.send("gil", c.AnswerInvitation(clinic_id=case, answer="not_coming"))
    await world.send("ana", c.ScheduleClinic(clinic_id=case, starts=TOMORROW, facilitator_id=finn))
    view = await world.ask("finn", c.GetClinic(clinic_id=case), c.ClinicView)
    assert view.would_facilitate == (gil,)
    assert [(invited.member_id, invited.answer) for invited in view.invited] == [(gus, "coming"), (gil, "not_coming")]
    assert view.expected == (ana, finn, gus)
    [open_case] = (await world.ask("gus", c.ListOpenCases(community_id=COMMUNITY), c.OpenCases)).cases
    assert open_case.would_facilitate == (gil,)


async def test_nobody_from_elsewhere_is_invited(world: World) -> None:
    runtime = await world.open(service)
    world.joins("ana")
    made = await world.send("ana", c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"))

    async def role(community: str, who: str) -> None:
        return None

    runtime.roles.role = role  # type: ignore[method-assign, assignment]
    with pytest.raises(Refusal) as refused:
        await world.send("ana", c.InvitePeople(clinic_id=made["id"], member_ids=(derived_id("member", "stranger"),)))
    assert refused.value.extra["errors"][0]["field"] == "member_ids.0"
