"""What people keep of a visit, decided without servers."""

from datetime import timedelta
from typing import Any

import pytest

from services.trips.app import visit as aggregate
from services.trips.domain.visit.state import Visit
from services.trips.views.memories import trip_view
from shared.contracts import trips as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.pictures import Picture
from shared.contracts.types import When
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

HANA, ANA, BEN, GIL = member("hana"), member("ana"), member("ben"), member("gil")
VISIT = derived_id("visit", "memories")
OVEN, OFFICE = derived_id("stop", VISIT, "0"), derived_id("stop", VISIT, "1")
ROLES = {HANA: "member", ANA: "member", BEN: "member", GIL: "guest", member("cora"): "convener"}
PROGRAMME = (
    c.Stop(title="Oven", kind="practice", minutes=90),
    c.Stop(title="Office", kind="presentation", minutes=30),
    c.Stop(title="Tea", kind="meal", minutes=20),
)
PICTURE = Picture(id=derived_id("picture", "one"), media_type="image/jpeg", size=9, width=3, height=2)
NOTE = c.KeepMemory(visit_id=VISIT, what="note", text="It smells of rye.")
BEGUN = NOON + timedelta(hours=1)


class Album:
    """A visit that began an hour ago: Hana hosts, Gil is invited to the oven."""

    def __init__(self, *more: Event) -> None:
        about = {"community_id": COMMUNITY, "visit_id": VISIT}
        starts = When.of(NOON, "Europe/Rome")
        happened = [
            c.VisitProposed(**about, host_id=HANA, title="Bread", place="Mill", guide="Bea", programme=PROGRAMME),
            c.GuestInvited(**about, guest_id=GIL, stops=(OVEN,)),
            c.VisitScheduled(
                **about, host_id=HANA, starts_at=NOON, ends_at=NOON + timedelta(minutes=140), zone=starts.zone
            ),
            *more,
        ]
        self.visit: Visit = aggregate.evolve.fold(None, happened)
        self.now = BEGUN
        self._number = 0

    def do(self, by: str, command: Command, known: Any = None) -> list[Event]:
        self._number += 1
        context = Context(self.now, Actor("member", by), VISIT, f"command {self._number}", ROLES.get(by), known=known)
        events = list(aggregate.decide(self.visit, command, context))
        self.visit = aggregate.evolve.fold(self.visit, events)
        return events

    def kept(self, by: str, command: Command, known: Any = None) -> str:
        """The id of what somebody keeps."""
        [event] = self.do(by, command, known)
        return event.memory_id  # type: ignore[attr-defined,no-any-return]

    def photo(self, by: str = ANA, people: bool = True, stop: str | None = None, picture: Picture = PICTURE) -> str:
        command = c.KeepPhoto(visit_id=VISIT, alt="Three at the oven", image=b"x", people=people, stop_id=stop)
        return self.kept(by, command, picture)

    def seen(self, by: str) -> c.TripView:
        return trip_view(self.visit, 1, by, ROLES[by], now=BEGUN)

    def who_sees(self, memory: str) -> set[str]:
        return {who for who in (HANA, ANA, BEN, GIL) if memory in {memory.id for memory in self.seen(who).memories}}

    def refused(self, by: str, command: Command, known: Any = None) -> Refusal:
        with pytest.raises(Refusal) as caught:
            self.do(by, command, known)
        return caught.value


def consent(memory: str, agreed: bool = True) -> c.ConfirmConsent:
    return c.ConfirmConsent(visit_id=VISIT, memory_id=memory, agreed=agreed)


def objection(memory: str) -> c.WithdrawConsent:
    return c.WithdrawConsent(visit_id=VISIT, memory_id=memory)


def test_what_people_keep_is_shown_with_its_stop_in_the_order_it_came() -> None:
    album = Album()
    first = album.kept(ANA, NOTE.model_copy(update={"stop_id": OVEN}))
    second = album.kept(HANA, NOTE.model_copy(update={"what": "saw", "text": "Hands"}))
    assert [(memory.id, memory.what, memory.stop_id, memory.text) for memory in album.seen(BEN).memories] == [
        (first, "note", OVEN, "It smells of rye."),
        (second, "saw", None, "Hands"),
    ]


