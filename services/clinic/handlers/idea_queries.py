"""What may be asked about ideas that were explored: their briefs."""

from services.clinic.domain.clinic.idea import require_brief
from services.clinic.views.idea_brief import idea_brief
from shared.access.authorization import require_shared
from shared.contracts import clinic as c
from shared.domain import Actor
from shared.runtime.ports import Ports
from shared.runtime.service import Queries

queries = Queries()


@queries.on
async def get_idea_brief(query: c.GetIdeaBrief, asker: Actor, ports: Ports) -> c.IdeaBrief:
    found = await require_shared(asker, query.clinic_id, ports)
    require_brief(found.state)
    return idea_brief(found.state, found.version, asker.id)
