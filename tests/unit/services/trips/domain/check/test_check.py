"""What the check says about whole programmes, good and bad."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.trips.domain.check import check
from services.trips.domain.visit.visit_plan import visit_plan
from shared.contracts import trips as c
from tests.support.trips.programmes import FILES, read, visit_of


def told(finding: c.Finding, names: dict[str, str]) -> tuple[str, str, tuple[str, ...]]:
    return finding.concern, finding.severity, tuple(names[stop] for stop in finding.stops)


def wanted(document: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return document["concern"], document.get("severity", "advice"), tuple(document.get("stops", ()))


def says(findings: Sequence[c.Finding], document: dict[str, Any], names: dict[str, str]) -> bool:
    text = document.get("says", "")
    return any(
        text in f"{finding.what} {finding.why}" for finding in findings if told(finding, names) == wanted(document)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_check_finds_in_a_programme_what_somebody_who_knows_visits_would(path: Path) -> None:
    programme = read(path)
    visit = visit_of(programme)
    names = {stop.id: stop.stop.title for stop in visit.stops}
    findings = check(visit_plan(visit, programme["first_day"]))
    assert [told(finding, names) for finding in findings] == [wanted(name) for name in programme["expected"]]
    for name in programme["expected"]:
        assert says(findings, name, names), f"{name['says']!r} in {[finding.what for finding in findings]}"


def test_there_are_programmes_of_every_concern() -> None:
    found = {name["concern"] for path in FILES for name in read(path)["expected"]}
    assert found == set(c.Concern.__value__.__args__)
