"""The journal: one insert per command is the whole truth: state, history, outbox and idempotency."""

from shared.journal.commit import Commit, Recorded
from shared.journal.journal import Journal, Read, Receipt

__all__ = ["Commit", "Journal", "Read", "Receipt", "Recorded"]
