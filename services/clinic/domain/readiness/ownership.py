"""Whose question is it: the presenter's own to act on?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c

EXAMPLES: dict[c.Language, str] = {
    "en": "Instead of “Why does nobody read the reports?”: “What can I change in my report so that the shift reads it?”",
    "fr": "Au lieu de « Pourquoi personne ne lit les rapports ? » : « Que changer dans mon rapport pour qu’on le lise ? »",
    "de": "Statt „Warum liest niemand die Berichte?“: „Was kann ich an meinem Bericht ändern, damit die Schicht ihn liest?“",
    "es": "En vez de «¿Por qué nadie lee los informes?»: «¿Qué puedo cambiar en mi informe para que el turno lo lea?»",
}
BEGINNING = 4
"""Within so many words stands whoever acts."""


def look(draft: Draft) -> Iterator[c.Sharpening]:
    wording = draft.wording
    if wording is None:
        return
    others = any(word in wording.theirs for word in draft.words[1:BEGINNING])
    own = any(word in wording.mine for word in draft.words)
    first = next((word for word in draft.words[:BEGINNING] if word in wording.mine or word in wording.theirs), None)
    if own and not (others and first in wording.theirs):
        return
    yield finding(
        draft,
        "yours",
        "It does not say what of this is yours to do: others would have to act.",
        "Put yourself into it: what you, or you and your team, can do about it.",
        EXAMPLES,
    )
