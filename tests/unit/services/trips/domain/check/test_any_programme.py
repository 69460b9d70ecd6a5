"""What holds for every programme, however it is put together."""

from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from services.trips.app import visit as aggregate
from services.trips.domain.check import check
from services.trips.domain.check.plan import Plan
from services.trips.domain.visit.placement import Kept, local_start, minutes_into, own_length, place
from services.trips.domain.visit.reorder import reordered, shifted
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, NOON, member

DAY_ONE = date(2026, 10, 24)
"""A Saturday; the clocks of Rome go back that night."""
FROM = datetime(2027, 1, 1)  # noqa: DTZ001  (wall time)
ZONES = ("", "Europe/Rome", "Africa/Nairobi")
KINDS = (None, *c.StopKind.__value__.__args__)
NAMES = ("Rosa", "Ana", "Ugo")

times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))


@st.composite
def stops(draw: st.DrawFn) -> c.Stop:
    start = draw(st.none() | times)
    end = draw(st.none() | times) if start else None
    return c.Stop(
        title=draw(st.sampled_from(("Oven", "Shop", "Field"))),
        kind=draw(st.sampled_from(KINDS)),
        day=draw(st.integers(1, 3)),
        start=start,
        end=end,
        minutes=draw(st.none() | st.integers(1, 300)) if end is None else None,
        zone=draw(st.sampled_from(ZONES)),
        at=draw(st.none() | st.sampled_from(("Bakery", "Field"))),
        travel_minutes=draw(st.none() | st.integers(0, 90)),
        who=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        questions=draw(st.none() | st.just(10)),
        capacity=draw(st.none() | st.integers(1, 30)),
    )


programmes = st.lists(stops(), max_size=8).map(
    lambda found: tuple(Kept(derived_id("stop", str(number)), stop) for number, stop in enumerate(found))
)
modes = st.sampled_from(c.Mode.__value__.__args__)


def plan_of(programme: tuple[Kept, ...], mode: c.Mode = "in_person", guide: str | None = "Rosa") -> Plan:
    placed = place(programme, DAY_ONE, "Europe/Rome", None)
    return Plan(stops=placed, place="Bakery", mode=mode, guide=guide, visitors=15)


@settings(deadline=None)
@given(programmes, modes, st.none() | st.sampled_from(NAMES))
def test_a_programme_with_whatever_is_missing_is_checked_to_its_end(
    programme: tuple[Kept, ...], mode: c.Mode, guide: str | None
) -> None:
    ids = {kept.id for kept in programme}
    for finding in check(plan_of(programme, mode, guide)):
        assert finding.what
        assert finding.why
        assert set(finding.stops) <= ids


@settings(deadline=None)
@given(programmes)
def test_nobody_is_in_two_places_at_once_unnoticed(programme: tuple[Kept, ...]) -> None:
    """Minute by minute: whoever is in two places in the same one is in a finding about these two stops."""
    plan = plan_of(programme)
    found = {frozenset(finding.stops) for finding in check(plan) if finding.concern == "two_places"}
    seen = set()
    for combination, other in combinations(plan.stops, 2):
        there, elsewhere = (set(stop.stop.who) or _guided(stop.stop) for stop in (combination, other))
        apart = (combination.stop.at or "Bakery") != (other.stop.at or "Bakery")
        if apart and there & elsewhere and _minutes(combination) & _minutes(other):
            seen.add(frozenset((combination.id, other.id)))
    assert found == seen


def _guided(stop: c.Stop) -> set[str]:
    return {"Rosa"} if stop.kind in ("tour", "practice") else set()


def _minutes(placed: object) -> set[int]:
    begins, ends = placed.begins, placed.ends  # type: ignore[attr-defined]
    if begins is None:
        return set()
    first = int(begins.timestamp()) // 60
    return {first, *range(first, int((ends or begins).timestamp()) // 60)}


@settings(deadline=None)
@given(programmes, st.integers(-1439, 1439))
def test_moving_a_programme_keeps_order_gaps_and_lengths(programme: tuple[Kept, ...], minutes: int) -> None:
    moved = shifted(programme, timedelta(minutes=minutes))
    before = [(minutes_into(kept.stop), own_length(kept.stop)) for kept in programme]
    after = [(minutes_into(stop), own_length(stop)) for stop in moved]
    assert [length for _, length in after] == [length for _, length in before]
    told = [(new, old) for (new, _), (old, _) in zip(after, before, strict=True) if new is not None and old is not None]
    assert len({new - old for new, old in told}) <= 1
    assert all((new - old - timedelta(minutes=minutes)) % timedelta(days=1) == timedelta(0) for new, old in told)


@settings(deadline=None)
@given(programmes.filter(bool), st.datetimes(FROM, FROM + timedelta(days=700)))
def test_a_visit_begins_where_it_is_moved_to_and_all_its_stops_come_along(
    programme: tuple[Kept, ...], local: datetime
) -> None:
    local = local.replace(second=0, microsecond=0)
    try:
        starts = When(local=local, zone="Europe/Rome")
    except ValueError:
        return  # the clocks skip it
    offer = c.ProposeVisit(
        community_id=COMMUNITY,
        title="Waste",
        place="Bakery",
        guide="Rosa",
        programme=tuple(kept.stop for kept in programme),
    )
    visit = Given(aggregate, derived_id("visit", "moving"))
    host = member("hana")
    proposed = list(visit.when(offer, by=host, role="member"))
    visit = Given(aggregate, derived_id("visit", "moving"), *proposed)
    before: Visit = visit.then([])
    try:
        events = visit.when(c.ScheduleVisit(visit_id=before.id, starts=starts), by=host, role="member", now=NOON)
    except Refusal as refused:
        assert refused.slug == "impossible-programme"
        return
    after: Visit = visit.then(events)
    assert after.day_one is not None
    first = after.placed(after.day_one)[0]
    assert first.begins == starts.instant
    there = [local_start(kept.stop, after.day_one) for kept in after.stops if kept.stop.start is not None]
    old = [local_start(kept.stop, DAY_ONE) for kept in before.stops if kept.stop.start is not None]
    assert [moment - there[0] for moment in there] == [moment - old[0] for moment in old]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 30)), min_size=2, max_size=6), st.data())
def test_a_stop_in_another_place_keeps_every_length_and_the_time_they_take_together(
    gaps: list[tuple[int, int]], data: st.DataObject
) -> None:
    at, kept = datetime(2026, 10, 6, 9, 0, tzinfo=ZoneInfo("UTC")), []
    for number, (length, pause) in enumerate(gaps):
        end = at + timedelta(minutes=length)
        stop = c.Stop(title=f"Stop {number}", start=at.time(), end=end.time())
        kept.append(Kept(derived_id("stop", str(number)), stop))
        at = end + timedelta(minutes=pause)
    moving = data.draw(st.sampled_from(kept))
    before = data.draw(st.sampled_from([*(this_kept.id for this_kept in kept if this_kept is not moving), None]))
    order = reordered(kept, moving.id, before)

    assert {kept.id: own_length(kept.stop) for kept in order} == {
        this_kept.id: own_length(this_kept.stop) for this_kept in kept
    }
    starts = [minutes_into(kept.stop) for kept in order]
    assert starts == sorted(start for start in starts if start is not None)
    assert starts[0] == minutes_into(kept[0].stop)
    for this_kept, following in pairwise(order):
        assert this_kept.stop.end is not None
        assert following.stop.start is not None
        assert this_kept.stop.end <= following.stop.start
    rest = [this_kept.id for this_kept in kept if this_kept is not moving]
    assert [kept.id for kept in order if kept.id != moving.id] == rest
