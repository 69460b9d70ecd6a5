"""The day of a visit, without servers: the roll, delays, stops that fall out or change places."""

from datetime import UTC, datetime, timedelta

import pytest

from services.trips.views.day import day_view, roll_view
from services.trips.views.viewer import Viewer
from shared.contracts import trips as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.trips.signing import HANA, TRIPS, VISIT, Signing
from tests.support.world import COMMUNITY, member

STARTS = When(local=datetime(2026, 9, 24, 13, 0), zone="Europe/Rome")  # noqa: DTZ001  (wall time)
HOST = Viewer(HANA, hosts=True, looks_after=True)
VISITOR = Viewer(member("ana"), hosts=False, looks_after=False)
GUS = Viewer(member("gus"), hosts=False, looks_after=False, guest=True)
STUDY_VISIT = tuple(
    c.Stop.model_validate(stop)
    for stop in (
        {"title": "Lunch", "kind": "meal", "start": "13:00", "end": "14:00"},
        {"title": "Session", "kind": "conversation", "start": "14:00", "end": "15:00", "who": ["Pia"]},
        {"title": "Landfill", "kind": "practice", "start": "15:00", "minutes": 40, "at": "Gate 3", "who": ["Ugo"]},
        {"title": "Villages", "kind": "tour", "minutes": 60, "travel_minutes": 15, "who": ["Ugo", "Rea"]},
        {"title": "Train", "kind": "travel", "start": "17:15", "end": "18:15", "travel_minutes": 10, "fixed": True},
        {"title": "Dinner", "kind": "meal", "start": "19:00", "end": "21:00"},
    )
)
LUNCH, SESSION, LANDFILL, VILLAGES, TRAIN, DINNER = range(6)


class OnTheDay(Signing):
    """Ana, Ben and Cem have seats; it is the moment at which the visit begins."""

    def __init__(self, *stops: c.Stop, seats: int = 3) -> None:
        super().__init__(*(stops or STUDY_VISIT), starts=STARTS)
        self.opened(seats).signs_up("ana", "ben", "cem")
        assert self.visit is not None
        self.stops = [kept.id for kept in self.visit.stops]
        self.now = STARTS.instant

    def at(self, clock: str) -> "OnTheDay":
        hour, minute = map(int, clock.split(":"))
        self.now = STARTS.local.replace(hour=hour, minute=minute, tzinfo=UTC) - timedelta(hours=2)
        return self

    def roll(self, stop: int, presence: c.Presence, *names: str, seen: datetime | None = None) -> list[Event]:
        marks = tuple(c.Mark(member_id=member(name), presence=presence) for name in names)
        call = c.CallRoll(visit_id=VISIT, stop_id=self.stops[stop], marks=marks, taken_at=seen)
        return list(self.do("hana", call))

    def late(self, minutes: int, stop: int | None = None) -> list[Event]:
        first = None if stop is None else self.stops[stop]
        return list(self.do("hana", c.RunLate(visit_id=VISIT, minutes=minutes, stop_id=first)))

    def leave(self, stop: int, **more: object) -> list[Event]:
        return list(self.do("hana", c.LeaveStop(visit_id=VISIT, stop_id=self.stops[stop], **more)))  # type: ignore[arg-type]

    def seen_by(self, viewer: Viewer) -> c.DayView:
        assert self.visit is not None
        return day_view(self.visit, 1, viewer, self.now)

    def times(self) -> list[str]:
        return [
            f"{stop_of_day.begins.local:%H:%M}" if stop_of_day.begins else "?"
            for stop_of_day in self.seen_by(HOST).stops
        ]

    def missing(self, stop: int) -> set[str]:
        assert self.visit is not None
        lines = roll_view(self.visit, 1, self.stops[stop]).people
        return {name for name in ("ana", "ben", "cem", "gus") for line in lines
                if line.member_id == member(name) and not line.accounted}  # fmt: skip


def refused(day: OnTheDay, command: Command, who: str = "hana", role: str | None = "member") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        day.ask(who, command, role)
    return refusal.value


# The roll


def test_nobody_goes_on_while_somebody_is_missing() -> None:
    day = OnTheDay()
    day.roll(LUNCH, "present", "ana", "ben")
    refusal = refused(day, c.LeaveStop(visit_id=VISIT, stop_id=day.stops[LUNCH]))
    assert (refusal.slug, refusal.extra["missing"]) == ("somebody-is-missing", [member("cem")])
    day.roll(LUNCH, "absent", "cem")
    [left] = day.leave(LUNCH)
    assert isinstance(left, c.StopLeft)
    assert left.missing == ()


