"""What may be asked of a community's memory."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.past_cases.counts import sum_advice, sum_outcomes
from services.clinic.domain.past_cases.digest import Memory
from services.clinic.handlers.ports import ClinicPorts
from services.clinic.views import past_cases
from shared.access.authorization import require_membership, require_shared
from shared.contracts import clinic as c
from shared.contracts.base import Id
from shared.domain import Actor
from shared.domain.pages import cut
from shared.runtime.ports import Ports
from shared.runtime.service import Queries
from shared.search import Asked, Found
from shared.store.community_index import read_all

queries = Queries[ClinicPorts]()

LINES_AT_ONCE = 50
MOST_SIMILAR = 4
SPARE = 3
"""How many times as many cases are looked at as are shown, should some no longer have what they were found by."""
ENOUGH_WORDS = 2
"""How many of a new case's words a past one must have in full to be like it."""


@queries.on
async def get_advice_memory(query: c.GetAdviceMemory, asker: Actor, ports: ClinicPorts) -> c.AdviceMemory:
    await require_membership(asker, query.community_id, ports)
    memory = await ports.parts.memories.of(query.community_id)
    digests = memory.digests
    from_there = past_cases.newest_first(digests)[query.skip :]
    shown = cut(from_there, partial(past_cases.latest, digests), query, at_once=LINES_AT_ONCE)
    clinics, unreadable = await _read(ports, memory, shown.items)
    return c.AdviceMemory(
        clinics=len(digests),
        reported=sum(digest.reported for digest in digests.values()),
        advice=sum_advice(digest.advice for digest in digests.values()),
        own=sum_outcomes(digest.own for digest in digests.values()),
        by_clinic=tuple(
            c.ClinicCounts(
                clinic_id=clinic.id,
                title=clinic.title,
                status=clinic.status,
                ended_at=digests[clinic.id].ended_at,
                advice=digests[clinic.id].advice,
                own=digests[clinic.id].own,
            )
            for clinic in clinics
        ),
        next=shown.next,
        unreadable=len(unreadable),
    )


@queries.on
async def search_cases(query: c.SearchCases, asker: Actor, ports: ClinicPorts) -> c.CasesFound:
    await require_membership(asker, query.community_id, ports)
    memory = await ports.parts.memories.of(query.community_id)
    asked = Asked([query.text])
    found = await _hits(ports, memory, asked, memory.index.find(asked), query.limit)
    return c.CasesFound(
        searched=len(memory.digests), hits=tuple(case_hit for _, case_hit in found), unreadable=len(memory.unreadable)
    )


@queries.on
async def suggest_for_case(query: c.SuggestForCase, asker: Actor, ports: ClinicPorts) -> c.Suggestions:
    clinic: Clinic = (await require_shared(asker, query.clinic_id, ports)).state
    memory = await ports.parts.memories.of(clinic.community_id)
    asked = Asked([clinic.title, clinic.question, clinic.need or ""])
    enough = min(ENOUGH_WORDS, len(asked.words))
    alike = [found for found in memory.index.find(asked) if found.words >= enough and found.key != clinic.id]
    found = await _hits(ports, memory, asked, alike, MOST_SIMILAR)
    similar = [past for past, _ in found]
    belonging = await _belonging(ports, clinic.community_id, past_cases.took_part_in(similar))
    return c.Suggestions(
        cases=tuple(case_hit for _, case_hit in found),
        people=past_cases.people(similar, belonging, apart=clinic.presenter_id),
        unreadable=len(memory.unreadable),
    )


@queries.on
async def list_reports(query: c.ListReports, asker: Actor, ports: ClinicPorts) -> c.ReportList:
    await require_membership(asker, query.community_id, ports)
    memory = await ports.parts.memories.of(query.community_id)
    reported = [this_digest for this_digest, digest in memory.digests.items() if digest.to_discuss]
    shown = cut(reported, partial(past_cases.earliest, memory.digests), query, at_once=LINES_AT_ONCE)
    clinics, unreadable = await _read(ports, memory, shown.items)
    reports = tuple(past_cases.report_line(clinic) for clinic in clinics)
    return c.ReportList(reports=reports, next=shown.next, unreadable=len(unreadable))


async def _hits(
    ports: Ports, memory: Memory, asked: Asked, found: Sequence[Found], limit: int
) -> list[tuple[Clinic, c.CaseHit]]:
    """The best ones as they are now: what was withdrawn or erased since is no longer found in them."""
    shown: list[tuple[Clinic, c.CaseHit]] = []
    for this_found in found[: limit * SPARE]:
        for _, read in (await read_all(ports, [this_found.key])).items:
            hit = past_cases.hit(read.state, memory.digests[this_found.key], asked)
            if hit is not None:
                shown.append((read.state, hit))
        if len(shown) == limit:
            break
    return shown


async def _read(ports: Ports, memory: Memory, clinics: Sequence[Id]) -> tuple[list[Any], frozenset[Id]]:
    """Their states, and which of all cannot be read."""
    found = await read_all(ports, clinics)
    return [read.state for _, read in found.items], memory.unreadable.union(found.unreadable)


async def _belonging(ports: Ports, community: Id, members: frozenset[Id]) -> frozenset[Id]:
    ordered = sorted(members)
    roles = await asyncio.gather(*(ports.roles.role(community, name) for name in ordered))
    return frozenset(member for member, role in zip(ordered, roles, strict=True) if role is not None)
