"""The programme, its people and its clinics: what each command leads to, without servers."""

from datetime import datetime, time, timedelta

import pytest

from services.trips.app import visit as aggregate
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event, derived_id
from shared.contracts.types import When
from shared.domain import Actor, Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, NOON, member

VISIT = derived_id("visit", "planning")
CLINIC = derived_id("clinic", "planning")
HANA, GUS = member("hana"), member("gus")
TRIPS = Actor("service", "trips")


def stop(title: str, start: str | None = None, **more: object) -> c.Stop:
    return c.Stop.model_validate({"title": title, "start": start, **more})


PROGRAMME = (
    stop("Oven", "09:00", end="10:00", kind="practice"),
    stop("Coffee", "10:00", end="10:15", kind="meal"),
    stop("Case", "10:30", end="12:00", kind="case_clinic"),
)
PROPOSED = c.VisitProposed(
    community_id=COMMUNITY,
    visit_id=VISIT,
    host_id=HANA,
    title="Bread",
    place="Bakery",
    guide="Rosa",
    programme=PROGRAMME,
    zone="Europe/Rome",
)
NINE = When(local=datetime(2026, 9, 15, 9, 0), zone="Europe/Rome")  # noqa: DTZ001  (wall time)
SCHEDULE = c.ScheduleVisit(visit_id=VISIT, starts=NINE)


class Told:
    """What happened to one visit, and what came of a command by its host."""

    def __init__(self, *events: Event) -> None:
        self.events = list(events)

    def then(self, *commands: c.TripsCommand, by: str | Actor = HANA, now: datetime = NOON) -> "Told":
        told = Told(*self.events)
        for number, command in enumerate(commands):
            given = Given(aggregate, VISIT, *told.events)
            command_id = f"{len(told.events)}.{number}"
            role = "member" if isinstance(by, str) else None
            told.events += given.when(command, by=by, role=role, now=now, id=command_id)
        return told

    @property
    def visit(self) -> Visit:
        visit: Visit = Given(aggregate, VISIT, *self.events).then([])
        return visit

    @property
    def stops(self) -> list[tuple[str, int, time | None, time | None]]:
        return [(kept.stop.title, kept.stop.day, kept.stop.start, kept.stop.end) for kept in self.visit.stops]

    def id(self, title: str) -> str:
        return next(kept.id for kept in self.visit.stops if kept.stop.title == title)


PLANNED = Told(PROPOSED)
SCHEDULED = PLANNED.then(SCHEDULE)


def titles(told: Told) -> list[str]:
    return [pair[0] for pair in told.stops]


def test_a_visit_without_a_guide_is_planned_and_gets_no_time() -> None:
    offer = c.ProposeVisit(community_id=COMMUNITY, title="Bread", place="Bakery", programme=PROGRAMME)
    told = Told(*Given(aggregate, VISIT).when(offer, by=HANA, role="member"))
    with pytest.raises(Refusal) as refused:
        told.then(SCHEDULE)
    assert refused.value.slug == "no-guide"
    assert told.then(c.NameGuide(visit_id=VISIT, guide="Rosa"), SCHEDULE).visit.starts == NINE


def test_a_visit_without_a_stop_gets_no_time() -> None:
    told = Told(PROPOSED.model_copy(update={"programme": ()}))
    with pytest.raises(Refusal) as refused:
        told.then(SCHEDULE)
    assert refused.value.slug == "no-programme"


def test_what_is_impossible_gets_no_time_and_the_refusal_says_what_it_is() -> None:
    elsewhere = c.AddStop(visit_id=VISIT, stop=stop("Mill", "09:30", end="10:00", kind="tour", at="Mill"))
    told = PLANNED.then(elsewhere)
    with pytest.raises(Refusal, match="Rosa would be at “Oven” and “Mill”") as refused:
        told.then(SCHEDULE)
    assert refused.value.slug == "impossible-programme"
    assert refused.value.extra["findings"][0]["stops"] == [told.id("Oven"), told.id("Mill")]


def test_another_time_of_day_moves_every_stop() -> None:
    later = c.ScheduleVisit(visit_id=VISIT, starts=NINE.later(hours=1, days=1))
    told = SCHEDULED.then(later)
    assert [pair[2] for pair in told.stops] == [time(10), time(11), time(11, 30)]
    assert [type(event).__name__ for event in told.events[-2:]] == ["ProgrammeMoved", "VisitScheduled"]
    assert told.events[-1].ends_at == NINE.later(days=1, hours=4).instant  # type: ignore[attr-defined]


def test_a_stop_is_added_where_its_time_puts_it_or_where_its_host_does() -> None:
    told = PLANNED.then(c.AddStop(visit_id=VISIT, stop=stop("Shop", "10:15", end="10:30")))
    assert titles(told) == ["Oven", "Coffee", "Shop", "Case"]
    told = told.then(c.AddStop(visit_id=VISIT, stop=stop("Yard", minutes=10), before=told.id("Coffee")))
    assert titles(told) == ["Oven", "Yard", "Coffee", "Shop", "Case"]


