"""Does a need from practice stand behind it?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c

EXAMPLES: dict[c.Language, str] = {
    "en": "Last Tuesday the night shift restarted a pump that the day shift had taken apart.",
    "fr": "Mardi dernier, l’équipe de nuit a relancé une pompe que l’équipe de jour avait démontée.",
    "de": "Letzten Dienstag hat die Nachtschicht eine Pumpe gestartet, die die Tagschicht zerlegt hatte.",
    "es": "El martes pasado el turno de noche arrancó una bomba que el turno de día había desmontado.",
}


def look(draft: Draft) -> Iterator[c.Sharpening]:
    if not draft.need:
        yield finding(
            draft,
            "need",
            "It does not say what in your practice made you ask.",
            "Tell the moment at which you noticed that you need help, in a sentence or two.",
            EXAMPLES,
            field="need",
        )
