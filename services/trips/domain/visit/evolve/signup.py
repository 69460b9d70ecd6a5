"""Who signed up for a visit. Pure."""

from services.trips.domain.visit.signup import SignedUp, SignUp
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()


@evolve.on
def sign_up_opened(visit: Visit, event: c.SignUpOpened) -> Visit:
    known = visit.sign_up or SignUp(seats=event.seats)
    return _with(visit, known.model_copy(update={"status": "open", "seats": event.seats}))


@evolve.on
def sign_up_closed(visit: Visit, _: c.SignUpClosed) -> Visit:
    return _with(visit, visit.signing.model_copy(update={"status": "closed"}))


@evolve.on
def seats_changed(visit: Visit, event: c.SeatsChanged) -> Visit:
    return _with(visit, visit.signing.model_copy(update={"seats": event.seats}))


@evolve.on
def questions_shared(visit: Visit, event: c.QuestionsShared) -> Visit:
    return _with(visit, visit.signing.model_copy(update={"questions_shared": event.shared}))


@evolve.on
def member_signed_up(visit: Visit, event: c.MemberSignedUp) -> Visit:
    signed_up = SignedUp(
        member_id=event.member_id,
        state=event.state,
        number=event.number,
        attended=event.attended,
        needs=event.needs or c.OwnNeeds(),
        question=event.question,
    )
    signing = visit.signing.put(signed_up)
    let_go = signing.let_go.drop(event.member_id)
    return _with(visit, signing.model_copy(update={"last_number": event.number, "let_go": let_go}))


@evolve.on
def needs_told(visit: Visit, event: c.NeedsTold) -> Visit:
    return _changed(visit, event.member_id, needs=event.needs or c.OwnNeeds())


@evolve.on
def question_prepared(visit: Visit, event: c.QuestionPrepared) -> Visit:
    return _changed(visit, event.member_id, question=event.question)


@evolve.on
def seat_offered(visit: Visit, event: c.SeatOffered) -> Visit:
    return _changed(visit, event.member_id, state="offered", offer_id=event.offer_id, until=event.until)


@evolve.on
def seat_taken(visit: Visit, event: c.SeatTaken) -> Visit:
    return _changed(visit, event.member_id, state="seated", offer_id=None, until=None)


@evolve.on
def member_signed_off(visit: Visit, event: c.MemberSignedOff) -> Visit:
    signing = visit.signing.drop(event.member_id)
    if event.reason:
        signing = signing.model_copy(update={"let_go": signing.let_go.put(event.member_id, event.reason)})
    return _with(visit, signing)


@evolve.on
def groups_changed(visit: Visit, event: c.GroupsChanged) -> Visit:
    signing = visit.signing.model_copy(update={"groups": event.count})
    for member, group in event.changes.items():
        signed_up = signing.people.get(member)
        if signed_up is not None:
            signing = signing.put(signed_up.model_copy(update={"group": group}))
    return _with(visit, signing)


def _changed(visit: Visit, member: str, **update: object) -> Visit:
    person = visit.signing.people[member]
    return _with(visit, visit.signing.put(person.model_copy(update=update)))


def _with(visit: Visit, signing: SignUp) -> Visit:
    return visit.model_copy(update={"sign_up": signing})
