"""The forms about who leads a clinic that has not begun, and who comes to it: the commands they stand for."""

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.fill import fill
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id

INVITE = "invite-"


def _invite(clinic: Id, fields: Fields) -> Command:
    ticked = [name.removeprefix(INVITE) for name in fields if name.startswith(INVITE)]
    return validated(c.InvitePeople, {"clinic_id": clinic, "member_ids": ticked})


PEOPLE_ACTIONS: dict[str, FormAction] = {
    "offer-to-facilitate": fill(c.OfferToFacilitate),
    "take-back-facilitating": fill(c.TakeBackFacilitating),
    "invite": _invite,
    "uninvite": fill(c.UninvitePerson, member_id="member"),
    "answer": fill(c.AnswerInvitation, answer="answer"),
}
