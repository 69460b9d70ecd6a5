"""The forms of the clinic's page with which people take part, beside saying something: drafts, hands, who leads."""

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.fill import fill
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id


def _give(clinic: Id, fields: Fields) -> Command:
    story = "story" in fields if fields.get("kind") == "advice" else None
    given = {"text": fields.get("text", ""), "about": fields.get("about") or None, "story": story}
    return validated(c.GiveDraft, {"clinic_id": clinic, "draft_id": fields.get("draft", ""), **given})


def _edit(clinic: Id, fields: Fields) -> Command:
    story = "story" in fields if fields.get("kind") == "advice" else None
    words = {"text": fields.get("text", ""), "story": story}
    return validated(
        c.EditContribution, {"clinic_id": clinic, "contribution_id": fields.get("contribution", ""), **words}
    )


PARTICIPATION_ACTIONS: dict[str, FormAction] = {
    "give": _give,
    "drop": fill(c.DropDraft, draft_id="draft"),
    "edit": _edit,
    "withdraw": fill(c.WithdrawContribution, contribution_id="contribution"),
    "me-too": fill(c.SayMeToo, contribution_id="contribution"),
    "not-me-too": fill(c.TakeBackMeToo, contribution_id="contribution"),
    "raise-hand": fill(c.RaiseHand),
    "lower-hand": fill(c.LowerHand),
    "call-on": fill(c.CallOn, member_id="member"),
    "hand-over": fill(c.HandOver, facilitator_id="facilitator"),
    "take-over": fill(c.TakeOver),
}
