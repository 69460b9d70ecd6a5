"""Shows what was said in a clinic to everybody who has its page open: asked for once, rendered once for each language.

What a page shows to its visitor alone, the buttons beside a contribution for instance, comes when the page is fetched again.
It fetches at leisure, the later the more look at the clinic: many at once would make everybody wait.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import orjson
import structlog

from services.gateway.context import GatewayContext
from services.gateway.i18n.gettext import gettext, in_language
from services.gateway.live.hub import CHANGED, Listener, put
from services.gateway.web.clinic.room.composer import KINDS
from services.gateway.web.clinic.room.contributions import REPLIES
from services.gateway.web.renderer import page_text
from shared.bus.history import Seen
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.types import Id
from shared.domain import Refusal

log = structlog.get_logger(__name__)

SAID = {
    kind.__name__
    for kind in (
        c.ContextGiven,
        c.QuestionAsked,
        c.QuestionAnswered,
        c.ExperienceShared,
        c.AdviceGiven,
        c.AdviceCommented,
        c.ContributionMade,
    )
}
LEISURE_MILLISECONDS = 1_500
LEISURE_EACH = 100
"""Milliseconds for everybody who looks: fetching a long page again takes a gateway ten or so, and there is more to do."""
AT_ONCE = 50


class Broadcast:
    """For one gateway process."""

    def __init__(self, context: GatewayContext) -> None:
        self._context = context
        self._waiting: dict[Id, list[Seen]] = {}
        self._names: dict[Id, Mapping[Id, str]] = {}

    def notify(self, seen: Seen, watching: Collection[Listener]) -> None:
        """Something happened in a clinic that these look at."""
        if seen.name not in SAID:
            _tell(watching, CHANGED)
        elif seen.stream in self._waiting:
            self._waiting[seen.stream].append(seen)
        else:
            self._waiting[seen.stream] = [seen]
            self._context.later(self._show(seen.stream))

    async def _show(self, clinic: Id) -> None:
        """One after the other; what is said meanwhile is shown together."""
        try:
            while batch := self._waiting[clinic][:AT_ONCE]:
                del self._waiting[clinic][: len(batch)]
                watching = tuple(self._context.streams.watching(clinic))
                if watching:
                    await self._show_batch(clinic, batch, watching)
        finally:
            del self._waiting[clinic]

    async def _show_batch(self, clinic: Id, batch: Sequence[Seen], watching: Collection[Listener]) -> None:
        ids = tuple(filter(None, (_contribution(seen) for seen in batch)))
        pages = [(listener, listener.page) for listener in watching if listener.page is not None]
        token = pages[0][1].token
        try:
            query = c.GetContributions(clinic_id=clinic, contribution_ids=ids)
            view = await self._context.ask(query, c.ContributionsView, token)
            names = await self._known(view, token)
        except (Refusal, ValueError) as refusal:
            log.info("what was said can't be shown at once", clinic=clinic, reason=refusal)
            _tell(watching, CHANGED)
            return
        # What one group says others may not see yet: each page asks for itself.
        if len(view.contributions) < len(batch) or any(
            contribution.group or contribution.case_of for contribution in view.contributions
        ):
            _tell(watching, CHANGED)
            return
        by_language = defaultdict[str, list[Listener]](list)
        for listener, page in pages:
            by_language[page.language].append(listener)
        for language, readers in by_language.items():
            _tell(readers, _message(view.contributions, names, language, len(watching)))

    async def _known(self, view: c.ContributionsView, token: str) -> Mapping[Id, str]:
        """Names of those who spoke, asked for again where somebody is new."""
        known = self._names.get(view.community_id, {})
        if any(contribution.member_id not in known for contribution in view.contributions):
            asked = m.GetCommunity(community_id=view.community_id)
            community = await self._context.ask(asked, m.CommunityView, token)
            known = self._names[view.community_id] = {member.member_id: member.name for member in community.members}
        return known


def _contribution(seen: Seen) -> Id | None:
    """What was said; None where that cannot be told."""
    try:
        found = orjson.loads(seen.payload)["data"]["contribution_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def _message(said: Sequence[c.ContributionView], names: Mapping[Id, str], language: str, watching: int) -> bytes:
    with in_language(language):
        shown = [
            {
                "id": contribution.id,
                "by": contribution.member_id,
                "step": contribution.step,
                "about": contribution.about if contribution.kind in REPLIES else None,
                "html": page_text(
                    "clinic/contribution.html",
                    one=contribution,
                    reply=contribution.kind in REPLIES,
                    name=names.get(contribution.member_id, gettext("A member")),
                    kind=gettext(KINDS[contribution.kind]),
                ),
            }
            for contribution in said
        ]
    within = max(LEISURE_MILLISECONDS, LEISURE_EACH * watching)
    return b"event: said\ndata: " + orjson.dumps({"said": shown, "within": within}) + b"\n\n"


def _tell(listeners: Collection[Listener], message: bytes) -> None:
    for listener in tuple(listeners):
        put(listener, message)
