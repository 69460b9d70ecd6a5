"""Examples of commands about a visit that is being planned, and who comes along."""

from typing import Any

from services.gateway.api.openapi.examples.things import AFTERNOON, CLINIC, COMMUNITY, NEXT_STOP, OTHER, STOP
from shared.contracts import trips as t
from shared.contracts.base import Command

_LINE = {
    "title": "The morning round on line 3",
    "kind": "practice",
    "start": "09:15",
    "minutes": 60,
    "who": ["Irma"],
    "questions": 15,
    "capacity": 12,
}
_IRMA = {"name": "Irma", "does": "runs line 3"}
_NEEDS = {"step_free": True, "languages": ["German"], "diets": ["vegetarian"]}

VISITS: dict[type[Command], dict[str, Any]] = {
    t.ProposeVisit: {
        "community_id": COMMUNITY,
        "title": "How line 3 hands over",
        "place": "Werk Süd, Ulm",
        "guide": "Irma",
        "programme": [_LINE],
        "zone": "Europe/Berlin",
        "people": [_IRMA],
    },
    t.DescribeVisit: {"meeting_point": "Gate 2, at nine", "bring": "Closed shoes"},
    t.NameGuide: {"guide": "Irma"},
    t.NamePeople: {"people": [_IRMA]},
    t.InviteGuest: {"guest_id": OTHER, "stops": [STOP]},
    t.ExpectVisitors: {"count": 12, "needs": {"step_free": 1, "languages": ["German"]}},
    t.AddStop: {"stop": _LINE, "before": NEXT_STOP},
    t.ChangeStop: {"stop": {**_LINE, "minutes": 75}},
    t.MoveStop: {"before": NEXT_STOP},
    t.LinkClinic: {"clinic_id": CLINIC},
    t.UnlinkClinic: {"clinic_id": CLINIC},
    t.SignUp: {"needs": _NEEDS, "question": "What do you do when the line stands still?"},
    t.OpenSignUp: {"seats": 12},
    t.ChangeSeats: {"seats": 15},
    t.ShareQuestions: {"shared": True},
    t.TellNeeds: {"needs": _NEEDS},
    t.PrepareQuestion: {"question": "What do you do when the line stands still?"},
    t.SignOff: {"reason": "I have to be at the ward."},
    t.ScheduleVisit: {"starts": AFTERNOON},
    t.CancelVisit: {"reason": "The line is being rebuilt that week."},
}