def test_whoever_goes_on_all_the_same_says_why_and_the_missing_are_written_down() -> None:
    day = OnTheDay()
    day.roll(LUNCH, "present", "ana", "ben")
    [left] = day.leave(LUNCH, anyway="Cem phoned: he takes a taxi.")
    assert isinstance(left, c.StopLeft)
    assert (left.missing, left.reason) == ((member("cem"),), "Cem phoned: he takes a taxi.")


def test_without_a_roll_everybody_is_missing() -> None:
    day = OnTheDay()
    assert len(refused(day, c.LeaveStop(visit_id=VISIT, stop_id=day.stops[LUNCH])).extra["missing"]) == 3


def test_whoever_did_not_come_or_went_home_is_not_looked_for_again_until_they_are_seen() -> None:
    day = OnTheDay()
    day.roll(LUNCH, "absent", "ana")
    day.roll(LUNCH, "left", "ben")
    day.roll(LUNCH, "present", "cem")
    assert day.missing(SESSION) == {"cem"}
    day.at("14:00").roll(SESSION, "present", "ana", "cem")
    assert day.missing(LANDFILL) == {"ana", "cem"}


def test_a_call_that_arrives_late_never_undoes_a_newer_one() -> None:
    day = OnTheDay().at("13:20")
    day.roll(LUNCH, "present", "ana", seen=day.now - timedelta(minutes=5))
    assert day.roll(LUNCH, "absent", "ana", seen=day.now - timedelta(minutes=9)) == []
    [called] = day.roll(LUNCH, "absent", "ana", "ben", seen=day.now - timedelta(minutes=7))
    assert isinstance(called, c.RollCalled)
    assert [mark.member_id for mark in called.marks] == [member("ben")]
    assert day.missing(LUNCH) == {"cem"}


def test_what_was_seen_again_later_is_newer_than_what_was_seen_in_between() -> None:
    day = OnTheDay().at("13:20")
    day.roll(LUNCH, "present", "ana", seen=day.now - timedelta(minutes=9))
    day.roll(LUNCH, "present", "ana", seen=day.now - timedelta(minutes=3))
    assert day.roll(LUNCH, "absent", "ana", seen=day.now - timedelta(minutes=6)) == []


def test_a_phone_whose_clock_is_ahead_does_not_close_the_roll_to_others() -> None:
    day = OnTheDay()
    day.roll(LUNCH, "absent", "ana", seen=day.now + timedelta(hours=5))
    day.at("13:05").roll(LUNCH, "present", "ana")
    assert "ana" not in day.missing(LUNCH)
    assert day.visit is not None
    assert day.visit.day.seen(day.stops[LUNCH], member("ana")).presence == "present"


def test_the_first_call_begins_the_visit_and_ends_sign_up() -> None:
    day = OnTheDay(seats=9)
    day.now -= timedelta(minutes=30)
    assert [type(event).__name__ for event in day.roll(LUNCH, "present", "ana")] == ["VisitStarted", "RollCalled"]
    assert [type(event).__name__ for event in day.roll(LUNCH, "present", "ben")] == ["RollCalled"]
    assert refused(day, c.SignUp(visit_id=VISIT), "dia").slug == "visit-has-begun"


def test_a_stranger_is_on_no_roll_but_whoever_waited_and_came_all_the_same_may_be() -> None:
    day = OnTheDay()
    dia = c.CallRoll(
        visit_id=VISIT, stop_id=day.stops[LUNCH], marks=(c.Mark(member_id=member("dia"), presence="present"),)
    )
    assert refused(day, dia).extra["unknown"] == [member("dia")]
    waiting = Signing(*STUDY_VISIT, starts=STARTS).opened(1).signs_up("ana", "dia")
    waiting.comes(STARTS.instant)
    assert waiting.visit is not None
    waiting.do("hana", dia.model_copy(update={"stop_id": waiting.visit.stops[0].id}))


def test_an_invited_guest_is_looked_for_at_their_stops_alone() -> None:
    day = OnTheDay()
    day.do("hana", c.InviteGuest(visit_id=VISIT, guest_id=member("gus"), stops=(day.stops[SESSION],)))
    assert "gus" in day.missing(SESSION)
    assert "gus" not in day.missing(LUNCH)


