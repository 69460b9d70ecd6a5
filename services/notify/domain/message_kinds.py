"""Which letters there are, and the facts each one tells."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a letter is about."""

    INVITATION = "invitation"
    CLINIC_SCHEDULED = "clinic_scheduled"
    CLINIC_RESCHEDULED = "clinic_rescheduled"
    CLINIC_CANCELLED = "clinic_cancelled"
    REMINDER = "reminder"
    FOLLOW_UP_DUE = "follow_up_due"
    FOLLOW_UP_NUDGE = "follow_up_nudge"
    FOLLOW_UP_REPORTED = "follow_up_reported"
    VISIT_SCHEDULED = "visit_scheduled"
    VISIT_RESCHEDULED = "visit_rescheduled"
    VISIT_CANCELLED = "visit_cancelled"
    SIGN_UP_OPENED = "sign_up_opened"
    SIGN_UP_CLOSED = "sign_up_closed"
    SEAT_TAKEN = "seat_taken"
    SEAT_WAITING = "seat_waiting"
    SEAT_OFFERED = "seat_offered"
    SEAT_LOST = "seat_lost"
    DAY_CHANGED = "day_changed"
    STOP_SKIPPED = "stop_skipped"
    TURN_PROPOSED = "turn_proposed"
    SWAP_OFFERED = "swap_offered"
    TRYING_DUE = "trying_due"
    CHAT_GONE = "chat_gone"
    WAY_IN = "way_in"
    WAY_IN_GIVEN = "way_in_given"
    HOOK_GONE = "hook_gone"
    HOOK_UNATTENDED = "hook_unattended"
    MAIL_GONE = "mail_gone"
    MEMBER_UNREACHED = "member_unreached"
    INVITATION_RETURNED = "invitation_returned"
    ADDRESS_CONFIRM = "address_confirm"
    ADDRESS_ASKED = "address_asked"
    ADDRESS_CHANGED = "address_changed"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of the facts a letter cannot be written without, and of those it tells if it has them."""

    needed: frozenset[str]
    welcome: frozenset[str]


def _facts(needed: str, welcome: str = "") -> Facts:
    return Facts(
        frozenset(needed.split()) | {"community", "link"},
        frozenset(welcome.split()) | {"name", "unsubscribe"},
    )


QUOTED = frozenset({"question", "message", "report", "reason", "takeaway", "advice", "bring", "trying", "stops"})
"""Facts in people's own words: shown as a quotation with their line breaks; all others are one line each."""

FACTS = {
    Kind.INVITATION: _facts("inviter", "role message"),
    Kind.CLINIC_SCHEDULED: _facts("title question presenter when", "facilitator"),
    Kind.CLINIC_RESCHEDULED: _facts("title presenter when before", "question"),
    Kind.CLINIC_CANCELLED: _facts("title presenter when", "reason"),
    Kind.REMINDER: _facts("what title when lead", "question presenter place guide meeting_point departure bring"),
    Kind.FOLLOW_UP_DUE: _facts("title held", "question takeaway"),
    Kind.FOLLOW_UP_NUDGE: _facts("title held", "takeaway last"),
    Kind.FOLLOW_UP_REPORTED: _facts("title presenter held", "report advice"),
    Kind.VISIT_SCHEDULED: _facts("title place when", "guide host question"),
    Kind.VISIT_RESCHEDULED: _facts("title place when before", "guide"),
    Kind.VISIT_CANCELLED: _facts("title place when", "reason"),
    Kind.SIGN_UP_OPENED: _facts("title place seats", "when guide host"),
    Kind.SIGN_UP_CLOSED: _facts("title why", "when place"),
    Kind.SEAT_TAKEN: _facts("title place", "when group"),
    Kind.SEAT_WAITING: _facts("title why", "when place"),
    Kind.SEAT_OFFERED: _facts("title place until", "when"),
    Kind.SEAT_LOST: _facts("title lost", "when reason"),
    Kind.DAY_CHANGED: _facts("title change stops"),
    Kind.STOP_SKIPPED: _facts("title stop", "reason"),
    Kind.TURN_PROPOSED: _facts("hosted"),
    Kind.SWAP_OFFERED: _facts("asker"),
    Kind.TRYING_DUE: _facts("title held trying", "again"),
    Kind.CHAT_GONE: _facts(""),
    Kind.WAY_IN: _facts("until"),
    Kind.WAY_IN_GIVEN: _facts("asker"),
    Kind.HOOK_GONE: _facts("", "trouble"),
    Kind.HOOK_UNATTENDED: _facts(""),
    Kind.MAIL_GONE: _facts(""),
    Kind.MEMBER_UNREACHED: _facts("asker"),
    Kind.INVITATION_RETURNED: _facts("invited", "trouble"),
    Kind.ADDRESS_CONFIRM: _facts("until"),
    Kind.ADDRESS_ASKED: _facts(""),
    Kind.ADDRESS_CHANGED: _facts(""),
}
"""Every letter knows `community`, `link` (where to read on), and if given `name` (the reader) and `unsubscribe`.

`hosted` says how often the reader has hosted; `asker` is whoever asks them something, or whom it is about;
`when`, `before` (the old time), `held` and `until` are moments as text; `what` is `clinic` or `visit`;
`lead` says how long it is until the beginning: `7 days`, `9 hours`; `advice` is what became of the reader's
own advice; `trying` is what the reader wanted to try; `again` and `last` say that nobody asks again. `why` and `lost` say why a
place on a visit is as it is; `change` and `stops` what became of stops of its day, and when each of them begins now.
"""
