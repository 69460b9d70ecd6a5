"""The visit check: what would make a visit better, why, and at which stops. Pure; one small file for each concern."""

from services.trips.domain.check import (
    balance,
    capacity,
    clinics,
    ends,
    guide,
    hours,
    lessons,
    needs,
    online,
    overlaps,
    questions,
    remote,
    transfers,
    voices,
)
from services.trips.domain.check.plan import Plan
from shared.contracts.trips.programme import Finding

CONCERNS = (
    guide.look,
    overlaps.look,
    transfers.look,
    hours.look,
    ends.look,
    balance.look,
    online.look,
    voices.look,
    remote.look,
    questions.look,
    capacity.look,
    needs.look,
    clinics.look,
    lessons.look,
)


def check(plan: Plan) -> tuple[Finding, ...]:
    """Everything there is to say about a plan, the impossible first."""
    found = [finding for look in CONCERNS for finding in look(plan)]
    return tuple(sorted(found, key=lambda finding: finding.severity != "impossible"))


def impossible(plan: Plan) -> tuple[Finding, ...]:
    """What has to change before the visit can have a time."""
    return tuple(finding for finding in check(plan) if finding.severity == "impossible")


__all__ = ["Plan", "check", "impossible"]
