"""Is it going on now, rather than over, or imagined?"""

import re
from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c

EXAMPLES: dict[c.Language, str] = {
    "en": "Instead of “What should I have told them?”: “How do I talk with them again on Friday?”",
    "fr": "Au lieu de « Qu’aurais-je dû leur dire ? » : « Comment reprendre la discussion avec eux vendredi ? »",
    "de": "Statt „Was hätte ich ihnen sagen sollen?“: „Wie spreche ich am Freitag noch einmal mit ihnen?“",
    "es": "En vez de «¿Qué debería haberles dicho?»: «¿Cómo vuelvo a hablar con ellos el viernes?»",
}


def look(draft: Draft) -> Iterator[c.Sharpening]:
    if draft.actual is False:
        yield finding(
            draft,
            "actual",
            "It is not going on now.",
            "A clinic helps with what you are in the middle of. What of it will you meet again soon? Ask about that.",
            EXAMPLES,
            field="actual",
        )
        return
    if draft.wording and re.search(draft.wording.unreal, draft.plain):
        yield finding(
            draft,
            "actual",
            "It sounds as if it was over, or only imagined.",
            "Ask about what you can still do, in the situation as it is.",
            EXAMPLES,
        )
    elif draft.actual is None:
        yield finding(
            draft,
            "actual",
            "It does not say whether it is going on now.",
            "Say so if it is: what is actual can be acted on, and told about when the community asks again.",
            field="actual",
        )
