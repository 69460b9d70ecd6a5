"""What a new case is shown: past cases like it, people to ask, visits that may help. Two services are asked, and either may be
away: then its part is left out."""

import asyncio
from dataclasses import dataclass

from fastapi import Request
from pydantic import BaseModel

from services.gateway.context import context_of
from services.gateway.http.session import session_of
from services.gateway.web.community.overview import answered
from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.base import Query

BEFORE = ("proposed", "scheduled")
LONGEST = 500


@dataclass(frozen=True)
class Suggested:
    cases: tuple[c.CaseHit, ...]
    people: tuple[c.Experienced, ...]
    visits: tuple[t.VisitHit, ...]

    def titles(self, experienced: c.Experienced) -> str:
        """Of the similar cases, those in which somebody spoke."""
        known = {case.clinic_id: case.title for case in self.cases}
        return ", ".join(known[clinic] for clinic in experienced.clinic_ids if clinic in known)

    def __bool__(self) -> bool:
        return bool(self.cases or self.people or self.visits)


async def suggestions(request: Request, clinic: c.ClinicView) -> Suggested | None:
    """Before the clinic; None once it has begun."""
    if clinic.status not in BEFORE:
        return None
    text = f"{clinic.title} {clinic.question} {clinic.need or ''}"[:LONGEST]
    similar, visits = await asyncio.gather(
        _ask(request, c.SuggestForCase(clinic_id=clinic.id), c.Suggestions),
        _ask(request, t.SuggestVisits(community_id=clinic.community_id, text=text), t.VisitsFound),
    )
    return Suggested(
        cases=similar.cases if similar else (),
        people=similar.people if similar else (),
        visits=visits.hits if visits else (),
    )


async def _ask[V: BaseModel](request: Request, query: Query, view: type[V]) -> V | None:
    return await answered(context_of(request), query, view, session_of(request))
