"""Names of the facts that a delivery keeps of the event it was queued for; its message is made from them later. Pure."""

from datetime import UTC, datetime

STARTS_AT = "starts_at"
BEFORE = "before"
"""The time that the reader was told before."""
LEAD = "lead"
"""The lead time of a reminder."""
TIME_LEFT = "left"
"""How long it is until the beginning, in words."""
NUMBER = "number"
"""Which date somebody was asked on what really happened."""
NUDGE = "nudge"
PRESENTER = "presenter_id"
"""Whose report it is."""
ASKER = "asker_id"
"""Who asks the reader something: a member by their id, whose name the message tells."""
INVITATION = "invitation_id"
"""Which invitation it is about."""
INVITER = "inviter_id"
ROLE = "role"
TROUBLE = "trouble"
HOSTED = "hosted"
"""How often the reader has hosted a visit, in words."""
CHANGE_OF_ADDRESS = "change_id"
STOPS = "stops"
"""Ids of the stops it is about."""
CHANGE = "change"
"""What was done to those stops, in words."""
SIGNED_OFF_BY = "by"
SEATS = "seats"


def instant(at: datetime) -> str:
    """A moment as facts keep it: the same moment is the same text."""
    return at.astimezone(UTC).isoformat()
