"""What a visit decides, without servers."""

from datetime import datetime, timedelta

import pytest

from services.trips.app import visit as aggregate
from shared.contracts import trips as c
from shared.contracts.base import Event, derived_id
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, NOON, member

VISIT = derived_id("visit", "decisions")
HANA, ANA = member("hana"), member("ana")
PROGRAMME = (c.Stop(title="Landfill", minutes=45), c.Stop(title="Coffee", minutes=30, at="The harbour"))

PROPOSE = c.ProposeVisit(
    community_id=COMMUNITY, title="Waste", place="Landfill of Brindisi", guide="Rosa", programme=PROGRAMME
)
PROPOSED = c.VisitProposed(
    community_id=COMMUNITY,
    visit_id=VISIT,
    host_id=HANA,
    title="Waste",
    place="Landfill of Brindisi",
    guide="Rosa",
    programme=PROGRAMME,
)
IN_ROME = When(local=datetime(2026, 9, 15, 14, 0), zone="Europe/Rome")  # noqa: DTZ001  (wall time)
SCHEDULED = c.VisitScheduled(
    community_id=COMMUNITY,
    visit_id=VISIT,
    host_id=HANA,
    starts_at=IN_ROME.instant,
    ends_at=IN_ROME.instant + timedelta(minutes=75),
    zone="Europe/Rome",
)
CANCELLED = c.VisitCancelled(community_id=COMMUNITY, visit_id=VISIT, reason="Flood")
COMPLETED = c.VisitCompleted(community_id=COMMUNITY, visit_id=VISIT, learning="Look at the gates.")

SCHEDULE = c.ScheduleVisit(visit_id=VISIT, starts=IN_ROME)
CANCEL = c.CancelVisit(visit_id=VISIT, reason="Flood")
COMPLETE = c.CompleteVisit(visit_id=VISIT, learning="Look at the gates.")


def visit(*events: Event) -> Given:
    return Given(aggregate, VISIT, *events)


@pytest.mark.parametrize("role", ["convener", "facilitator", "member"])
def test_whoever_offers_a_visit_hosts_it(role: str) -> None:
    assert visit().when(PROPOSE, by=HANA, role=role) == [PROPOSED]


def test_a_guest_hosts_no_visit() -> None:
    with pytest.raises(Refusal) as refused:
        visit().when(PROPOSE, by=HANA, role="guest")
    assert refused.value.status == 403


@pytest.mark.parametrize("missing", ["place", "title"])
def test_a_visit_needs_a_title_and_a_place(missing: str) -> None:
    fields = PROPOSE.model_dump()
    with pytest.raises(ValueError, match=missing):
        c.ProposeVisit.model_validate({**fields, missing: " "})
    with pytest.raises(ValueError, match=missing):
        c.ProposeVisit.model_validate({name: value for name, value in fields.items() if name != missing})


def test_a_visit_ends_when_its_programme_is_over() -> None:
    assert visit(PROPOSED).when(SCHEDULE, by=HANA, role="member") == [SCHEDULED]


def test_a_visit_keeps_its_wall_time() -> None:
    given = visit(PROPOSED)
    assert given.then(given.when(SCHEDULE, by=HANA, role="member")).starts == IN_ROME


def test_another_time_moves_the_visit() -> None:
    later = c.ScheduleVisit(visit_id=VISIT, starts=IN_ROME.later(days=7))
    [event] = visit(PROPOSED, SCHEDULED).when(later, by=HANA, role="member")
    assert isinstance(event, c.VisitScheduled)
    assert event.moved
    assert event.starts_at == IN_ROME.instant + timedelta(days=7)


def test_the_same_time_again_changes_nothing() -> None:
    assert visit(PROPOSED, SCHEDULED).when(SCHEDULE, by=HANA, role="member") == []


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=1)])
def test_a_time_that_is_past_is_refused(late: timedelta) -> None:
    with pytest.raises(Refusal) as refused:
        visit(PROPOSED).when(SCHEDULE, by=HANA, role="member", now=IN_ROME.instant + late)
    assert refused.value.extra["errors"][0]["field"] == "starts"


@pytest.mark.parametrize("over", [CANCELLED, COMPLETED])
def test_a_visit_that_is_over_gets_no_other_time(over: Event) -> None:
    with pytest.raises(Refusal) as refused:
        visit(PROPOSED, SCHEDULED, over).when(SCHEDULE, by=HANA, role="member")
    assert refused.value.slug == "visit-is-over"


@pytest.mark.parametrize("before", [(PROPOSED,), (PROPOSED, SCHEDULED)])
def test_a_visit_can_be_cancelled_until_it_has_taken_place(before: tuple[Event, ...]) -> None:
    assert visit(*before).when(CANCEL, by=HANA, role="member") == [CANCELLED]


def test_cancelling_twice_changes_nothing_more() -> None:
    assert visit(PROPOSED, CANCELLED).when(CANCEL, by=HANA, role="member") == []


