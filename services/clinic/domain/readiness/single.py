"""Is it one question?"""

from collections.abc import Iterator

from services.clinic.domain.readiness.draft import Draft
from services.clinic.domain.readiness.finding import finding
from shared.contracts import clinic as c

EXAMPLES: dict[c.Language, str] = {
    "en": "Instead of “Who decides and how do we tell them?”: “How do we decide who decides?”",
    "fr": "Au lieu de « Qui décide et comment l’annoncer ? » : « Comment choisir qui décide ? »",
    "de": "Statt „Wer entscheidet und wie sagen wir es?“: „Wie klären wir, wer entscheidet?“",
    "es": "En vez de «¿Quién decide y cómo lo decimos?»: «¿Cómo acordamos quién decide?»",
}


def look(draft: Draft) -> Iterator[c.Sharpening]:
    if draft.marks > 1 or _asks_again(draft):
        yield finding(
            draft,
            "one",
            "There is more than one question in this.",
            "Keep the one whose answer would help you most; the others come up by themselves when the group asks back.",
            EXAMPLES,
        )


def _asks_again(draft: Draft) -> bool:
    """Whether a second question begins after an `and`. `What works and what does not` within one is no second one."""
    wording = draft.wording
    if wording is None:
        return False
    for place, word in enumerate(draft.words[1:], 1):
        begins = word in wording.second and draft.words[place - 1] in wording.also
        if begins and place > 1 and word not in draft.words[1 : place - 1]:
            return True
    return False
