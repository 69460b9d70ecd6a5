"""What a member does themselves, signed in, and no program of theirs with an access token. Pure."""

from shared.domain import Actor, forbidden


def require_in_person(actor: Actor, otherwise: str) -> None:
    """`Refusal` (403) with these words where an access token asks: one that got into wrong hands must not become more."""
    if actor.scopes is not None:
        raise forbidden(otherwise)
