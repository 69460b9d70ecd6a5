"""Hosting in turn on the page of a community's visits: whose turn it is, and the forms of those who host."""

from services.gateway.context import GatewayContext
from services.gateway.http.requests import validated
from services.gateway.web.community.overview import answered
from services.gateway.web.forms.fields import Fields, FormAction
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id


async def hosting_of(context: GatewayContext, community: Id, token: str) -> t.HostingView | None:
    """Who hosts in turn; None where that can't be told now, or is not for whoever looks."""
    return await answered(context, t.GetHosting(community_id=community), t.HostingView, token)


def _offer(community: Id, fields: Fields) -> Command:
    said = {name: fields.get(name, "") for name in ("practice", "place", "region", "mode")}
    return validated(t.OfferPlace, {"community_id": community, **said, "address": fields.get("address") or None})


def _withdraw(community: Id, _: Fields) -> Command:
    return validated(t.WithdrawPlace, {"community_id": community})


def _ask(community: Id, _: Fields) -> Command:
    return validated(t.ProposeTurn, {"community_id": community})


def _take(community: Id, _: Fields) -> Command:
    return validated(t.AcceptTurn, {"community_id": community})


def _decline(community: Id, fields: Fields) -> Command:
    return validated(t.DeclineTurn, {"community_id": community, "host_id": fields.get("host_id") or None})


def _swap(community: Id, fields: Fields) -> Command:
    return validated(t.OfferSwap, {"community_id": community, "with_id": fields.get("with_id", "")})


def _answer(community: Id, fields: Fields) -> Command:
    return validated(t.AnswerSwap, {"community_id": community, "take": fields.get("take") == "yes"})


def _visit(community: Id, fields: Fields) -> Command:
    said = {name: fields.get(name, "") for name in ("title", "place", "mode")}
    return validated(t.ProposeVisit, {"community_id": community, **said, "address": fields.get("address") or None})


ACTIONS: dict[str, FormAction] = {
    "offer-place": _offer,
    "withdraw-place": _withdraw,
    "ask-host": _ask,
    "take-turn": _take,
    "decline-turn": _decline,
    "offer-swap": _swap,
    "answer-swap": _answer,
    "propose-visit": _visit,
}