def test_nothing_is_kept_before_a_visit_begins_or_of_one_that_was_cancelled() -> None:
    album = Album()
    album.now = NOON - timedelta(minutes=1)
    assert album.refused(ANA, NOTE).slug == "not-begun"
    album = Album(c.VisitCancelled(community_id=COMMUNITY, visit_id=VISIT, reason=""))
    assert album.refused(ANA, NOTE).slug == "not-begun"


def test_where_people_signed_up_those_who_had_a_seat_keep_memories() -> None:
    about = {"community_id": COMMUNITY, "visit_id": VISIT}
    album = Album(
        c.SignUpOpened(**about, seats=1),
        c.MemberSignedUp(**about, member_id=ANA, state="seated", number=1, attended=0, needs=None, question=None),
    )
    album.kept(ANA, NOTE)
    album.kept(HANA, NOTE)
    assert album.refused(BEN, NOTE).status == 403


def test_a_guest_keeps_and_sees_what_belongs_to_their_stops() -> None:
    album = Album()
    assert album.refused(GIL, NOTE).status == 403
    assert album.refused(GIL, NOTE.model_copy(update={"stop_id": OFFICE})).status == 403
    own = album.kept(GIL, NOTE.model_copy(update={"stop_id": OVEN}))
    whole = album.kept(ANA, NOTE)
    office = album.kept(ANA, NOTE.model_copy(update={"stop_id": OFFICE}))
    assert album.who_sees(own) == {HANA, ANA, BEN, GIL}
    assert album.who_sees(whole) == album.who_sees(office) == {HANA, ANA, BEN}
    assert [stop.title for stop in album.seen(GIL).stops] == ["Oven"]


def test_strangers_and_unknown_stops_are_refused() -> None:
    album = Album()
    assert album.refused(member("eve"), NOTE).status == 404
    assert album.refused(ANA, NOTE.model_copy(update={"stop_id": derived_id("stop", "gone")})).status == 422


def test_a_photo_with_people_is_seen_by_its_author_and_the_host_until_they_agree() -> None:
    album = Album()
    photo = album.photo()
    assert album.who_sees(photo) == {ANA, HANA}
    assert [memory.shown for memory in album.seen(ANA).memories] == [False]
    album.do(ANA, consent(photo))
    assert album.who_sees(photo) == {HANA, ANA, BEN}
    album.do(HANA, consent(photo, agreed=False))
    assert album.who_sees(photo) == {ANA, HANA}
    assert album.do(HANA, consent(photo, agreed=False)) == []


def test_a_photo_without_people_is_seen_at_once() -> None:
    album = Album()
    assert album.who_sees(album.photo(people=False, stop=OVEN)) == {HANA, ANA, BEN, GIL}


@pytest.mark.parametrize("people", [True, False])
def test_whoever_is_on_a_photo_hides_it_at_any_time_whoever_else_agreed(people: bool) -> None:
    album = Album()
    photo = album.photo(people=people)
    album.do(ANA, consent(photo))
    album.do(BEN, objection(photo))
    assert album.who_sees(photo) == {ANA, HANA, BEN}
    album.do(ANA, consent(photo, agreed=False))
    album.do(ANA, consent(photo))
    assert album.seen(BEN).memories[0].shown is False, "nobody agrees for somebody who objects"
    assert album.seen(BEN).memories[0].objected
    assert not album.seen(HANA).memories[0].objected
    assert album.do(BEN, objection(photo)) == []
    album.do(BEN, c.GiveConsent(visit_id=VISIT, memory_id=photo))
    assert album.seen(HANA).memories[0].shown
    assert album.do(BEN, c.GiveConsent(visit_id=VISIT, memory_id=photo)) == []


def test_after_an_objection_is_taken_back_a_photo_said_to_be_without_people_needs_consent() -> None:
    album = Album()
    photo = album.photo(people=False)
    album.do(BEN, objection(photo))
    album.do(BEN, c.GiveConsent(visit_id=VISIT, memory_id=photo))
    assert album.who_sees(photo) == {ANA, HANA}