def test_a_stop_moved_within_its_day_lets_the_others_make_room() -> None:
    told = PLANNED.then(c.MoveStop(visit_id=VISIT, stop_id=PLANNED.id("Oven"), before=PLANNED.id("Case")))
    assert told.stops == [
        ("Coffee", 1, time(9), time(9, 15)),
        ("Oven", 1, time(9, 30), time(10, 30)),
        ("Case", 1, time(10, 30), time(12)),
    ]


def test_a_stop_moved_to_another_day_follows_what_is_before_it_there() -> None:
    told = PLANNED.then(c.AddStop(visit_id=VISIT, stop=stop("Mill", "08:00", day=2, end="09:00")))
    told = told.then(c.MoveStop(visit_id=VISIT, stop_id=told.id("Coffee")))
    assert titles(told) == ["Oven", "Case", "Mill", "Coffee"]
    coffee = told.visit.stops[-1].stop
    assert (coffee.day, coffee.start, coffee.minutes) == (2, None, 15)


def test_a_stop_put_where_it_is_changes_nothing() -> None:
    again = c.MoveStop(visit_id=VISIT, stop_id=PLANNED.id("Oven"), before=PLANNED.id("Coffee"))
    assert PLANNED.then(again).events == PLANNED.events


def test_a_first_stop_at_another_time_moves_the_visit() -> None:
    first = c.ChangeStop(visit_id=VISIT, stop_id=SCHEDULED.id("Oven"), stop=stop("Oven", "08:00", end="10:00"))
    told = SCHEDULED.then(first)
    assert told.visit.starts == NINE.later(hours=-1)
    assert told.events[-1].moved  # type: ignore[attr-defined]
    assert titles(told) == ["Oven", "Coffee", "Case"]


def test_without_its_first_day_the_rest_of_a_visit_stays_on_its_dates() -> None:
    told = Told(PROPOSED).then(c.AddStop(visit_id=VISIT, stop=stop("Mill", "08:00", day=2, end="09:00")), SCHEDULE)
    for title in ("Oven", "Coffee", "Case"):
        told = told.then(c.RemoveStop(visit_id=VISIT, stop_id=told.id(title)))
    assert told.visit.starts == NINE.later(days=1, hours=-1)
    with pytest.raises(Refusal) as refused:
        told.then(c.RemoveStop(visit_id=VISIT, stop_id=told.id("Mill")))
    assert refused.value.slug == "no-programme"


@pytest.mark.parametrize("field", ["stop_id", "before"])
def test_a_stop_that_is_not_there_is_refused_by_the_field_that_names_it(field: str) -> None:
    ids = {"stop_id": PLANNED.id("Oven"), "before": PLANNED.id("Case"), field: derived_id("stop", "none")}
    with pytest.raises(Refusal) as refused:
        PLANNED.then(c.MoveStop(visit_id=VISIT, **ids))
    assert refused.value.extra["errors"][0]["field"] == field


