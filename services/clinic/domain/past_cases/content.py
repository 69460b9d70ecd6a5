"""What of a past case can be found and counted again, and its digest. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.past_cases.counts import OVER, counted, kept
from services.clinic.domain.past_cases.digest import Digest
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id
from shared.search import Document

WEIGHTS: dict[c.Where, float] = {
    "title": 3.0,
    "question": 2.5,
    "need": 1.5,
    "takeaway": 1.5,
    "report": 1.5,
    "story": 1.0,
    "advice": 1.0,
    "why": 1.0,
    "experience": 1.0,
    "context": 0.7,
}


class Part(NamedTuple):
    """A part of what was said in a case."""

    where: c.Where
    text: str


def parts_of(clinic: Clinic) -> Iterator[Part]:
    """All of a case that can be found, the most telling first."""
    yield Part("title", clinic.title)
    yield Part("question", clinic.question)
    yield Part("need", clinic.need or "")
    for case in clinic.cases.values():
        yield Part("title", case.title)
        yield Part("question", case.question)
    said = list(clinic.contributions.values())
    for takeaway in kept(clinic):
        yield Part("takeaway", clinic.contributions[takeaway.id].text)
        yield Part("why", takeaway.why)
    for report in clinic.reports.values():
        yield Part("report", report.text)
    for told_of, outcome in clinic.outcomes.items():
        if told_of in clinic.contributions:
            yield Part("story", outcome.story)
    for contribution in said:
        if contribution.kind in ADVICE:
            yield Part("advice", contribution.text)
    for contribution in said:
        if contribution.kind in ("experience", "context"):
            yield Part("experience" if contribution.kind == "experience" else "context", contribution.text)


def digest_of(clinic: Clinic, version: int) -> Digest:
    advice, own = counted(clinic)
    return Digest(
        version=version,
        document=Document.of((part.text, WEIGHTS[part.where]) for part in parts_of(clinic)),
        advice=advice,
        own=own,
        reported=bool(clinic.reports),
        to_discuss=awaits_discussion(clinic),
        ended_at=ended_at(clinic),
    )


def reported_at(clinic: Clinic) -> datetime | None:
    """When something was told last; None for reports from before that was noted."""
    return max((report.at for report in clinic.reports.values() if report.at), default=None)


def awaits_discussion(clinic: Clinic) -> bool:
    """Whether there is a report, or more of one, that no meeting has talked about."""
    if not clinic.reports or clinic.discussed_at is None:
        return bool(clinic.reports)
    told = reported_at(clinic)
    return told is not None and told > clinic.discussed_at


def is_over(clinic: Clinic) -> bool:
    return clinic.status in OVER


def ended_at(clinic: Clinic) -> datetime | None:
    return max((run.ended_at for run in clinic.steps.values() if run.ended_at), default=None)


def took_part(clinic: Clinic) -> Iterator[tuple[Id, c.How]]:
    """Who spoke from experience, gave advice, or has been there."""
    for contribution in clinic.contributions.values():
        if contribution.withdrawn:
            continue
        if contribution.kind == "experience":
            yield contribution.member_id, "experience"
        elif contribution.kind in ADVICE:
            yield contribution.member_id, "advice"
    for member in clinic.been_there:
        yield member, "been_there"