def test_a_group_goes_on_when_its_own_people_are_there() -> None:
    small = tuple(
        c.Stop.model_validate(stop)
        for stop in (
            {"title": "Oven", "kind": "practice", "start": "13:00", "end": "14:00", "capacity": 2},
            {"title": "Mill", "kind": "practice", "start": "14:00", "end": "15:00", "capacity": 2},
        )
    )
    day = OnTheDay(*small)
    day.roll(0, "present", "ana", "ben")
    assert refused(day, c.LeaveStop(visit_id=VISIT, stop_id=day.stops[0])).extra["missing"] == [member("cem")]
    [left] = day.leave(0, group=1)
    assert isinstance(left, c.StopLeft)
    assert (left.group, left.missing) == (1, ())
    assert day.leave(0, group=1) == []
    assert refused(day, c.LeaveStop(visit_id=VISIT, stop_id=day.stops[0], group=2)).extra["missing"] == [member("cem")]
    assert refused(day, c.LeaveStop(visit_id=VISIT, stop_id=day.stops[0], group=7)).status == 422


def test_whoever_was_looked_for_and_never_seen_has_not_attended() -> None:
    day = OnTheDay()
    day.roll(LUNCH, "absent", "ana")
    day.roll(LUNCH, "absent", "ben")
    day.roll(SESSION, "present", "ben")
    _, attended = day.do("hana", c.CompleteVisit(visit_id=VISIT, learning="Salt."))
    assert isinstance(attended, c.VisitAttended)
    assert attended.members == (member("ben"), member("cem"))


def test_a_call_that_arrives_after_the_visit_was_completed_is_kept() -> None:
    day = OnTheDay()
    day.do("hana", c.CompleteVisit(visit_id=VISIT, learning="Salt."))
    [called] = day.roll(LUNCH, "present", "ana")
    assert isinstance(called, c.RollCalled)


# Running late


def test_the_rest_of_the_day_moves_up_to_the_train_which_waits_for_nobody() -> None:
    day = OnTheDay().at("14:10")
    [moved] = day.late(20)
    assert isinstance(moved, c.RestOfDayMoved)
    assert (moved.stop_id, moved.moved) == (day.stops[LANDFILL], (day.stops[LANDFILL], day.stops[VILLAGES]))
    assert moved.kept == (day.stops[TRAIN],)
    assert day.times() == ["13:00", "14:00", "15:20", "16:15", "17:15", "19:00"]
    [warning] = day.seen_by(HOST).warnings
    assert warning == (
        "“Train” keeps its time, 17:15. “Villages” now goes on until 17:15, and the way takes 10 minutes. "
        "Shorten or skip a stop."
    )
    assert day.seen_by(VISITOR).warnings == ()


def test_a_delay_that_fits_before_the_train_is_no_reason_to_warn() -> None:
    day = OnTheDay().at("14:10")
    day.late(10)
    assert day.seen_by(HOST).warnings == ()


def test_a_stop_that_follows_another_moves_though_that_one_stays() -> None:
    day = OnTheDay().at("15:10")
    day.late(5, VILLAGES)
    assert day.times()[LANDFILL:TRAIN] == ["15:00", "16:00"]


def test_a_train_that_is_late_itself_takes_the_evening_along() -> None:
    day = OnTheDay().at("17:00")
    day.late(30, TRAIN)
    assert day.times()[VILLAGES:] == ["15:55", "17:45", "19:30"]


def test_minutes_can_be_caught_up_but_no_more_than_were_lost() -> None:
    day = OnTheDay().at("14:10")
    day.late(20)
    day.late(-15)
    assert day.times()[LANDFILL] == "15:05"
    assert "5 minutes late" in refused(day, c.RunLate(visit_id=VISIT, minutes=-6)).detail


def test_a_case_clinic_keeps_its_time_and_its_facilitator_is_who_moves_it() -> None:
    day = OnTheDay()
    case = c.Stop(title="Case", kind="case_clinic", start="16:00", end="17:00")  # type: ignore[arg-type]
    day.do("hana", c.ChangeStop(visit_id=VISIT, stop_id=day.stops[VILLAGES], stop=case))
    day.do("hana", c.LinkClinic(visit_id=VISIT, stop_id=day.stops[VILLAGES], clinic_id=derived_id("clinic", "case")))
    day.at("14:10").late(30)
    assert day.times()[LANDFILL:TRAIN] == ["15:30", "16:00"]
    [warning] = day.seen_by(HOST).warnings
    assert "Whoever facilitates the case clinic can move it" in warning
    assert refused(day, c.RunLate(visit_id=VISIT, minutes=5, stop_id=day.stops[VILLAGES])).slug == "linked-clinic"
    day.do("hana", c.SkipStop(visit_id=VISIT, stop_id=day.stops[VILLAGES]))
    assert ["is not called off" in warning for warning in day.seen_by(HOST).warnings] == [True]


