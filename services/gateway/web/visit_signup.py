"""Signing up on a visit's page: what the forms of visitors and of whoever looks after the visit stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.gateway.web.planning import made
from services.gateway.web.sending import Fields
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id


@dataclass(frozen=True)
class Seats:
    """The sign-up as one visitor sees it, with the names of people and stops."""

    view: t.SignUpView
    names: Mapping[Id, str]
    titles: Mapping[Id, str]
    may_sign_up: bool

    def name(self, member: Id) -> str:
        return self.names.get(member, "A former member")

    def title(self, stop: Id) -> str:
        return self.titles.get(stop, "A stop")


def seats_of(view: t.SignUpView, visit: t.VisitView, names: Mapping[Id, str], me: Id, role: str | None) -> Seats:
    titles = {stop.id: stop.title for stop in visit.programme}
    may = view.status == "open" and view.mine is None and me != visit.host_id and role != "guest"
    return Seats(view, names, titles, may)


def _words(text: str) -> list[str]:
    """What somebody wrote with commas between, such as `vegan, halal`."""
    return [word for part in text.split(",") if (word := part.strip())]


def _needs(fields: Fields) -> dict[str, object]:
    return {
        "step_free": fields.get("step_free") == "yes",
        "languages": _words(fields.get("languages", "")),
        "diets": _words(fields.get("diets", "")),
        "other": fields.get("other", "").strip() or None,
    }


def _question(fields: Fields) -> str | None:
    return fields.get("question", "").strip() or None


def _sign_up(visit: Id, fields: Fields) -> Command:
    return made(t.SignUp, {"visit_id": visit, "needs": _needs(fields), "question": _question(fields)})


def _tell_needs(visit: Id, fields: Fields) -> Command:
    return made(t.TellNeeds, {"visit_id": visit, "needs": _needs(fields)})


def _prepare(visit: Id, fields: Fields) -> Command:
    return made(t.PrepareQuestion, {"visit_id": visit, "question": _question(fields)})


def _take(visit: Id, _: Fields) -> Command:
    return made(t.TakeSeat, {"visit_id": visit})


def _sign_off(visit: Id, fields: Fields) -> Command:
    return made(t.SignOff, {"visit_id": visit})


def _remove(visit: Id, fields: Fields) -> Command:
    said = {"member_id": fields.get("member", ""), "reason": fields.get("reason", "").strip() or None}
    return made(t.SignOff, {"visit_id": visit, **said})


def _open(visit: Id, fields: Fields) -> Command:
    return made(t.OpenSignUp, {"visit_id": visit, "seats": fields.get("seats", "")})


def _close(visit: Id, _: Fields) -> Command:
    return made(t.CloseSignUp, {"visit_id": visit})


def _share(visit: Id, fields: Fields) -> Command:
    return made(t.ShareQuestions, {"visit_id": visit, "shared": fields.get("shared") == "yes"})


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "sign-up": _sign_up,
    "needs": _tell_needs,
    "question": _prepare,
    "take-seat": _take,
    "sign-off": _sign_off,
    "remove": _remove,
    "open-sign-up": _open,
    "close-sign-up": _close,
    "share-questions": _share,
}
