"""Examples of commands about a clinic, from the proposal until it is closed."""

from typing import Any

from services.gateway.api.openapi.examples.things import (
    ADVICE,
    AFTERNOON,
    COMMUNITY,
    FACILITATOR,
    MEMBER,
    OTHER,
    QUESTION,
    SIX_WEEKS_LATER,
)
from shared.contracts import clinic as c
from shared.contracts.base import Command

CLINICS: dict[type[Command], dict[str, Any]] = {
    c.ProposeCase: {
        "community_id": COMMUNITY,
        "title": "Handover at night",
        "question": "How do I get the late shift to tell the night shift what is not finished?",
        "need": "A way that holds when nobody has time.",
        "urgency": "soon",
        "actual": True,
    },
    c.ScheduleClinic: {"starts": AFTERNOON, "facilitator_id": FACILITATOR, "minutes": {"advice": 20}},
    c.CancelClinic: {"reason": "The presenter is ill; we look for another day."},
    c.DescribeCase: {
        "title": "Handover at night",
        "question": "How do I get the late shift to tell the night shift what is not finished?",
        "urgency": "soon",
    },
    c.InvitePeople: {"member_ids": [MEMBER, OTHER]},
    c.AnswerInvitation: {"answer": "coming"},
    c.OfferExperience: {"note": "We had the same in Leiden, two years ago."},
    c.StartClinic: {"people": [MEMBER, OTHER]},
    c.AdvanceStep: {"from_step": "context"},
    c.GoBack: {"from_step": "advice"},
    c.SkipStep: {"step": "related_experience"},
    c.BringBackStep: {"step": "related_experience"},
    c.ExtendStep: {"step": "advice", "minutes": 5},
    c.CountExperience: {"members": 3},
    c.RestateQuestion: {"question": "What would make it worth a minute to the late shift?"},
    c.AddCase: {"title": "Two owners", "question": "How do two teams own one product?"},
    c.JoinClinic: {"member_id": OTHER},
    c.NoteAbsence: {"member_id": OTHER},
    c.MoveToGroup: {"member_id": OTHER, "group": 2},
    c.Contribute: {"what": "advice", "text": "Stand at the board together for three minutes.", "story": False},
    c.GiveContext: {"text": "Nine people hand over to four, at a quarter to ten."},
    c.AskQuestion: {"text": "Who is there when both shifts are?"},
    c.AnswerQuestion: {"question_id": QUESTION, "text": "The two lead nurses, for ten minutes."},
    c.ShareExperience: {"text": "We lost a whole week of notes before we tried the board."},
    c.GiveAdvice: {"text": "In our ward I stood at the board myself for a week, and then asked again.", "story": True},
    c.CommentOnAdvice: {"advice_id": ADVICE, "text": "It worked with us as well, once the board was near the door."},
    c.NoteTakeaway: {
        "text": "Three minutes at the board, from Monday on.",
        "advice_ids": [ADVICE],
        "choice": "adapted",
    },
    c.GiveDraft: {"text": "In our ward I stood at the board myself for a week."},
    c.EditContribution: {"text": "In our ward I stood at the board myself for two weeks."},
    c.CallOn: {"member_id": OTHER},
    c.HandOver: {"facilitator_id": OTHER},
    c.SupportIdea: {"text": "I would come to the first trial.", "named": True},
    c.ChangeTakeaway: {"choice": "taken", "why": "It costs nothing to try."},
    c.CloseClinic: {"follow_up": SIX_WEEKS_LATER},
}
