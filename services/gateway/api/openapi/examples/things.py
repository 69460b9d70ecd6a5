"""Whom and what the examples speak of."""

from shared.contracts.base import derived_id

COMMUNITY = derived_id("community", "example")
CLINIC = derived_id("clinic", "example")
MEMBER = derived_id("member", "Ana")
FACILITATOR = derived_id("member", "Finn")
OTHER = derived_id("member", "Gil")
QUESTION = derived_id("said", "question")
ADVICE = derived_id("said", "advice")
DOWNSIDE = derived_id("said", "downside")
TAKEAWAY = derived_id("said", "takeaway")
STOP = derived_id("stop", "line 3")
NEXT_STOP = derived_id("stop", "round table")

AFTERNOON = {"local": "2027-03-04T14:00:00", "zone": "Europe/Paris"}
SIX_WEEKS_LATER = {"local": "2027-04-15T10:00:00", "zone": "Europe/Paris"}
