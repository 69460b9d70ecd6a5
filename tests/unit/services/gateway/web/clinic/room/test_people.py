"""Who may lead: in the order in which to choose from them."""

from services.gateway.web.clinic.room.people import facilitators, may_lead_next, may_take_over
from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from tests.support.clocked import ANA, CLINIC, FINN, GIL, Clocked
from tests.support.gateway.rooms import seen
from tests.support.world import member

MEL, CORA, GUS = member("mel"), member("cora"), member("gus")


def one(id: str, name: str, role: Role = "member") -> MemberView:
    return MemberView(member_id=id, name=name, role=role)


MEMBERS = [
    one(ANA, "Ana"),
    one(CORA, "Cora", "convener"),
    one(FINN, "Finn", "facilitator"),
    one(GIL, "Gil"),
    one(GUS, "Gus", "guest"),
    one(MEL, "Mel", "facilitator"),
]


def test_those_who_offered_come_first_then_those_with_the_role_and_never_the_presenter_or_a_guest() -> None:
    clinic = Clocked()
    assert [who.name for who in facilitators(seen(clinic.now_is, ANA), MEMBERS)] == ["Finn", "Mel", "Cora", "Gil"]
    clinic.do(-30, c.OfferToFacilitate(clinic_id=CLINIC), by=GIL)
    assert [who.name for who in facilitators(seen(clinic.now_is, ANA), MEMBERS)] == ["Gil", "Finn", "Mel", "Cora"]


def test_a_clinic_is_handed_to_somebody_with_the_role_who_does_not_lead_it_already() -> None:
    view = seen(Clocked().begin().now_is, FINN)
    assert [who.name for who in may_lead_next(view, MEMBERS)] == ["Cora", "Mel"]


def test_taking_over_is_for_those_with_the_role_who_neither_lead_nor_present() -> None:
    view = seen(Clocked().begin().now_is, FINN)
    may = {who.name: may_take_over(view, who.member_id, who.role) for who in MEMBERS}
    assert [name for name, may_it in may.items() if may_it] == ["Cora", "Mel"]
    assert not may_take_over(view, ANA, "facilitator")
