"""The forms about who leads a clinic that has not begun, and who comes to it: the commands they stand for."""

from services.gateway.web.forms.datetimes import made
from services.gateway.web.forms.fill import filling
from services.gateway.web.forms.submit import Deed, Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id

INVITE = "invite-"


def _invite(clinic: Id, fields: Fields) -> Command:
    ticked = [name.removeprefix(INVITE) for name in fields if name.startswith(INVITE)]
    return made(c.InvitePeople, {"clinic_id": clinic, "member_ids": ticked})


PEOPLE_DEEDS: dict[str, Deed] = {
    "offer-to-facilitate": filling(c.OfferToFacilitate),
    "take-back-facilitating": filling(c.TakeBackFacilitating),
    "invite": _invite,
    "uninvite": filling(c.UninvitePerson, member_id="member"),
    "answer": filling(c.AnswerInvitation, answer="answer"),
}