def test_a_completed_visit_cannot_be_cancelled() -> None:
    with pytest.raises(Refusal) as refused:
        visit(PROPOSED, SCHEDULED, COMPLETED).when(CANCEL, by=HANA, role="member")
    assert refused.value.slug == "visit-is-over"


def test_a_visit_is_completed_once_it_has_begun() -> None:
    given = visit(PROPOSED, SCHEDULED)
    assert given.when(COMPLETE, by=HANA, role="member", now=IN_ROME.instant) == [COMPLETED]


def test_a_visit_is_not_completed_before_it_begins_and_the_refusal_says_when_that_is() -> None:
    with pytest.raises(Refusal, match="2026-09-15 at 14:00") as refused:
        visit(PROPOSED, SCHEDULED).when(COMPLETE, by=HANA, role="member", now=IN_ROME.instant - timedelta(seconds=1))
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("before", "slug"),
    [
        ((PROPOSED,), "not-scheduled"),
        ((PROPOSED, SCHEDULED, CANCELLED), "not-scheduled"),
        ((PROPOSED, SCHEDULED, COMPLETED), "already-completed"),
    ],
)
def test_only_a_visit_that_took_place_is_completed_and_only_once(before: tuple[Event, ...], slug: str) -> None:
    with pytest.raises(Refusal) as refused:
        visit(*before).when(COMPLETE, by=HANA, role="member", now=NOON + timedelta(days=9))
    assert refused.value.slug == slug


@pytest.mark.parametrize("command", [SCHEDULE, CANCEL])
@pytest.mark.parametrize("role", ["convener", "facilitator"])
def test_a_convener_or_facilitator_may_look_after_anybodys_visit(command: c.TripsCommand, role: str) -> None:
    assert len(visit(PROPOSED).when(command, by=ANA, role=role)) == 1


@pytest.mark.parametrize("command", [SCHEDULE, CANCEL, COMPLETE])
@pytest.mark.parametrize("role", ["member", "guest"])
def test_nobody_else_may(command: c.TripsCommand, role: str) -> None:
    with pytest.raises(Refusal) as refused:
        visit(PROPOSED, SCHEDULED).when(command, by=ANA, role=role, now=NOON)
    assert refused.value.status == 403


@pytest.mark.parametrize("command", [SCHEDULE, CANCEL, COMPLETE])
def test_to_a_host_who_left_the_community_the_visit_does_not_exist(command: c.TripsCommand) -> None:
    with pytest.raises(Refusal) as refused:
        visit(PROPOSED, SCHEDULED).when(command, by=HANA, role=None)
    assert refused.value.status == 404


def test_nothing_that_was_said_about_a_visit_is_public() -> None:
    public = str([event.public() for event in (PROPOSED, SCHEDULED, CANCELLED, COMPLETED)])
    for text in ("Waste", "Brindisi", "Rosa", "Landfill", "harbour", "Flood", "gates"):
        assert text not in public


def test_where_to_meet_and_what_to_bring_is_said_changed_and_said_no_longer() -> None:
    given = visit(PROPOSED)
    said = given.when(
        c.DescribeVisit(visit_id=VISIT, meeting_point="Gate 3", bring="Boots\nand gloves"), by=HANA, role="member"
    )
    after = given.then(said)
    assert (after.meeting_point, after.bring, after.title) == ("Gate 3", "Boots\nand gloves", PROPOSED.title)
    later = visit(PROPOSED, *said)
    changed = later.when(c.DescribeVisit(visit_id=VISIT, bring=""), by=HANA, role="member")
    assert (later.then(changed).meeting_point, later.then(changed).bring) == ("Gate 3", None)
    assert (
        visit(PROPOSED, *said, *changed).when(c.DescribeVisit(visit_id=VISIT, bring=""), by=HANA, role="member") == []
    )


@pytest.mark.parametrize(
    ("stops", "sets_off"),
    [
        ((c.Stop(title="Train", kind="travel", minutes=60), c.Stop(title="Mine", minutes=60)), "Train"),
        ((c.Stop(title="Coffee", minutes=120), c.Stop(title="Train", kind="travel", minutes=60)), "Train"),
        ((c.Stop(title="Mine", minutes=121), c.Stop(title="Train back", kind="travel", minutes=60)), None),
        ((c.Stop(title="Mine"), c.Stop(title="Train", kind="travel", minutes=60)), None),
        ((c.Stop(title="Mine", minutes=60),), None),
    ],
    ids=["begins with it", "two hours later", "travelling back", "nobody knows when", "no travel"],
)
def test_a_visit_sets_off_with_its_first_travel_if_that_is_soon(
    stops: tuple[c.Stop, ...], sets_off: str | None
) -> None:
    given = visit(PROPOSED.model_copy(update={"programme": stops}))
    after = given.then(given.when(SCHEDULE, by=HANA, role="member"))
    assert (after.departure.stop.title if after.departure else None) == sets_off
