"""What visitors need, and stops that do not have it."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding, key, listed, titles
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    yield from _stairs(plan)
    yield from _diets(plan)
    yield from _languages(plan)


def _stairs(plan: Plan) -> Iterator[Finding]:
    steep = [stop for stop in plan.stops if stop.stop.access.stairs]
    if plan.needs.step_free and steep and plan.mode != "online":
        yield finding(
            "access",
            f"{titles(steep)} can only be reached by stairs; {plan.needs.step_free} of the visitors can't take them.",
            "Everybody who comes should be able to take part. Ask for another way in, or show the same somewhere else, to the "
            "whole group.",
            steep,
        )


def _diets(plan: Plan) -> Iterator[Finding]:
    for placed in plan.of_kind("meal"):
        served = {key(diet) for diet in placed.stop.access.diets}
        missing = [diet for diet in plan.needs.diets if key(diet) not in served]
        if missing:
            yield finding(
                "diet",
                f"Nothing says that “{placed.stop.title}” has dishes that are {listed(missing)}.",
                "Meals are where people get to know each other. Ask the kitchen, and note what it has.",
                (placed,),
            )


def _languages(plan: Plan) -> Iterator[Finding]:
    for stop in plan.stops:
        spoken = {key(language) for language in stop.stop.access.languages}
        missing = [language for language in plan.needs.languages if key(language) not in spoken]
        if spoken and missing:
            yield finding(
                "languages",
                f"“{stop.stop.title}” is in {listed(stop.stop.access.languages)}; some visitors depend on {listed(missing)}.",
                "Who can't follow can't ask. Find somebody who interprets, best a practitioner, and allow for the time it "
                "takes.",
                (stop,),
            )
