"""The forms of the clinic's page with which people take part, beside saying something: drafts, hands, who leads."""

from services.gateway.web.forms.datetimes import made
from services.gateway.web.forms.fill import filling
from services.gateway.web.forms.submit import Deed, Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id


def _give(clinic: Id, fields: Fields) -> Command:
    story = "story" in fields if fields.get("kind") == "advice" else None
    given = {"text": fields.get("text", ""), "about": fields.get("about") or None, "story": story}
    return made(c.GiveDraft, {"clinic_id": clinic, "draft_id": fields.get("draft", ""), **given})


def _edit(clinic: Id, fields: Fields) -> Command:
    story = "story" in fields if fields.get("kind") == "advice" else None
    words = {"text": fields.get("text", ""), "story": story}
    return made(c.EditContribution, {"clinic_id": clinic, "contribution_id": fields.get("contribution", ""), **words})


TAKING_PART: dict[str, Deed] = {
    "give": _give,
    "drop": filling(c.DropDraft, draft_id="draft"),
    "edit": _edit,
    "withdraw": filling(c.WithdrawContribution, contribution_id="contribution"),
    "me-too": filling(c.SayMeToo, contribution_id="contribution"),
    "not-me-too": filling(c.TakeBackMeToo, contribution_id="contribution"),
    "raise-hand": filling(c.RaiseHand),
    "lower-hand": filling(c.LowerHand),
    "call-on": filling(c.CallOn, member_id="member"),
    "hand-over": filling(c.HandOver, facilitator_id="facilitator"),
    "take-over": filling(c.TakeOver),
}
