"""Time for questions on every day on which something is shown or told."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding, titles
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    asked_on = {placed.stop.day for placed in plan.of_kind("conversation", "case_clinic")}
    asked_on |= {stop.stop.day for stop in plan.stops if stop.stop.questions}
    silent = [placed for placed in plan.of_kind("practice", "tour", "presentation") if placed.stop.day not in asked_on]
    if silent:
        yield finding(
            "questions",
            f"There is no time for questions around {titles(silent)}.",
            "Visitors learn most from the answers to their own questions, and come with some. Keep minutes for questions at a "
            "stop, or plan a conversation on the same day.",
            silent,
        )