def test_one_objection_is_enough_among_several() -> None:
    album = Album()
    photo = album.photo(people=False, stop=OVEN)
    album.do(BEN, objection(photo))
    assert album.refused(GIL, objection(photo)).status == 404, "it is hidden from him by now"
    assert album.who_sees(photo) == {HANA, ANA, BEN}


def test_consent_is_said_by_those_who_asked_for_it() -> None:
    album = Album()
    photo = album.photo(people=False)
    assert album.refused(BEN, consent(photo)).status == 403
    note = album.kept(ANA, NOTE)
    assert album.refused(ANA, consent(note)).slug == "not-a-photo"


def test_a_hidden_photo_does_not_exist_for_others_whatever_they_ask() -> None:
    album = Album()
    photo = album.photo()
    nothing = album.refused(BEN, objection(derived_id("memory", "none")))
    for command in (objection(photo), consent(photo), c.RemoveMemory(visit_id=VISIT, memory_id=photo)):
        assert album.refused(BEN, command).problem() == nothing.problem()


def test_everybody_takes_back_what_they_kept_and_nobody_elses() -> None:
    album = Album()
    note = album.kept(ANA, NOTE)
    remove = c.RemoveMemory(visit_id=VISIT, memory_id=note)
    for other in (BEN, HANA, member("cora")):
        assert album.refused(other, remove).status == 403
    [event] = album.do(ANA, remove)
    assert isinstance(event, c.MemoryRemoved)
    assert event.picture_id is None
    assert album.seen(ANA).memories == ()
    assert album.refused(ANA, remove).status == 404


def test_the_event_says_which_picture_goes_with_a_photo() -> None:
    album = Album()
    [event] = album.do(ANA, c.RemoveMemory(visit_id=VISIT, memory_id=album.photo()))
    assert event.picture_id == PICTURE.id  # type: ignore[attr-defined]


def test_minutes_with_practitioners_stand_against_minutes_in_a_room() -> None:
    view = Album().seen(ANA)
    assert (view.practice_minutes, view.room_minutes) == (90, 30)
    assert [(stop.title, stop.sort, stop.minutes) for stop in view.stops] == [
        ("Oven", "practice", 90),
        ("Office", "room", 30),
        ("Tea", "other", 20),
    ]
    assert view.stops[1].begins == When.of(NOON + timedelta(minutes=90), "Europe/Rome")


def test_a_stop_that_was_skipped_on_the_day_is_no_part_of_the_trip() -> None:
    album = Album()
    album.do(HANA, c.SkipStop(visit_id=VISIT, stop_id=OFFICE, reason="The projector broke."))
    assert ([stop.title for stop in album.seen(ANA).stops], album.seen(ANA).room_minutes) == (["Oven", "Tea"], 0)


def test_much_that_is_kept_comes_in_parts_that_the_bus_can_carry() -> None:
    album = Album()
    for number in range(30):
        album.kept(ANA, NOTE.model_copy(update={"text": f"{number} " + "é" * 7900}))
    found, skip, parts = [], 0, 0
    while skip is not None:
        part = trip_view(album.visit, 1, BEN, "member", now=BEGUN, skip=skip)
        assert len(part.model_dump_json().encode()) < 200 * 1024
        found += [int(memory.text.split()[0]) for memory in part.memories]
        skip, parts = part.more, parts + 1
    assert found == list(range(30))
    assert parts > 3


def test_what_people_say_is_in_no_public_event() -> None:
    album = Album()
    events = [
        *album.do(ANA, NOTE.model_copy(update={"text": "Secret-words"})),
        *album.do(ANA, c.SayIntention(visit_id=VISIT, text="Secret-words")),
        *album.do(ANA, c.KeepPhoto(visit_id=VISIT, alt="Secret-words", image=b"x"), PICTURE),
    ]
    told = c.ReportTrying(visit_id=VISIT, memory_id=events[1].memory_id, done="tried", story="Secret-words")  # type: ignore[attr-defined]
    events += album.do(ANA, told)
    assert len(events) == 4
    assert "Secret-words" not in str([event.public() for event in events])
