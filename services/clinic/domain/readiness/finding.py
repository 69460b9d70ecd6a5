"""How a concern says what it found."""

from collections.abc import Mapping

from services.clinic.domain.readiness.draft import Draft
from shared.contracts import clinic as c


def finding(
    draft: Draft,
    concern: c.Concern,
    what: str,
    how: str,
    examples: Mapping[c.Language, str] | None = None,
    *,
    field: c.CaseField = "question",
) -> c.Sharpening:
    """One thing to sharpen, with the example in the question's language; in English where that is not known."""
    example = (examples or {}).get(draft.language or "en", "")
    return c.Sharpening(concern=concern, field=field, what=what, how=how, example=example)
