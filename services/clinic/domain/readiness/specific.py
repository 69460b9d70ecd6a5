"""Is it specific: does it ask for more than anything at all, or a yes?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from services.clinic.domain.readiness.vocabulary import Wording
from shared.contracts import clinic as c

VAGUE: dict[c.Language, str] = {
    "en": "Instead of “Any thoughts on our meetings?”: “How do I get the two quiet shifts to speak in the Monday meeting?”",
    "fr": "Au lieu de « Des idées pour nos réunions ? » : « Comment amener les deux équipes discrètes à parler le lundi ? »",
    "de": "Statt „Ideen zu unseren Treffen?“: „Wie bringe ich die zwei stillen Schichten am Montag zum Reden?“",
    "es": "En vez de «¿Alguna idea sobre las reuniones?»: «¿Cómo logro que los dos turnos callados hablen el lunes?»",
}
YES_OR_NO: dict[c.Language, str] = {
    "en": "Instead of “Should we merge the teams?”: “What would have to be true for us to merge the teams by spring?”",
    "fr": "Au lieu de « Devons-nous fusionner les équipes ? » : « À quelles conditions pouvons-nous fusionner les équipes ? »",
    "de": "Statt „Sollen wir die Teams zusammenlegen?“: „Unter welchen Bedingungen legen wir die Teams zusammen?“",
    "es": "En vez de «¿Debemos unir los equipos?»: «¿En qué condiciones podríamos unir los equipos?»",
}


def look(draft: Draft) -> Iterator[c.Sharpening]:
    wording = draft.wording
    if wording is None:
        return
    if any(phrase in draft.plain for phrase in wording.vague):
        yield finding(
            draft,
            "specific",
            "This asks for anything that comes to mind, and so gets a little of everything.",
            "Say where you are stuck: with whom, at which moment, and what you want to be different then.",
            VAGUE,
        )
    elif _answered_by_yes_or_no(draft, wording):
        yield finding(
            draft,
            "specific",
            "A yes or a no would answer this, and leave you where you are.",
            "Ask how, what or which: then people tell what they did, and why.",
            YES_OR_NO,
        )


def _answered_by_yes_or_no(draft: Draft, wording: Wording) -> bool:
    """Not where it leads on to a real question (`can you tell me how ...`), or lays out a choice (`this or that`)."""
    if draft.opens_with not in wording.yes_or_no:
        return False
    rest = draft.words[1:]
    if draft.language == "fr":
        rest = tuple(word for word in rest if word not in ("que", "qu'", "qui"))
    return not any(word in wording.ask or word in wording.choose for word in rest)
