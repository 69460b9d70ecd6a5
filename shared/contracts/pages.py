"""Lists in pieces: how a query asks for one, and how its answer tells where the next one begins."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.types import Value

Cursor = Annotated[str, StringConstraints(max_length=400, pattern=r"^[A-Za-z0-9_-]*$")]
"""A place in a list. What is in it is ours alone: take it from one answer, send it with the next query."""

MOST_AT_ONCE = 200


class Pieces(BaseModel):
    """What a query for a list has beside what it asks for."""

    limit: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)] | None = None
    """How many at most; without it as many as this list gives at once, which is 200 or fewer."""
    after: Cursor = ""
    """The `next` of an earlier answer: what comes behind it is told. What was added since does not shift the list."""


class Told(Value):
    """What an answer about many things tells of those that it had to leave out."""

    unreadable: int = 0
    """How many things the service cannot read, and has left out: a newer version of Convene wrote them, or they are damaged.
    Whoever runs Convene finds their names with `convene doctor`."""


class Piece(Told):
    """What the answer to such a query has beside the list."""

    next: Cursor | None = None
    """Send it as `after` to be told what comes next; null at the end."""
