"""Who may answer in the step that runs, if only by a sign: a raised hand, or "me too". Pure."""

from services.clinic.domain.clinic.guards import require_running_step
from services.clinic.domain.clinic.participation import Speaker, speaker
from services.clinic.domain.clinic.state import Clinic
from shared.domain import Context, conflict, forbidden


def require_response(clinic: Clinic, context: Context) -> Speaker:
    """Somebody who may say something in the step that runs, if only by a sign."""
    author = speaker(clinic, require_running_step(clinic), context.actor.id)
    if author.step.silent:
        raise conflict(
            "silent-step",
            f"This step is silent. {author.hint}",
            step=author.planned.name,
            hint=author.hint,
        )
    if author.listens:
        raise forbidden(f"You only listen in this step. {author.hint}", hint=author.hint)
    return author
