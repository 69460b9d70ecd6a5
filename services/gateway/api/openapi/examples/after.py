"""Examples of commands about what comes after a clinic."""

from typing import Any

from services.gateway.api.openapi.examples.things import ADVICE, DOWNSIDE, SIX_WEEKS_LATER, TAKEAWAY
from shared.contracts import clinic as c
from shared.contracts.base import Command

AFTER: dict[type[Command], dict[str, Any]] = {
    c.WriteBrief: {"opening": "A board by the door, for both shifts.", "next_steps": "Ward 4 tries it in May."},
    c.RespondToDownside: {"downside_id": DOWNSIDE, "text": "We keep the paper until the board has held for a month."},
    c.LeaveOutOfBrief: {"contribution_id": ADVICE},
    c.RestoreToBrief: {"contribution_id": ADVICE},
    c.ReportFollowUp: {
        "text": "Both shifts meet at the board now.",
        "outcomes": [{"takeaway_id": TAKEAWAY, "done": "tried", "result": "helped", "story": "It took two weeks."}],
    },
    c.PostponeFollowUp: {"until": SIX_WEEKS_LATER},
    c.NoteDiscussion: {"where": "The meeting in May"},
}
