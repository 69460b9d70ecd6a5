"""What may be asked about ideas that were explored: their briefs."""

from services.clinic.domain.clinic.decide.ideas import has_brief
from services.clinic.handlers.queries import answers
from services.clinic.views.idea_brief import idea_brief
from shared.access.authorization import shared_with
from shared.contracts import clinic as c
from shared.domain import Actor
from shared.runtime.runtime import House


@answers.on
async def get_idea_brief(query: c.GetIdeaBrief, asker: Actor, house: House) -> c.IdeaBrief:
    found = await shared_with(asker, query.clinic_id, house)
    has_brief(found.state)
    return idea_brief(found.state, found.version, asker.id)
