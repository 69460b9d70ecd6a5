"""Something planned to keep what was learned."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    if plan.stops and plan.kinds_known and not plan.of_kind("reflection"):
        yield finding(
            "learning",
            "Nothing is planned to keep the learning.",
            "What people saw fades on the way home. End with half an hour together: what did we see, what will we try?",
        )
