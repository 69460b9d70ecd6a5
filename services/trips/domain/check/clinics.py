"""Stops that are case clinics, and the clinics they are."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    for placed in plan.of_kind("case_clinic"):
        link, title = placed.clinic, placed.stop.title
        if link is None:
            yield finding(
                "clinic",
                f"No case belongs to “{title}” yet.",
                "A case from the site brings its people into the visit. Ask somebody there to present one, and link it.",
                (placed,),
            )
        elif link.status == "cancelled":
            yield finding(
                "clinic",
                f"The case clinic of “{title}” was cancelled.",
                "Ask for another case, or give the time to something else: people there expect you.",
                (placed,),
            )
        elif link.status != "unknown" and link.starts is None:
            yield finding(
                "clinic",
                f"The case clinic of “{title}” has no time yet.",
                "Whoever presents needs to know when to be there. Give it a time; the stop takes it over.",
                (placed,),
            )
        elif link.starts is not None and placed.begins is not None and link.starts.instant != placed.begins:
            yield finding(
                "clinic",
                f"“{title}” and its case clinic are at different times; the clinic begins on "
                f"{link.starts.local:%Y-%m-%d at %H:%M} ({link.starts.zone}).",
                "The group would come to an empty table. Move the clinic, or the stop.",
                (placed,),
            )
