"""Minutes with practitioners at work against minutes in a room."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding, titles
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    at_work, in_room = plan.of_kind("practice", "tour"), plan.of_kind("presentation")
    unknown = [stop for stop in plan.stops if stop.stop.kind is None]
    if unknown:
        yield finding(
            "kinds",
            f"It is not said what happens at {titles(unknown)}.",
            "Say whether it is practice at work, a tour, a conversation, a presentation or something else, so that the check "
            "can tell how much visitors will see of the practice.",
            unknown,
        )
    if plan.mode == "online" or not plan.stops:
        return
    if not at_work and not unknown:
        yield finding(
            "balance",
            "No stop shows the practice at work.",
            "What is told in a room could be told in any hotel. Use being there: see the places where the work is done, "
            "while it is done.",
            in_room,
        )
    elif plan.minutes(in_room) > plan.minutes(at_work):
        yield finding(
            "balance",
            f"{plan.minutes(in_room)} minutes of presentations against {plan.minutes(at_work)} minutes with practitioners "
            "at work.",
            "Presentations could be given in any hotel room. Shorten them or send them round before, and spend the time where "
            "the work is done.",
            in_room,
        )
