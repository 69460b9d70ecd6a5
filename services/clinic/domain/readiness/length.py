"""Can it be taken in at once?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c

FEWEST_WORDS = 4
MOST_WORDS = 30
EXAMPLES: dict[c.Language, str] = {
    "en": "How do we hand over a running machine when both shifts have different habits?",
    "fr": "Comment transmettre une machine en marche entre deux équipes aux habitudes différentes ?",
    "de": "Wie übergeben wir eine laufende Maschine, wenn beide Schichten andere Gewohnheiten haben?",
    "es": "¿Cómo entregamos una máquina en marcha entre dos turnos con costumbres distintas?",
}


def look(draft: Draft) -> Iterator[c.Sharpening]:
    count = len(draft.words)
    if count < FEWEST_WORDS:
        yield finding(
            draft,
            "length",
            "This is so short that everybody will understand something else.",
            "Add with whom or what you are stuck, and in which situation.",
            EXAMPLES,
        )
    elif count > MOST_WORDS:
        yield finding(
            draft,
            "length",
            f"{count} words are more than people keep in mind while they think with you.",
            "Keep the question in one breath, and tell the rest as the need behind it or when the group asks.",
            EXAMPLES,
        )
