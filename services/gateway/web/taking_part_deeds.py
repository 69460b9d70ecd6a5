"""The forms of the clinic's page with which people take part, beside saying something: drafts, hands, who leads."""

from collections.abc import Callable

from services.gateway.web.planning import made
from services.gateway.web.sending import Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id


def _give(clinic: Id, fields: Fields) -> Command:
    story = "story" in fields if fields.get("kind") == "advice" else None
    given = {"text": fields.get("text", ""), "about": fields.get("about") or None, "story": story}
    return made(c.GiveDraft, {"clinic_id": clinic, "draft_id": fields.get("draft", ""), **given})


def _drop(clinic: Id, fields: Fields) -> Command:
    return made(c.DropDraft, {"clinic_id": clinic, "draft_id": fields.get("draft", "")})


def _edit(clinic: Id, fields: Fields) -> Command:
    story = "story" in fields if fields.get("kind") == "advice" else None
    words = {"text": fields.get("text", ""), "story": story}
    return made(c.EditContribution, {"clinic_id": clinic, "contribution_id": fields.get("contribution", ""), **words})


def _about_one(command: type[Command]) -> Callable[[Id, Fields], Command]:
    def make(clinic: Id, fields: Fields) -> Command:
        return made(command, {"clinic_id": clinic, "contribution_id": fields.get("contribution", "")})

    return make


def _raise(clinic: Id, _: Fields) -> Command:
    return made(c.RaiseHand, {"clinic_id": clinic})


def _lower(clinic: Id, _: Fields) -> Command:
    return made(c.LowerHand, {"clinic_id": clinic})


def _call(clinic: Id, fields: Fields) -> Command:
    return made(c.CallOn, {"clinic_id": clinic, "member_id": fields.get("member", "")})


def _hand_over(clinic: Id, fields: Fields) -> Command:
    return made(c.HandOver, {"clinic_id": clinic, "facilitator_id": fields.get("facilitator", "")})


def _take_over(clinic: Id, _: Fields) -> Command:
    return made(c.TakeOver, {"clinic_id": clinic})


TAKING_PART: dict[str, Callable[[Id, Fields], Command]] = {
    "give": _give,
    "drop": _drop,
    "edit": _edit,
    "withdraw": _about_one(c.WithdrawContribution),
    "me-too": _about_one(c.SayMeToo),
    "not-me-too": _about_one(c.TakeBackMeToo),
    "raise-hand": _raise,
    "lower-hand": _lower,
    "call-on": _call,
    "hand-over": _hand_over,
    "take-over": _take_over,
}
