"""Hosting in turn: places are offered, whoever is next is asked, takes the turn, declines it or swaps it. Pure."""

from collections.abc import Sequence

from services.trips.domain.rota.state import Rota, evolve_rota
from services.trips.domain.visit.rights import HOSTS, LEADERS
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, Refusal, conflict, forbidden, invalid, not_found

decide_rota: Decider[Rota] = Decider()


@decide_rota.on
def offer_place(rota: Rota | None, command: c.OfferPlace, context: Context) -> Sequence[Event]:
    _require_right_to_host(context)
    known = rota.places.get(context.actor.id) if rota else None
    said = command.model_dump(include={"practice", "place", "region", "mode", "address"})
    if known is not None and said == known.model_dump(exclude={"offered_at"}):
        return []
    return [
        c.PlaceOffered(
            community_id=command.community_id,
            host_id=context.actor.id,
            at=context.now,
            **{**said, "address": command.address or ""},
        )
    ]


@decide_rota.on
def withdraw_place(rota: Rota | None, command: c.WithdrawPlace, context: Context) -> Sequence[Event]:
    host = command.host_id or context.actor.id
    if not context.actor.is_service("trips"):
        _require_visible(context)
        if host != context.actor.id:
            raise forbidden("Only whoever offers a place withdraws it.")
    if rota is None or host not in rota.places:
        return []
    events: list[Event] = [c.PlaceWithdrawn(community_id=rota.community_id, host_id=host)]
    return [*events, *_ask_next(rota, events)] if rota.asked == host else events


@decide_rota.on
def propose_turn(rota: Rota | None, command: c.ProposeTurn, context: Context) -> Sequence[Event]:
    _require_right_to_host(context)
    if rota is not None and rota.asked is not None:
        raise conflict("turn-is-open", "Somebody is being asked whether they host already. Wait for their answer.")
    turn = _turn(rota, rota.round + 1) if rota else None
    if turn is None:
        raise conflict(
            "nobody-to-ask",
            "Nobody offers a place who has no visit to come. Offer yours, or ask others to offer theirs.",
        )
    return [turn]


@decide_rota.on
def accept_turn(rota: Rota | None, command: c.AcceptTurn, context: Context) -> Sequence[Event]:
    _require_right_to_host(context)
    host = context.actor.id
    if rota is not None and host in rota.taken:
        return []
    if rota is None or rota.asked != host:
        raise _not_asked()
    return [c.TurnAccepted(community_id=rota.community_id, host_id=host, round=rota.round, at=context.now)]


@decide_rota.on
def decline_turn(rota: Rota | None, command: c.DeclineTurn, context: Context) -> Sequence[Event]:
    _require_visible(context)
    host = command.host_id or context.actor.id
    if host != context.actor.id and context.role not in LEADERS:
        raise forbidden("Only a facilitator or convener passes on somebody else's turn.")
    taken = rota.taken.get(host) if rota else None
    if taken is not None and taken.visit_id is not None:
        raise conflict(
            "visit-is-proposed", "The visit of this turn is proposed already. Cancel it, and the turn is free."
        )
    if rota is None or (taken is None and rota.asked != host):
        raise _not_asked()
    events: list[Event] = [c.TurnDeclined(community_id=rota.community_id, host_id=host, round=rota.round)]
    return [*events, *_ask_next(rota, events)] if rota.asked in (host, None) else events


@decide_rota.on
def offer_swap(rota: Rota | None, command: c.OfferSwap, context: Context) -> Sequence[Event]:
    _require_right_to_host(context)
    host = context.actor.id
    if rota is None or rota.asked != host:
        raise _not_asked()
    if command.with_id == host or command.with_id not in rota.places:
        raise invalid("Choose somebody else who offers a place.", "with_id")
    if command.with_id in rota.taken:
        raise invalid("They have taken a turn already, and host soon. Choose somebody else.", "with_id")
    if rota.swap_with == command.with_id:
        return []
    return [c.SwapOffered(community_id=rota.community_id, host_id=host, with_id=command.with_id)]


@decide_rota.on
def answer_swap(rota: Rota | None, command: c.AnswerSwap, context: Context) -> Sequence[Event]:
    _require_right_to_host(context)
    if rota is None or rota.asked is None or rota.swap_with != context.actor.id:
        raise conflict("no-swap", "Nobody asks you to swap turns (any more).")
    about = {"community_id": rota.community_id}
    if not command.take:
        return [c.SwapDeclined(**about, host_id=rota.asked, with_id=context.actor.id)]
    return [c.TurnsSwapped(**about, host_id=context.actor.id, with_id=rota.asked, round=rota.round, at=context.now)]


@decide_rota.on
def note_hosting(rota: Rota | None, command: c.NoteHosting, context: Context) -> Sequence[Event]:
    if not context.actor.is_service("trips"):
        raise forbidden("What becomes of a visit is noted by Convene itself; nobody does so by hand.")
    about = {"community_id": command.community_id, "host_id": command.host_id, "visit_id": command.visit_id}
    taken = rota.taken.get(command.host_id) if rota else None
    match command.became:
        case "proposed":
            return [c.TurnPlanned(**about)] if taken and taken.visit_id is None else []
        case "cancelled":
            return [c.TurnFreed(**about)] if taken and taken.visit_id == command.visit_id else []
        case "completed":
            counted = rota is not None and command.visit_id in rota.visits
            return [] if counted else [c.VisitHosted(**about, at=command.at)]


def _ask_next(rota: Rota, events: Sequence[Event]) -> Sequence[Event]:
    """Whoever is next in the same round after these events; nothing where nobody is left, and the round is over."""
    after = evolve_rota.fold(rota, events)
    assert after is not None
    turn = _turn(after, rota.round)
    return [turn] if turn else []


def _turn(rota: Rota, round: int) -> c.TurnProposed | None:
    found = rota.following(round)
    if found is None:
        return None
    facts = rota.facts(found.id)
    return c.TurnProposed(
        community_id=rota.community_id,
        host_id=found.id,
        round=round,
        hosted=facts.hosted,
        last_hosted_at=facts.last_at,
        passed=found.passed,
    )


def _require_visible(context: Context) -> None:
    if context.role is None:
        raise not_found()


def _require_right_to_host(context: Context) -> None:
    _require_visible(context)
    if context.role not in HOSTS:
        raise forbidden("Guests come along on visits; hosting one is for members.")


def _not_asked() -> Refusal:
    return conflict("not-asked", "It is not your turn now. When it is, you get a letter.")
