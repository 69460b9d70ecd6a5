"""The readiness check: what a presenter could sharpen before the group helps. Pure; one small file for each concern."""

from services.clinic.domain.readiness import actuality, length, need, ownership, question, single, specific, urgency
from services.clinic.domain.readiness.draft import Draft
from shared.contracts import clinic as c

CONCERNS = (
    question.look,
    single.look,
    specific.look,
    ownership.look,
    length.look,
    need.look,
    urgency.look,
    actuality.look,
)

ALWAYS = "Whether this is the question that matters most, and whether it can be helped within the hour, only people can tell."
WORDS_UNREAD = (
    "This was in none of the languages that are read here (English, French, German, Spanish), or too short to tell: "
    "only marks and length were looked at."
)


def check(draft: Draft) -> c.Readiness:
    """Everything there is to sharpen, in the order in which the concerns are asked."""
    found = tuple(sharpening for look in CONCERNS for sharpening in look(draft))
    unread = () if draft.language else (WORDS_UNREAD,)
    return c.Readiness(sharpen=found, language=draft.language, not_judged=(*unread, ALWAYS))


__all__ = ["Draft", "check"]