COMMANDS = (
    c.DescribeVisit(visit_id=VISIT, title="Other"),
    c.NameGuide(visit_id=VISIT, guide="Other"),
    c.NamePeople(visit_id=VISIT, people=(c.Person(name="Ana"),)),
    c.InviteGuest(visit_id=VISIT, guest_id=GUS, stops=(PLANNED.id("Oven"),)),
    c.ExpectVisitors(visit_id=VISIT, count=12),
    c.AddStop(visit_id=VISIT, stop=stop("Mill", "13:00")),
    c.ChangeStop(visit_id=VISIT, stop_id=PLANNED.id("Coffee"), stop=stop("Tea")),
    c.MoveStop(visit_id=VISIT, stop_id=PLANNED.id("Coffee")),
    c.RemoveStop(visit_id=VISIT, stop_id=PLANNED.id("Coffee")),
    c.LinkClinic(visit_id=VISIT, stop_id=PLANNED.id("Case"), clinic_id=CLINIC),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_only_who_looks_after_a_visit_changes_it_and_only_until_it_is_over(command: c.TripsCommand) -> None:
    assert len(PLANNED.then(command).events) == 2
    for role, status in (("member", 403), ("guest", 403), (None, 404)):
        with pytest.raises(Refusal) as refused:
            Given(aggregate, VISIT, PROPOSED).when(command, by=GUS, role=role)
        assert refused.value.status == status
    over = c.VisitCancelled(community_id=COMMUNITY, visit_id=VISIT, reason="Flood")
    with pytest.raises(Refusal) as refused:
        Told(PROPOSED, over).then(command)
    assert refused.value.slug == "visit-is-over"


@pytest.mark.parametrize("command", [name for name in COMMANDS if not isinstance(name, c.AddStop)], ids=str)
def test_saying_the_same_twice_changes_nothing_more_or_is_refused(command: c.TripsCommand) -> None:
    once = PLANNED.then(command)
    if isinstance(command, c.RemoveStop):
        with pytest.raises(Refusal):
            once.then(command)
    else:
        assert once.then(command).events == once.events


def test_a_removed_stop_is_in_no_invitation_any_more() -> None:
    invite = c.InviteGuest(visit_id=VISIT, guest_id=GUS, stops=(PLANNED.id("Oven"),))
    told = PLANNED.then(invite, c.RemoveStop(visit_id=VISIT, stop_id=PLANNED.id("Oven")))
    assert told.visit.guests == {GUS: ()}


def linked(told: Told) -> Told:
    return told.then(c.LinkClinic(visit_id=VISIT, stop_id=told.id("Case"), clinic_id=CLINIC))


def noted(version: int, status: c.ClinicStatus, starts: When | None = None) -> c.NoteClinic:
    return c.NoteClinic(visit_id=VISIT, clinic_id=CLINIC, clinic_version=version, status=status, starts=starts)


def test_a_clinic_that_moves_takes_its_stop_along_to_its_place_among_the_others() -> None:
    told = linked(SCHEDULED).then(noted(2, "scheduled", NINE.later(minutes=55)), by=TRIPS)
    assert told.stops[1] == ("Case", 1, time(9, 55), time(11, 25))
    told = told.then(noted(3, "scheduled", NINE.later(days=1, hours=5)), by=TRIPS)
    assert told.stops[2] == ("Case", 2, time(14), time(15, 30))
    assert titles(told) == ["Oven", "Coffee", "Case"]


def test_a_clinic_outside_the_visit_leaves_its_stop_and_is_noted() -> None:
    elsewhen = NINE.later(days=-3)
    told = linked(SCHEDULED).then(noted(2, "scheduled", elsewhen), by=TRIPS)
    assert told.stops == SCHEDULED.stops
    assert told.visit.stops[2].clinic == c.ClinicLink(clinic_id=CLINIC, version=2, status="scheduled", starts=elsewhen)


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_a_clinic_that_was_cancelled_or_is_done_is_noted_and_older_news_change_nothing(status: c.ClinicStatus) -> None:
    told = linked(SCHEDULED).then(noted(5, status, NINE), by=TRIPS)
    again = told.then(noted(5, status, NINE), noted(4, "scheduled", NINE.later(hours=3)), by=TRIPS)
    assert again.events == told.events
    assert told.stops == SCHEDULED.stops
    link = told.visit.stops[2].clinic
    assert link is not None
    assert link.status == status


def test_what_becomes_of_a_clinic_is_noted_by_nobody_by_hand() -> None:
    with pytest.raises(Refusal) as refused:
        linked(SCHEDULED).then(noted(2, "cancelled"))
    assert refused.value.status == 403


def test_only_a_stop_that_is_a_clinic_is_linked_and_to_one_alone() -> None:
    with pytest.raises(Refusal) as refused:
        PLANNED.then(c.LinkClinic(visit_id=VISIT, stop_id=PLANNED.id("Oven"), clinic_id=CLINIC))
    assert refused.value.slug == "not-a-clinic"
    for change in (
        c.LinkClinic(visit_id=VISIT, stop_id=PLANNED.id("Case"), clinic_id=derived_id("clinic", "other")),
        c.ChangeStop(visit_id=VISIT, stop_id=PLANNED.id("Case"), stop=stop("Case", kind="tour")),
    ):
        with pytest.raises(Refusal) as refused:
            linked(PLANNED).then(change)
        assert refused.value.status == 409


def test_a_stop_says_how_long_it_takes_in_one_way() -> None:
    with pytest.raises(ValueError, match="not both"):
        stop("Oven", "09:00", end="10:00", minutes=60)
    with pytest.raises(ValueError, match="needs a start"):
        stop("Oven", end="10:00")
    with pytest.raises(ValueError, match="link"):
        stop("Oven", link="javascript:alert(1)")


def test_a_visit_reaches_no_further_than_its_last_possible_day() -> None:
    last = stop("Late", "23:00", day=60, minutes=10)
    told = PLANNED.then(c.AddStop(visit_id=VISIT, stop=last))
    with pytest.raises(Refusal) as refused:
        told.then(c.ScheduleVisit(visit_id=VISIT, starts=NINE.later(hours=2)))
    assert refused.value.status == 422


def test_old_visits_are_read_as_they_were_written() -> None:
    old = {name: value for name, value in PROPOSED.model_dump(mode="json").items() if name not in NEW}
    old["programme"] = [{"title": "Oven", "minutes": 45, "at": None}]
    visit = Told(c.VisitProposed.model_validate(old)).visit
    assert (visit.visit_kind, visit.stops[0].stop.minutes, visit.zone) == ("visit", 45, "UTC")


NEW = {"visit_kind", "mode", "address", "zone", "people"}


def test_a_programme_in_another_zone_begins_when_its_first_stop_does() -> None:
    first = stop("Well", "08:00", end="09:00", zone="Africa/Nairobi", kind="practice", questions=10)
    told = Told(PROPOSED.model_copy(update={"programme": (first, *PROGRAMME)}))
    begins = When(local=datetime(2026, 9, 15, 8, 0), zone="Africa/Nairobi")  # noqa: DTZ001  (wall time)
    told = told.then(c.ScheduleVisit(visit_id=VISIT, starts=begins))
    assert told.visit.placed(NOON.date())[0].begins == begins.instant
    assert told.visit.placed(NOON.date())[1].begins == begins.instant + timedelta(hours=2)