def test_a_delay_on_one_day_leaves_the_next_day_as_it_is() -> None:
    stops = tuple(c.Stop(title=f"Day {day}", day=day, start="13:00", end="15:00") for day in (1, 2))  # type: ignore[arg-type]
    day = OnTheDay(*stops)
    day.late(45, 0)
    assert day.times() == ["13:45", "13:00"]


def test_people_of_the_place_whose_stops_have_moved_are_named_for_the_host_to_tell() -> None:
    day = OnTheDay().at("14:10")
    day.late(20)
    assert day.seen_by(HOST).tell == ("Ugo", "Rea")
    assert day.seen_by(VISITOR).tell == ()


def test_what_was_planned_is_shown_beside_what_it_has_become() -> None:
    day = OnTheDay().at("14:10")
    day.late(20)
    landfill = day.seen_by(VISITOR).stops[LANDFILL]
    assert landfill.planned is not None
    assert (f"{landfill.planned.local:%H:%M}", landfill.late_minutes) == ("15:00", 20)


# Skipped and swapped


def test_a_stop_is_skipped_and_taken_up_again() -> None:
    day = OnTheDay().at("14:10")
    skip = c.SkipStop(visit_id=VISIT, stop_id=day.stops[LANDFILL], reason="Rain")
    assert [type(event) for event in day.do("hana", skip)] == [c.StopSkipped]
    assert day.do("hana", skip) == []
    assert day.seen_by(VISITOR).next == day.stops[VILLAGES]
    day.do("hana", c.RestoreStop(visit_id=VISIT, stop_id=day.stops[LANDFILL]))
    assert day.seen_by(VISITOR).next == day.stops[LANDFILL]


def test_stops_change_places_with_their_lengths_and_what_comes_after_stays() -> None:
    day = OnTheDay().at("13:30")
    [swapped] = day.do("hana", c.SwapStops(visit_id=VISIT, stop_id=day.stops[SESSION], with_id=day.stops[LANDFILL]))
    assert isinstance(swapped, c.StopsSwapped)
    assert [stop_of_day.title for stop_of_day in day.seen_by(HOST).stops][:4] == [
        "Lunch",
        "Landfill",
        "Session",
        "Villages",
    ]
    assert day.times()[:5] == ["13:00", "14:00", "14:40", "15:55", "17:15"]


def test_nothing_changes_places_across_what_keeps_its_time_or_what_is_over() -> None:
    day = OnTheDay().at("14:00")
    across = c.SwapStops(visit_id=VISIT, stop_id=day.stops[VILLAGES], with_id=day.stops[DINNER])
    assert refused(day, across).slug == "keeps-its-time"
    day.leave(LUNCH, anyway="Late")
    over = c.SwapStops(visit_id=VISIT, stop_id=day.stops[LUNCH], with_id=day.stops[SESSION])
    assert refused(day, over).slug == "stop-is-over"


# Following it


def test_which_stop_runs_follows_the_clock_and_what_was_left() -> None:
    day = OnTheDay().at("12:50")
    assert (day.seen_by(VISITOR).now, day.seen_by(VISITOR).next) == (None, day.stops[LUNCH])
    day.at("13:40")
    assert (day.seen_by(VISITOR).now, day.seen_by(VISITOR).next) == (day.stops[LUNCH], day.stops[SESSION])
    day.leave(LUNCH, anyway="Late")
    assert (day.seen_by(VISITOR).now, day.seen_by(VISITOR).next) == (None, day.stops[SESSION])
    day.at("22:00")
    assert (day.seen_by(VISITOR).now, day.seen_by(VISITOR).next) == (day.stops[DINNER], None)


def test_those_online_find_where_to_join_and_the_notes_that_are_shared() -> None:
    link = "https://rescue.example.net/room"
    online = c.Stop(title="Tour", start="13:00", minutes=60, link=link)  # type: ignore[arg-type]
    day = OnTheDay(online)
    day.do("hana", c.AddGuideNote(visit_id=VISIT, stop_id=day.stops[0], text="Look at the gates."))
    day.do("hana", c.AddGuideNote(visit_id=VISIT, text="Keep Ugo short.", shared=False))
    assert day.seen_by(VISITOR).link == link
    assert [note.text for note in day.seen_by(VISITOR).notes] == ["Look at the gates."]
    assert len(day.seen_by(HOST).notes) == 2


