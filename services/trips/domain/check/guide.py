"""A local practitioner who guides."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    if plan.guide is None:
        yield finding(
            "guide",
            "Nobody guides.",
            "What makes a practice is not evident from just visiting, in person or online. Ask somebody who works there to "
            "guide; without a guide the visit gets no time.",
            severity="impossible",
        )
