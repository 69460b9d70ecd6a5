"""Those who take part from elsewhere, and how."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding, key, listed
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    remote = {key(person.name) for person in plan.people if person.remote}
    for stop in plan.stops:
        away = [name for name in stop.stop.who if key(name) in remote]
        if away and stop.stop.link is None:
            yield finding(
                "link",
                f"{listed(away)} takes part in “{stop.stop.title}” from elsewhere, and nothing says how.",
                "Add the link, and see to it that the room has sound and a screen: a voice nobody hears is no conversation.",
                (stop,),
            )
