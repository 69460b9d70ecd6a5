"""What the API answers with, beside the services' own views."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.types import Id


class Happened(BaseModel):
    """One event that a command led to, without what is private in it."""

    id: str
    type: str = Field(examples=["AdviceGiven"])
    data: dict[str, Any]


class Done(BaseModel):
    """A command was done. Repeating it with the same `Idempotency-Key` gives this answer again, with `repeated`."""

    id: Id
    """The thing it was about."""
    version: int
    """The thing's version now; send it as `If-Match` to be refused where somebody else was faster."""
    repeated: bool
    events: list[Happened]


class Joined(Done):
    """Somebody belongs to a community, and can act with this token."""

    member_id: Id | None = None
    token: str | None = None
    """A bearer token for this member. Keep it like a password."""


class Issued(Done):
    """The access token is made."""

    token: str = ""
    """Send it as a bearer token. It is shown only now: keep it like a password."""


class Signing(Done):
    """The webhook has this secret."""

    secret: str = ""
    """What its posts are signed with: `whsec_...`. It is shown only now: keep it like a password."""


class FieldProblem(BaseModel):
    field: str
    detail: str


class Problem(BaseModel):
    """Why something was not done (RFC 9457). More members may say more: the step's hint, the current version."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:convene:problem:invalid-input"])
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


class Health(BaseModel):
    status: str = Field(examples=["well"])
