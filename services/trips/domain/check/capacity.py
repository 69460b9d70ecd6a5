"""Too many people for a stop."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    for stop in plan.stops:
        capacity = stop.stop.capacity
        if plan.visitors is not None and capacity is not None and plan.visitors > capacity:
            groups = -(-plan.visitors // capacity)
            yield finding(
                "capacity",
                f"“{stop.stop.title}” takes {capacity} at once; {plan.visitors} are expected.",
                f"Those at the back see and hear nothing. Go in {groups} groups, with something else to see for those who "
                "wait, or take fewer people along.",
                (stop,),
            )
