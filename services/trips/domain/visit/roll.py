"""Who is on the roll of a stop, and who of them is not accounted for. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.trips.domain.visit.itinerary import ways
from services.trips.domain.visit.state import Visit
from shared.contracts.types import Id


@dataclass(frozen=True)
class Expected:
    """Somebody who should be at a stop."""

    member_id: Id
    group: int | None = None
    guest: bool = False


def expected_at(visit: Visit, stop_id: Id, group: int | None = None) -> list[Expected]:
    """Those whose way leads there: visitors, of one group or all, and the guests who are invited to it."""
    return [expected for expected in _everybody_at(visit, stop_id) if group is None or expected.group == group]


def unaccounted(visit: Visit, stop_id: Id, group: int | None = None) -> tuple[Id, ...]:
    """Who should be at a stop, and nobody knows where they are."""
    return tuple(
        expected.member_id
        for expected in expected_at(visit, stop_id, group)
        if not visit.day.accounted(stop_id, expected.member_id) and not visit.day.has_left(stop_id, expected.group)
    )


def _everybody_at(visit: Visit, stop_id: Id) -> Iterator[Expected]:
    signing = visit.sign_up
    if signing is not None:
        there = _groups_at(visit, stop_id)
        for signed_up in signing.having("seated"):
            if there is None or signed_up.group in there:
                yield Expected(signed_up.member_id, signed_up.group if there is not None else None)
    for guest, stops in visit.guests.items():
        if stop_id in stops and (signing is None or guest not in signing.people):
            yield Expected(guest, guest=True)


def _groups_at(visit: Visit, stop_id: Id) -> set[int] | None:
    """Which groups come to a stop; None where all go together."""
    signing = visit.signing
    if signing.groups == 1 or visit.day_one is None:
        return None
    seated = signing.having("seated")
    sizes = [sum(signed_up.group == number for signed_up in seated) for number in range(1, signing.groups + 1)]
    found = ways(visit.taking_place(visit.day_one), sizes, visit.place)
    return {number for number, way in enumerate(found, 1) if any(step.stop.id == stop_id for step in way)}
