"""The forms about who leads a clinic that has not begun, and who comes to it: the commands they stand for."""

from collections.abc import Callable

from services.gateway.web.planning import made
from services.gateway.web.sending import Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id

INVITE = "invite-"


def _offer(clinic: Id, _: Fields) -> Command:
    return made(c.OfferToFacilitate, {"clinic_id": clinic})


def _take_back(clinic: Id, _: Fields) -> Command:
    return made(c.TakeBackFacilitating, {"clinic_id": clinic})


def _invite(clinic: Id, fields: Fields) -> Command:
    ticked = [name.removeprefix(INVITE) for name in fields if name.startswith(INVITE)]
    return made(c.InvitePeople, {"clinic_id": clinic, "member_ids": ticked})


def _uninvite(clinic: Id, fields: Fields) -> Command:
    return made(c.UninvitePerson, {"clinic_id": clinic, "member_id": fields.get("member", "")})


def _answer(clinic: Id, fields: Fields) -> Command:
    return made(c.AnswerInvitation, {"clinic_id": clinic, "answer": fields.get("answer", "")})


PEOPLE_DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "offer-to-facilitate": _offer,
    "take-back-facilitating": _take_back,
    "invite": _invite,
    "uninvite": _uninvite,
    "answer": _answer,
}
