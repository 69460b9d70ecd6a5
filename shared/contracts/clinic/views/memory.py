"""What a community remembers of its cases: how advice worked out, and what was said in cases like this one."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.clinic.views.clinic import Status
from shared.contracts.pages import Piece, Pieces, Told
from shared.contracts.types import Id, Line, Value

__all__ = [
    "AdviceCounts",
    "AdviceMemory",
    "CaseHit",
    "CasesFound",
    "ClinicCounts",
    "Experienced",
    "GetAdviceMemory",
    "How",
    "ListReports",
    "OutcomeCounts",
    "Passage",
    "ReportLine",
    "ReportList",
    "SearchCases",
    "SuggestForCase",
    "Suggestions",
    "Where",
]

type Where = Literal[
    "title", "question", "need", "context", "experience", "advice", "takeaway", "why", "story", "report"
]
"""The part of a case in which something was found."""

type How = Literal["experience", "advice", "been_there"]
"""What somebody did in a case: told of an experience, gave advice, said that they have been there."""


class GetAdviceMemory(Pieces, ClinicQuery):
    """How advice worked out in a community, for its members: counts with what they are out of, never people."""

    community_id: Id
    skip: Annotated[int, Field(ge=0, le=100_000)] = 0
    """How many clinics to leave out of the list by clinic, which is given in pieces, newest first. `after` does it better: what
    is added meanwhile shifts nothing."""


class SearchCases(ClinicQuery):
    """Past cases in which these words occur, the best first, for members of their community."""

    community_id: Id
    text: Line
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class SuggestForCase(ClinicQuery):
    """Past cases like this one with what came of them, and whom to ask."""

    clinic_id: Id


class ListReports(Pieces, ClinicQuery):
    """Reports that no meeting has talked about yet, or since they were amended: the oldest first."""

    community_id: Id


class OutcomeCounts(Value):
    """What became of things taken along: `tried`, `adapted`, `not_tried` and `unanswered` add up to `total`; `helped`,
    `did_not_help` and `too_early` to what was tried or adapted."""

    total: int = 0
    tried: int = 0
    adapted: int = 0
    not_tried: int = 0
    unanswered: int = 0
    helped: int = 0
    did_not_help: int = 0
    too_early: int = 0


class AdviceCounts(Value):
    """Pieces of advice: `taken`, `adapted`, `set_aside` and `unsaid` add up to `given`. Advice that feeds several takeaways
    counts once, by the one that went furthest."""

    given: int = 0
    taken: int = 0
    adapted: int = 0
    set_aside: int = 0
    unsaid: int = 0
    """Of these the presenter did not say what they make of them."""
    outcomes: OutcomeCounts = OutcomeCounts()
    """Of what was taken or adapted."""


class ClinicCounts(Value):
    """One clinic's part of the counts."""

    clinic_id: Id
    title: str
    status: Status
    ended_at: datetime | None
    advice: AdviceCounts
    own: OutcomeCounts


class AdviceMemory(Piece):
    clinics: int
    """How many clinics are over."""
    reported: int
    """Of how many of these somebody has told what happened."""
    advice: AdviceCounts
    own: OutcomeCounts
    """Takeaways that came from nobody's advice."""
    by_clinic: tuple[ClinicCounts, ...]


class Passage(Value):
    """A piece of what was said, with the words that were asked for."""

    where: Where
    text: str
    marks: tuple[tuple[int, int], ...]
    """From which character to which: the words found."""


class CaseHit(Value):
    clinic_id: Id
    title: str
    question: str
    presenter_id: Id
    status: Status
    ended_at: datetime | None
    passages: tuple[Passage, ...]
    advice: AdviceCounts
    own: OutcomeCounts


class CasesFound(Told):
    searched: int
    """In how many past cases."""
    hits: tuple[CaseHit, ...]


class Experienced(Value):
    """Somebody with a related experience, and in which of the similar cases they spoke of it. The order says nothing."""

    member_id: Id
    how: tuple[How, ...]
    clinic_ids: tuple[Id, ...]


class Suggestions(Told):
    cases: tuple[CaseHit, ...]
    people: tuple[Experienced, ...]


class ReportLine(Value):
    clinic_id: Id
    title: str
    question: str
    presenter_ids: tuple[Id, ...]
    """Who has told."""
    reported_at: datetime | None
    discussed_at: datetime | None
    """When a meeting talked about it before."""


class ReportList(Piece):
    reports: tuple[ReportLine, ...]
