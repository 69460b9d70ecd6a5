"""What of a past case is kept, and all that are known of a community. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.search import Document, Index


@dataclass(frozen=True, slots=True)
class Digest:
    """One past case."""

    version: int
    document: Document
    advice: c.AdviceCounts
    own: c.OutcomeCounts
    reported: bool
    to_discuss: bool
    """Whether there is a report that no meeting has talked about."""
    ended_at: datetime | None

    def kept(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "language": self.document.language,
            "terms": dict(self.document.terms),
            "length": self.document.length,
            "advice": self.advice.model_dump(),
            "own": self.own.model_dump(),
            "reported": self.reported,
            "to_discuss": self.to_discuss,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }

    @classmethod
    def read(cls, version: int, data: dict[str, Any]) -> Self:
        return cls(
            version=version,
            document=Document(data["language"], data["terms"], data["length"]),
            advice=c.AdviceCounts.model_validate(data["advice"]),
            own=c.OutcomeCounts.model_validate(data["own"]),
            reported=data["reported"],
            to_discuss=data["to_discuss"],
            ended_at=datetime.fromisoformat(data["ended_at"]) if data["ended_at"] else None,
        )


class Memory:
    """The past cases of one community, as this process knows them."""

    def __init__(self) -> None:
        self.digests: dict[Id, Digest] = {}
        self.index = Index()
        self.complete = False
        """Whether cases that the collection lacks were looked for."""
        self.unreadable: frozenset[Id] = frozenset()
        """Clinics that were left out, because nobody can tell whether they are over."""

    def put(self, clinic: Id, digest: Digest) -> None:
        self.digests[clinic] = digest
        self.index.put(clinic, digest.document)

    def drop(self, clinic: Id) -> None:
        self.digests.pop(clinic, None)
        self.index.drop(clinic)
