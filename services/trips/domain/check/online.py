"""Visits from a screen: something to see, and not too long."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding
from shared.contracts.trips.programme import Finding

MOST_MINUTES = 120
"""A day, on a screen."""


def look(plan: Plan) -> Iterator[Finding]:
    if plan.mode != "online" or not plan.stops:
        return
    if plan.kinds_known and not plan.of_kind("practice", "tour", "case_clinic"):
        yield finding(
            "online",
            "This online visit is only talk.",
            "Most of what holds on site holds online: let somebody walk through the place with a camera, share the tool they "
            "work with, or bring people of the place into a case clinic.",
            plan.stops,
        )
    for day in sorted({stop.stop.day for stop in plan.stops}):
        stops = [stop for stop in plan.stops if stop.stop.day == day]
        minutes = plan.minutes(stops)
        if minutes > MOST_MINUTES:
            yield finding(
                "online",
                f"Day {day} keeps people {minutes} minutes at a screen.",
                "Two hours a day is what people can follow, beside their work and in other time zones. Spread it over more "
                "days.",
                stops,
            )