def test_a_guest_follows_the_stops_they_are_invited_to_and_no_others() -> None:
    day = OnTheDay()
    day.do("hana", c.InviteGuest(visit_id=VISIT, guest_id=member("gus"), stops=(day.stops[SESSION],)))
    day.do("hana", c.AddGuideNote(visit_id=VISIT, stop_id=day.stops[LUNCH], text="Ask for the soup."))
    seen = day.at("13:10").seen_by(GUS)
    assert ([stop_of_day.title for stop_of_day in seen.stops], seen.now, seen.notes) == (["Session"], None, ())
    assert seen.next == day.stops[SESSION]


@pytest.mark.parametrize("hours", [13, 300])
def test_there_is_no_day_before_it_comes(hours: int) -> None:
    day = OnTheDay()
    day.now = STARTS.instant - timedelta(hours=hours)
    for command in (c.StartVisit(visit_id=VISIT), c.RunLate(visit_id=VISIT, minutes=5)):
        assert refused(day, command).slug == "not-yet"


def test_the_day_is_run_by_those_who_look_after_the_visit() -> None:
    day = OnTheDay()
    marks = (c.Mark(member_id=member("ana"), presence="present"),)
    for command in (
        c.StartVisit(visit_id=VISIT),
        c.CallRoll(visit_id=VISIT, stop_id=day.stops[0], marks=marks),
        c.LeaveStop(visit_id=VISIT, stop_id=day.stops[0], anyway="So"),
        c.RunLate(visit_id=VISIT, minutes=5),
        c.SkipStop(visit_id=VISIT, stop_id=day.stops[1]),
        c.SwapStops(visit_id=VISIT, stop_id=day.stops[1], with_id=day.stops[2]),
        c.AddGuideNote(visit_id=VISIT, text="So"),
    ):
        assert refused(day, command, "ana").status == 403
        assert refused(day, command, "eve", None).status == 404
        assert day.ask("finn", command, "facilitator")


def test_where_people_are_and_what_the_guide_said_is_not_public() -> None:
    day = OnTheDay()
    day.roll(LUNCH, "absent", "ana")
    day.leave(LUNCH, anyway="taxi-kept")
    day.do("hana", c.AddGuideNote(visit_id=VISIT, text="gates-kept"))
    day.do("hana", c.SkipStop(visit_id=VISIT, stop_id=day.stops[1], reason="rain-kept"))
    day.late(5)
    told = str([event.public() for event in day.history if isinstance(event, c.VisitEvent)][-6:])
    assert all(text not in told for text in ("-kept", "Landfill", member("ana")))
    assert COMMUNITY in told


def parallel_stops() -> tuple[c.Stop, ...]:
    """Two stops at the same time, each with room for two: each is for one of the groups."""
    small = {"kind": "practice", "start": "13:00", "end": "14:00", "capacity": 2}
    return tuple(c.Stop.model_validate({"title": title, **small}) for title in ("Oven", "Mill"))


def test_nobody_is_looked_for_at_a_stop_that_their_group_does_not_come_to() -> None:
    day = OnTheDay(*parallel_stops())
    assert day.missing(0) == {"ana", "ben"}
    assert day.missing(1) == {"cem"}


def test_a_small_stop_that_is_skipped_beforehand_splits_nobody() -> None:
    day = OnTheDay(*parallel_stops(), c.Stop(title="Lunch", start="14:00"))  # type: ignore[arg-type]
    day.now -= timedelta(hours=2)
    assert day.signing.groups == 2
    for stop in day.stops[:2]:
        day.do("hana", c.SkipStop(visit_id=VISIT, stop_id=stop))
    assert day.signing.groups == 1


def test_on_the_day_groups_stay_together_even_if_somebody_leaves_the_community() -> None:
    day = OnTheDay(*parallel_stops())
    day.do("hana", c.StartVisit(visit_id=VISIT))
    events = day.do(TRIPS, c.SignOff(visit_id=VISIT, member_id=member("ana")))
    assert [type(event).__name__ for event in events] == ["MemberSignedOff"]
    assert day.signing.groups == 2
