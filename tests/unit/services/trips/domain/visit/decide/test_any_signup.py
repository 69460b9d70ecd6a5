"""What holds whatever people, the host and time do to a sign-up, and in whichever order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import trips as c
from shared.contracts.base import Command
from shared.domain import Refusal
from tests.support.examples import up_to
from tests.support.trips.signing import STARTS, VISIT, Signing
from tests.support.world import NOON, member

NAMES = ("ana", "ben", "cem", "dia", "eli", "fay", "gil", "hal")
HOURS = 24 * 9

names = st.sampled_from(NAMES)
actions = st.one_of(
    st.tuples(st.just("up"), names),
    st.tuples(st.just("off"), names),
    st.tuples(st.just("take"), names),
    st.tuples(st.just("remove"), names),
    st.tuples(st.just("seats"), st.integers(1, 5)),
    st.tuples(st.just("close"), st.just(0)),
    st.tuples(st.just("open"), st.integers(1, 5)),
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(st.just("room"), st.integers(1, 4)),
)


def play(signing: Signing, action: tuple[str, object]) -> None:
    """Do it; what is refused changes nothing."""
    match action:
        case ("up" | "off" | "take" as what, str(name)):
            own: dict[str, Command] = {
                "up": c.SignUp(visit_id=VISIT),
                "off": c.SignOff(visit_id=VISIT),
                "take": c.TakeSeat(visit_id=VISIT),
            }
            signing.do(name, own[what])
        case ("wait", int(hours)):
            signing.comes(min(signing.now + timedelta(hours=hours), STARTS.instant + timedelta(hours=1)))
            while any(name.until <= signing.now for name in signing.signing.having("offered")):
                signing.offers_end()
        case (what, given):
            signing.do("hana", as_host(signing, what, given))


def as_host(signing: Signing, what: str, given: object) -> Command:
    match what, given:
        case ("remove", str(name)):
            return c.SignOff(visit_id=VISIT, member_id=member(name), reason="The van is smaller.")
        case ("seats", int(seats)):
            return c.ChangeSeats(visit_id=VISIT, seats=seats)
        case ("open", int(seats)):
            return c.OpenSignUp(visit_id=VISIT, seats=seats)
        case ("room", int(capacity)):
            assert signing.visit is not None
            kept = signing.visit.stops[0]
            stop = kept.stop.model_copy(update={"capacity": capacity})
            return c.ChangeStop(visit_id=VISIT, stop_id=kept.id, stop=stop)
        case _:
            return c.CloseSignUp(visit_id=VISIT)


@settings(max_examples=up_to(150))
@given(st.lists(actions, max_size=40), st.dictionaries(names, st.integers(0, 2)))
def test_seats_suffice_nobody_is_passed_over_and_groups_fit(
    story: list[tuple[str, object]], attended: dict[str, int]
) -> None:
    signing = Signing(**attended).opened(3)
    for action in story:
        before = {name.member_id: name for name in signing.signing.queue()}
        known = len(signing.history)
        try:
            play(signing, action)
        except Refusal:
            assert len(signing.history) == known
            continue
        state = signing.signing
        counts = {name: len(signing.of(name)) for name in ("seated", "offered", "waiting")}
        assert (counts["seated"], counts["offered"]) == (state.seated, state.offered)
        assert counts["seated"] + counts["offered"] <= state.seats
        if signing.now < STARTS.instant:
            assert not (counts["waiting"] and state.free), "a seat is free while somebody waits"
        nobody_was_passed_over(signing, known, before)
        groups_fit(signing)


def nobody_was_passed_over(signing: Signing, known: int, before: dict[str, object]) -> None:
    """Whoever got a seat or an offer came, by the rule, before everybody who waited then and still does."""
    still = [name for name in signing.signing.queue() if name.member_id in before]
    for event in signing.history[known:]:
        if isinstance(event, c.SeatOffered) or (isinstance(event, c.SeatTaken) and event.offer_id is None):
            lucky = before.get(event.member_id)
            assert lucky is not None, "somebody who did not wait got the seat"
            assert all(lucky.turn < name.turn for name in still)  # type: ignore[attr-defined]
        if isinstance(event, c.MemberSignedUp) and event.state == "seated":
            assert not still, "somebody new got the seat"


def groups_fit(signing: Signing) -> None:
    assert signing.visit is not None
    state, capacity = signing.signing, signing.visit.stops[0].stop.capacity
    if capacity is None or state.seated <= capacity:
        assert state.groups == 1
        return
    sizes = [sum(name.group == number for name in state.having("seated")) for number in range(1, state.groups + 1)]
    assert sum(sizes) == state.seated
    assert max(sizes) <= capacity
    assert max(sizes) - min(sizes) <= 1


@settings(max_examples=up_to(100))
@given(st.integers(0, HOURS), st.integers(2, 8))
def test_an_unanswered_seat_reaches_everybody_who_waits_in_turn_until_the_visit_begins(hours: int, people: int) -> None:
    signing = Signing().opened(1).signs_up(*NAMES[:people])
    signing.comes(NOON + timedelta(hours=hours))
    order = signing.queue()
    signing.do("ana", c.SignOff(visit_id=VISIT))
    while signing.of("offered"):
        signing.offers_end()
        assert signing.now < STARTS.instant
    reached = [event.member_id for event in signing.history if isinstance(event, c.SeatOffered | c.SeatTaken)]
    assert reached == order[: len(reached)]
    assert not signing.queue() or signing.of("seated"), "the seat stays empty while somebody waits"
