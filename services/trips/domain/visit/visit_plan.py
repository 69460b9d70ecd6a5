"""What the check of a programme looks at, of a visit. Pure."""

from datetime import date

from services.trips.domain.check.plan import Plan
from services.trips.domain.visit.state import Visit


def visit_plan(visit: Visit, day_one: date) -> Plan:
    """`day_one` counts only where the visit has no time yet."""
    return Plan(
        stops=visit.placed(day_one),
        place=visit.place,
        mode=visit.mode,
        guide=visit.guide,
        people=visit.people,
        visitors=visit.headcount,
        needs=visit.all_needs,
    )
