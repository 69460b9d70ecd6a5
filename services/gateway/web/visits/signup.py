"""Signing up for a visit: one's own place and why, who comes, and the list of whoever looks after it."""

from typing import Any

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.visits.page_parts import Part
from services.gateway.web.visits.plan.stop_fields import words
from services.gateway.web.visits.visit_context import SIGN_UP, Looking
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id


async def _shows(looking: Looking, _: Trouble) -> dict[str, Any]:
    seen = looking.visit
    signing = await looking.context.ask(t.GetSignUp(visit_id=seen.view.id), t.SignUpView, looking.session)
    return {"signing": signing, "may_sign_up": signing.mine is None and seen.may_come(signing)}


def _needs(fields: Fields) -> dict[str, object]:
    return {
        "step_free": fields.get("step_free") == "yes",
        "languages": words(fields.get("languages", "")),
        "diets": words(fields.get("diets", "")),
        "other": fields.get("other", "").strip() or None,
    }


def _question(fields: Fields) -> str | None:
    return fields.get("question", "").strip() or None


def _join(visit: Id, fields: Fields) -> Command:
    return validated(t.SignUp, {"visit_id": visit, "needs": _needs(fields), "question": _question(fields)})


def _tell_needs(visit: Id, fields: Fields) -> Command:
    return validated(t.TellNeeds, {"visit_id": visit, "needs": _needs(fields)})


def _prepare(visit: Id, fields: Fields) -> Command:
    return validated(t.PrepareQuestion, {"visit_id": visit, "question": _question(fields)})


def _take(visit: Id, _: Fields) -> Command:
    return validated(t.TakeSeat, {"visit_id": visit})


def _sign_off(visit: Id, _: Fields) -> Command:
    return validated(t.SignOff, {"visit_id": visit})


def _remove(visit: Id, fields: Fields) -> Command:
    said = {"member_id": fields.get("member", ""), "reason": fields.get("reason", "").strip() or None}
    return validated(t.SignOff, {"visit_id": visit, **said})


def _open(visit: Id, fields: Fields) -> Command:
    return validated(t.OpenSignUp, {"visit_id": visit, "seats": fields.get("seats", "")})


def _close(visit: Id, _: Fields) -> Command:
    return validated(t.CloseSignUp, {"visit_id": visit})


def _share(visit: Id, fields: Fields) -> Command:
    return validated(t.ShareQuestions, {"visit_id": visit, "shared": fields.get("shared") == "yes"})


ACTIONS: dict[str, FormAction] = {
    "join": _join,
    "needs": _tell_needs,
    "question": _prepare,
    "take-seat": _take,
    "sign-off": _sign_off,
    "remove": _remove,
    "open": _open,
    "close": _close,
    "share": _share,
}

SIGNING_UP = Part(SIGN_UP, "visits/signup.html", _shows, ACTIONS)
