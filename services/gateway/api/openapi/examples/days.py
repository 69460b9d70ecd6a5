"""Examples of commands about the day of a visit, and what is kept of it."""

from typing import Any

from services.gateway.api.openapi.examples.things import MEMBER, NEXT_STOP, OTHER, SIX_WEEKS_LATER, STOP
from shared.contracts import trips as t
from shared.contracts.base import Command

DAYS: dict[type[Command], dict[str, Any]] = {
    t.RunLate: {"minutes": 15, "stop_id": STOP},
    t.SwapStops: {"stop_id": STOP, "with_id": NEXT_STOP},
    t.AddGuideNote: {"text": "They keep the checklist on the machine itself.", "stop_id": STOP, "shared": True},
    t.CallRoll: {
        "marks": [{"member_id": MEMBER, "presence": "present"}, {"member_id": OTHER, "presence": "absent"}],
        "taken_at": "2027-03-04T08:20:00Z",
    },
    t.LeaveStop: {"group": 1},
    t.SkipStop: {"reason": "We are half an hour late."},
    t.CompleteVisit: {"learning": "A handover takes three minutes when both stand at the machine."},
    t.KeepMemory: {"what": "saw", "text": "The checklist hangs at the machine, not in the office.", "stop_id": STOP},
    t.ConfirmConsent: {"agreed": True},
    t.SayIntention: {"text": "I want to try the three minutes at the board.", "stop_id": STOP},
    t.ReportTrying: {"done": "adapted", "result": "helped", "story": "Five minutes, but every evening."},
    t.ChooseTryingDay: {"at": SIX_WEEKS_LATER},
}
