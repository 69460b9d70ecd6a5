"""What of a clinic about a new idea stands in its brief, and who supports the idea. Pure."""

from collections.abc import Mapping

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain import conflict

PARTS: Mapping[str, c.Kind] = {
    "context": "context",
    "refinements": "refinement",
    "implications": "implication",
    "downsides": "downside",
}
"""The parts of the brief, and the kind of contribution each is made of."""


def in_brief(kind: c.Kind) -> bool:
    return kind in ("support", "takeaway", *PARTS.values())


def supports(clinic: Clinic, member: Id) -> bool:
    return any(
        contribution.kind == "support" and contribution.member_id == member and contribution.text
        for contribution in clinic.contributions.values()
    )


def require_brief(clinic: Clinic) -> None:
    if not clinic.protocol.explores_idea:
        raise conflict(
            "no-brief", f"{clinic.protocol.title} explores no new idea, so it has no brief; it has a record."
        )
    if clinic.status not in ("closed", "reported"):
        raise conflict("brief-comes-later", "The brief comes once the clinic is closed.")
