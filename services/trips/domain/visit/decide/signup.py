"""Signing up for a visit, and off again; who gets a seat that becomes free. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.consequences import with_groups
from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.guards import about, require_ahead, require_changeable, require_member
from services.trips.domain.visit.rights import looks_after
from services.trips.domain.visit.signup import SignedUp, SignUp
from services.trips.domain.visit.state import Visit
from services.trips.domain.visit.waiting_list import offer_until
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Visit] = Decider()


@decide.on
def open_sign_up(visit: Visit, command: c.OpenSignUp, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    _require_not_begun(visit, context)
    if visit.guide is None:
        raise conflict("no-guide", "Name the local practitioner who guides, then open sign-up.")
    signing = visit.sign_up
    if signing is not None and signing.status == "open":
        return _seats(visit, signing, command.seats, context)
    if signing is not None:
        _require_enough_seats(signing, command.seats)
    return _with_consequences(visit, [c.SignUpOpened(**about(visit), seats=command.seats)], context)


@decide.on
def close_sign_up(visit: Visit, command: c.CloseSignUp, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if _require_sign_up(visit).status == "closed":
        return []
    return [c.SignUpClosed(**about(visit))]


@decide.on
def change_seats(visit: Visit, command: c.ChangeSeats, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    return _seats(visit, _require_sign_up(visit), command.seats, context)


@decide.on
def share_questions(visit: Visit, command: c.ShareQuestions, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if _require_sign_up(visit).questions_shared == command.shared:
        return []
    return [c.QuestionsShared(**about(visit), shared=command.shared)]


@decide.on
def sign_up(visit: Visit, command: c.SignUp, context: Context) -> Sequence[Event]:
    require_member(context)
    if context.actor.id == visit.host_id:
        raise conflict("host-comes-anyway", "You host this visit: you come along without signing up.")
    if context.role == "guest":
        raise forbidden("Guests come to the stops they are invited to. Signing up is for members; ask the host.")
    _require_not_begun(visit, context)
    if visit.sign_up is None:
        raise conflict("sign-up-not-open", "Nobody can sign up for this visit yet. The host opens sign-up.")
    signed_up = visit.sign_up.people.get(context.actor.id)
    if signed_up is not None:
        said = command.model_fields_set
        return [
            *(_needs(visit, signed_up, command.needs) if "needs" in said else ()),
            *(_question(visit, signed_up, command.question) if "question" in said else ()),
        ]
    if visit.sign_up.status == "closed":
        raise conflict("sign-up-closed", "Sign-up for this visit is closed. Ask the host whether there is a seat left.")
    return with_groups(
        visit,
        [
            c.MemberSignedUp(
                **about(visit),
                member_id=context.actor.id,
                state="seated" if visit.sign_up.free > 0 else "waiting",
                number=visit.sign_up.last_number + 1,
                attended=context.known or 0,
                needs=command.needs,
                question=command.question,
            )
        ],
    )


@decide.on
def tell_needs(visit: Visit, command: c.TellNeeds, context: Context) -> Sequence[Event]:
    return _needs(visit, _require_own_place(visit, context), command.needs)


@decide.on
def prepare_question(visit: Visit, command: c.PrepareQuestion, context: Context) -> Sequence[Event]:
    return _question(visit, _require_own_place(visit, context), command.question)


@decide.on
def take_seat(visit: Visit, command: c.TakeSeat, context: Context) -> Sequence[Event]:
    _require_not_begun_for_members(visit, context)
    signed_up = visit.sign_up.people.get(context.actor.id) if visit.sign_up else None
    if signed_up is not None and signed_up.state == "seated":
        return []
    if signed_up is None or signed_up.state == "waiting":
        raise conflict("no-offer", "No seat is kept for you now. The time to take it may be over; see your place.")
    if signed_up.until is not None and signed_up.until <= context.now:
        raise conflict("offer-over", "The time to take this seat is over; it goes to whoever is next.")
    taken = c.SeatTaken(**about(visit), member_id=signed_up.member_id, offer_id=signed_up.offer_id)
    return with_groups(visit, [taken])


@decide.on
def sign_off(visit: Visit, command: c.SignOff, context: Context) -> Sequence[Event]:
    member = command.member_id or context.actor.id
    leaves = context.actor.is_service("trips")
    if not leaves:
        require_member(context)
    own = member == context.actor.id
    if not own and not leaves and not looks_after(visit, context.actor.id, context.role):
        raise forbidden(
            "Everybody signs off for themselves; the host, a facilitator or a convener may do so for others."
        )
    signed_up = visit.sign_up.people.get(member) if visit.sign_up else None
    if signed_up is None:
        return []
    if not leaves:
        _require_not_begun(visit, context)
    if not own and not leaves and command.reason is None:
        raise invalid("Say why: whoever loses their place is told.", "reason")
    by: c.SignedOffBy = "leaving" if leaves else "self" if own else "host"
    return _with_consequences(visit, [_signed_off(visit, signed_up, by, command.reason or "")], context)


@decide.on
def pass_seat_on(visit: Visit, command: c.PassSeatOn, context: Context) -> Sequence[Event]:
    """An offer that was taken, declined or ended meanwhile is no offer any more."""
    if not context.actor.is_service("trips"):
        raise forbidden("Seats are passed on by Convene itself when the time for an offer is over.")
    people = visit.sign_up.having("offered") if visit.sign_up and visit.ahead else []
    person = next((signed_up for signed_up in people if signed_up.offer_id == command.offer_id), None)
    if person is None or person.until is None or person.until > context.now:
        return []
    return _with_consequences(visit, [_signed_off(visit, person, "time", "")], context)


def _with_consequences(visit: Visit, events: Sequence[Event], context: Context) -> Sequence[Event]:
    """These events, and what follows from them at once: free seats go to those who wait, groups to those who come."""
    after = evolve.fold(visit, events)
    assert after is not None
    return with_groups(visit, [*events, *_seats_passed_on(after, context)])


def _seats_passed_on(visit: Visit, context: Context) -> Sequence[Event]:
    signing = visit.signing
    if signing.free <= 0 or not visit.ahead or _has_begun(visit, context):
        return []
    until = offer_until(context.now, visit.starts.instant if visit.starts else None)
    events: list[Event] = []
    for number, signed_up in enumerate(signing.queue()[: signing.free]):
        who = {**about(visit), "member_id": signed_up.member_id}
        if until is None:
            events.append(c.SeatTaken(**who))
        else:
            events.append(c.SeatOffered(**who, offer_id=context.new_id("offer", number), until=until))
    return events


def _seats(visit: Visit, signing: SignUp, seats: int, context: Context) -> Sequence[Event]:
    if seats == signing.seats:
        return []
    _require_enough_seats(signing, seats)
    return _with_consequences(visit, [c.SeatsChanged(**about(visit), seats=seats, before=signing.seats)], context)


def _require_enough_seats(signing: SignUp, seats: int) -> None:
    taken = signing.seated + signing.offered
    if seats < taken:
        raise conflict(
            "seats-are-taken",
            f"{taken} seats are taken or offered, so there can't be {seats}. Nobody loses a seat without knowing why: "
            "sign somebody off first, with the reason, or ask who can do without.",
            taken=taken,
        )


def _needs(visit: Visit, signed_up: SignedUp, needs: c.OwnNeeds) -> Sequence[Event]:
    if needs == signed_up.needs:
        return []
    return [c.NeedsTold(**about(visit), member_id=signed_up.member_id, needs=needs)]


def _question(visit: Visit, signed_up: SignedUp, question: str | None) -> Sequence[Event]:
    if question == signed_up.question:
        return []
    return [c.QuestionPrepared(**about(visit), member_id=signed_up.member_id, question=question)]


def _signed_off(visit: Visit, signed_up: SignedUp, by: c.SignedOffBy, reason: str) -> c.MemberSignedOff:
    return c.MemberSignedOff(
        **about(visit),
        member_id=signed_up.member_id,
        was=signed_up.state,
        by=by,
        offer_id=signed_up.offer_id,
        reason=reason,
    )


def _require_own_place(visit: Visit, context: Context) -> SignedUp:
    require_member(context)
    require_ahead(visit)
    signed_up = visit.sign_up.people.get(context.actor.id) if visit.sign_up else None
    if signed_up is None:
        raise conflict("not-signed-up", "You are not signed up for this visit. Sign up first.")
    return signed_up


def _require_sign_up(visit: Visit) -> SignUp:
    if visit.sign_up is None:
        raise conflict("sign-up-not-open", "Sign-up was not opened yet. Open it first, with a number of seats.")
    return visit.sign_up


def _require_not_begun_for_members(visit: Visit, context: Context) -> None:
    require_member(context)
    _require_not_begun(visit, context)


def _require_not_begun(visit: Visit, context: Context) -> None:
    require_ahead(visit)
    if _has_begun(visit, context):
        raise conflict(
            "visit-has-begun", "The visit has begun. Tell whoever calls the roll who comes and who does not."
        )


def _has_begun(visit: Visit, context: Context) -> bool:
    return visit.day.started_at is not None or (visit.starts is not None and visit.starts.instant <= context.now)
