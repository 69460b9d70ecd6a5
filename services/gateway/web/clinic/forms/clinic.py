"""What the forms of the clinic's page stand for: the last word of their address, and the command made of their fields."""

from typing import get_args

from services.gateway.http.requests import validated
from services.gateway.web.clinic.case_form import case_in
from services.gateway.web.clinic.forms.clock import CLOCK_ACTIONS, time_chosen
from services.gateway.web.clinic.forms.groups import GROUP_ACTIONS
from services.gateway.web.clinic.forms.outcomes import OUTCOME_ACTIONS
from services.gateway.web.clinic.forms.participation import PARTICIPATION_ACTIONS
from services.gateway.web.clinic.forms.people import PEOPLE_ACTIONS
from services.gateway.web.forms.datetimes import moment
from services.gateway.web.forms.fields import Fields, FormAction
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.protocol import Kind
from shared.contracts.types import Id
from shared.domain import invalid

MINUTES = "minutes-"

KINDS: tuple[str, ...] = get_args(Kind.__value__)

FOLLOW_UP_TIME = "10:00"
"""A follow-up is asked for on a day; the question comes in the morning."""


def _say(clinic: Id, fields: Fields) -> Command:
    if fields.get("kind") not in KINDS:
        raise invalid("There is no such contribution.", "kind")
    said = {"what": fields["kind"], "text": fields.get("text", ""), "about": fields.get("about") or None}
    if said["what"] == "support" and "named" in fields:
        return validated(
            c.SupportIdea, {"clinic_id": clinic, "text": said["text"], "about": said["about"], "named": True}
        )
    story = fields["kind"] == "advice" and "story" in fields
    return validated(c.Contribute, {"clinic_id": clinic, "story": story, **said})


def _schedule(clinic: Id, fields: Fields) -> Command:
    """The time and the facilitator. Minutes come in a field for each step, whichever steps this clinic has."""
    minutes = {
        name.removeprefix(MINUTES): given for name, given in fields.items() if name.startswith(MINUTES) and given
    }
    starts = moment(fields, "starts")
    data = {
        "clinic_id": clinic,
        "starts": starts,
        "facilitator_id": fields.get("facilitator", ""),
        "minutes": minutes,
        **time_chosen(fields, starts),
    }
    return validated(c.ScheduleClinic, data)


def _cancel(clinic: Id, fields: Fields) -> Command:
    return validated(c.CancelClinic, {"clinic_id": clinic, "reason": fields.get("reason", "")})


def _describe(clinic: Id, fields: Fields) -> Command:
    return validated(c.DescribeCase, {"clinic_id": clinic, **case_in(fields)})


def _remove_visual(clinic: Id, _: Fields) -> Command:
    return validated(c.RemoveVisual, {"clinic_id": clinic})


def _been_there(clinic: Id, fields: Fields) -> Command:
    return validated(c.OfferExperience, {"clinic_id": clinic, "note": fields.get("note", "").strip() or None})


def _not_been_there(clinic: Id, _: Fields) -> Command:
    return validated(c.TakeBackExperience, {"clinic_id": clinic})


def _restate(clinic: Id, fields: Fields) -> Command:
    return validated(c.RestateQuestion, {"clinic_id": clinic, "question": fields.get("question", "")})


def _skip(clinic: Id, fields: Fields) -> Command:
    return validated(c.SkipStep, {"clinic_id": clinic, "step": fields.get("step", "")})


def _next(clinic: Id, fields: Fields) -> Command:
    return validated(c.AdvanceStep, {"clinic_id": clinic, "from_step": fields.get("from_step", "")})


def _close(clinic: Id, fields: Fields) -> Command:
    return validated(c.CloseClinic, {"clinic_id": clinic, "follow_up": moment(fields, "follow_up", FOLLOW_UP_TIME)})


ACTIONS: dict[str, FormAction] = {
    "schedule": _schedule,
    "cancel": _cancel,
    "describe": _describe,
    "remove-visual": _remove_visual,
    "been-there": _been_there,
    "not-been-there": _not_been_there,
    "say": _say,
    "next": _next,
    "skip": _skip,
    "restate": _restate,
    "close": _close,
    **OUTCOME_ACTIONS,
    **GROUP_ACTIONS,
    **PEOPLE_ACTIONS,
    **CLOCK_ACTIONS,
    **PARTICIPATION_ACTIONS,
}
