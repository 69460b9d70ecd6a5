"""Programmes from files, as hosts write them, and what the check is expected to find in each."""

import tomllib
from pathlib import Path
from typing import Any

from services.trips.app import visit as aggregate
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.given import Given
from tests.support.world import COMMUNITY, member

FOLDER = Path(__file__).with_name("programmes")
FILES = sorted(FOLDER.glob("*.toml"))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


def visit_of(told: dict[str, Any]) -> Visit:
    """The visit as the service keeps it once its host has said all this."""
    known = {name: told[name] for name in c.ProposeVisit.model_fields if name in told}
    propose = c.ProposeVisit.model_validate({**known, "community_id": COMMUNITY, "programme": told["stops"]})
    given = Given(aggregate, derived_id("visit", "programmes"))
    events = list(given.when(propose, by=member("hana"), role="member"))
    visit: Visit = given.then(events)
    if "visitors" in told or "needs" in told:
        visit = visit.model_copy(
            update={"visitors": told.get("visitors"), "needs": c.Needs.model_validate(told.get("needs", {}))}
        )
    if "starts" in told:
        starts = When(local=told["starts"], zone=visit.zone)
        visit = visit.model_copy(update={"starts": starts, "day_one": told["first_day"]})
    return visit
