"""Examples of commands about a community, who belongs to it, and what is sent out of it."""

from typing import Any

from services.gateway.api.openapi.examples.things import COMMUNITY, OTHER
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts import notify as n
from shared.contracts import trips as t
from shared.contracts.base import Command

_LISTENING = {
    "key": "listening",
    "title": "Listening",
    "summary": "One tells, the others listen and then say what they heard.",
    "source": "Our own, from the evenings in Leiden.",
    "steps": [
        {
            "name": "tell",
            "title": "Telling",
            "minutes": 10,
            "takes": {"context": "presenter"},
            "hints": {"all": "Listen well.", "presenter": "Tell what matters."},
        },
        {"name": "hear", "minutes": 15, "takes": {"refinement": "all"}, "hints": {"all": "Say what you heard."}},
    ],
}

COMMUNITIES: dict[type[Command], dict[str, Any]] = {
    m.CreateCommunity: {
        "name": "Handovers that hold",
        "purpose": "We learn from each other how work changes hands.",
        "zone": "Europe/Paris",
        "convener_name": "Cora",
        "convener_email": "cora@example.org",
    },
    m.InviteMember: {"name": "Gil", "email": "gil@example.org", "role": "member"},
    m.RenewInvitation: {"days": 30},
    m.GiveWayIn: {"community_id": COMMUNITY, "member_id": OTHER},
    m.JoinCommunity: {"code": "the-code-of-the-invitation"},
    m.UseWayIn: {"code": "the-code-of-the-letter"},
    m.ChangeRole: {"role": "facilitator"},
    m.ConfirmAddress: {"code": "the-code-of-the-letter"},
    m.WithdrawAddress: {},
    m.SetContact: {"email": "gil@example.org", "zone": "Europe/Paris"},
    m.IssueToken: {"name": "The wall display", "scopes": ["read"], "days": 90},
    n.AddHook: {"url": "https://example.org/convene", "events": ["AdviceGiven", "FollowUpReported"]},
    n.RenewHookSecret: {"keep_old_hours": 24},
    n.ReplayHook: {"since": "2027-03-04T13:00:00Z"},
    n.MeetReader: {"community_id": COMMUNITY, "member_id": OTHER},
    n.StopCategory: {"category": "reminders"},
    n.ResumeCategory: {"category": "reminders"},
    c.AddProtocol: {"definition": _LISTENING},
    t.OfferPlace: {
        "practice": "A morning round that ends on time",
        "place": "Ward 4, Hôpital du Nord",
        "region": "Lille",
        "mode": "in_person",
    },
    t.WithdrawPlace: {"host_id": OTHER},
    t.DeclineTurn: {"host_id": OTHER},
    t.OfferSwap: {"with_id": OTHER},
    t.AnswerSwap: {"take": True},
}
