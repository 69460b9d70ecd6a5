"""Past cases as they are shown to whoever searched, or brings one like them. Pure."""

from collections.abc import Iterable, Mapping

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.past_cases.content import parts_of, reported_at, took_part
from services.clinic.domain.past_cases.digest import Digest
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain.pages import Place
from shared.search import Asked, passage

MOST_PASSAGES = 3
MOST_PEOPLE = 12


def hit(clinic: Clinic, digest: Digest, asked: Asked) -> c.CaseHit | None:
    """A case with where it fits; None where its words are no longer there."""
    passages = _passages(clinic, digest, asked)
    if not passages:
        return None
    return c.CaseHit(
        clinic_id=clinic.id,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        status=clinic.status,
        ended_at=digest.ended_at,
        passages=passages,
        advice=digest.advice,
        own=digest.own,
    )


def _passages(clinic: Clinic, digest: Digest, asked: Asked) -> tuple[c.Passage, ...]:
    """From as many different parts of the case as there are."""
    found: list[c.Passage] = []
    seen: set[c.Where] = set()
    for part in parts_of(clinic):
        if part.where in seen:
            continue
        piece = passage(part.text, asked, digest.document.language)
        if piece is not None:
            seen.add(part.where)
            found.append(c.Passage(where=part.where, text=piece.text, marks=piece.marks))
        if len(found) == MOST_PASSAGES:
            break
    return tuple(found)


def people(similar: Iterable[Clinic], belonging: frozenset[Id], apart: Id) -> tuple[c.Experienced, ...]:
    """Whom to ask: those who still belong, in the order in which they spoke."""
    how: dict[Id, dict[c.How, None]] = {}
    where: dict[Id, dict[Id, None]] = {}
    for clinic in similar:
        for member, what in took_part(clinic):
            if member in belonging and member != apart:
                how.setdefault(member, {})[what] = None
                where.setdefault(member, {})[clinic.id] = None
    return tuple(
        c.Experienced(member_id=member, how=tuple(what), clinic_ids=tuple(where[member]))
        for member, what in list(how.items())[:MOST_PEOPLE]
    )


def took_part_in(similar: Iterable[Clinic]) -> frozenset[Id]:
    return frozenset(member for clinic in similar for member, _ in took_part(clinic))


def report_line(clinic: Clinic) -> c.ReportLine:
    return c.ReportLine(
        clinic_id=clinic.id,
        title=clinic.title,
        question=clinic.question,
        presenter_ids=tuple(clinic.reports),
        reported_at=reported_at(clinic),
        discussed_at=clinic.discussed_at,
    )


def newest_first(digests: Mapping[Id, Digest]) -> list[Id]:
    return sorted(digests, key=lambda digest: latest(digests, digest))


def latest(digests: Mapping[Id, Digest], this_id: Id) -> Place:
    """A case's place where the newest comes first."""
    return (-_time(digests[this_id]), this_id)


def earliest(digests: Mapping[Id, Digest], this_id: Id) -> Place:
    """Its place where the oldest comes first."""
    return (_time(digests[this_id]), this_id)


def _time(digest: Digest) -> float:
    return digest.ended_at.timestamp() if digest.ended_at else 0.0
