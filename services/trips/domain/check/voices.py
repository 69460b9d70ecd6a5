"""With whom visitors talk: many practitioners, rather than one or two people, often managers."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding, key, listed
from shared.contracts.trips.programme import Finding

FEW = 2


def look(plan: Plan) -> Iterator[Finding]:
    if not plan.stops:
        return
    telling = plan.of_kind("presentation", "conversation", "practice", "tour", "case_clinic")
    named = {key(name): name for placed in telling for name in placed.stop.who}
    heard = named | {key(person.name): person.name for person in plan.people}
    managers = {key(person.name) for person in plan.people if person.manager}
    local = {key(plan.guide)} if plan.guide else set()
    if heard and not (set(heard) - managers - local) and set(heard) & managers:
        yield finding(
            "voices",
            f"Apart from the guide, visitors hear managers alone: {listed([heard[who] for who in heard if who in managers])}.",
            "A manager gives the visit weight; those who do the work know how it is done. Invite the manager to one stop, and "
            "let visitors talk with people who practise.",
            [placed for placed in telling if managers & {key(name) for name in placed.stop.who}],
        )
        return
    voices = {**({key(plan.guide): plan.guide} if plan.guide else {}), **heard}
    if len(voices) <= FEW:
        told = f"Visitors meet {listed(list(voices.values()))} alone." if voices else "Nobody to be met is named."
        yield finding(
            "voices",
            told,
            "One or two people tell their own view of the place. Let visitors talk with a broad range of practitioners: "
            "different trades, years and shifts.",
        )
