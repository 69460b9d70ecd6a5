"""How urgent is it?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c


def look(draft: Draft) -> Iterator[c.Sharpening]:
    if draft.urgency is None:
        yield finding(
            draft,
            "urgent",
            "It does not say how much it presses.",
            "Say whether you have to decide something within days or weeks: cases that press get their clinic first.",
            field="urgency",
        )
    elif draft.urgency == "later":
        yield finding(
            draft,
            "urgent",
            "Nothing presses yet.",
            "Help is best when you can use it at once. Is there a step you have to take soon? Then ask about that one.",
            field="urgency",
        )
