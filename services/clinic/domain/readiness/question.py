"""Is it a question?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c

EXAMPLES: dict[c.Language, str] = {
    "en": "How do I tell a customer of ten years that we stop repairing their machine?",
    "fr": "Comment annoncer à un client de dix ans que nous ne réparons plus sa machine ?",
    "de": "Wie sage ich einem Kunden nach zehn Jahren, dass wir seine Maschine nicht mehr reparieren?",
    "es": "¿Cómo le digo a un cliente de diez años que ya no reparamos su máquina?",
}


def look(draft: Draft) -> Iterator[c.Sharpening]:
    if draft.marks or (draft.wording and draft.opens_with in draft.wording.ask):
        return
    yield finding(
        draft,
        "question",
        "This tells something, and asks nothing.",
        "Say what you want to know from the group, as one sentence that begins with a word such as how, what or which.",
        EXAMPLES,
    )
