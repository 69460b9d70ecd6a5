"""What an identity provider says of somebody, checked: it may be of any shape. Pure.

Specification: OpenID Connect Core 1.0, sections 3.1.3.7 (whom an ID token is for) and 5.3.2 (UserInfo).
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import TypeAdapter, ValidationError

from shared.contracts.types import Email
from shared.domain import Refusal

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Signatures with public keys alone: with `none`, or a shared secret, others could make them."""
LEEWAY_SECONDS = 60
BASIC, POST = "client_secret_basic", "client_secret_post"

type Claims = Mapping[str, Any]


def id_token_claims(token: Any, keys: Claims, *, issuer: str, client: str, nonce: str) -> Claims:
    """The claims of an ID token that was made for us; `Refusal` (503) for any other one."""
    wanted = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        wanted.validate(found.claims)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise strange(f"its answer is not to be trusted: {type(error).__name__}") from None
    if not _meant_for(found.claims, client):
        raise strange("its answer is meant for another application")
    return found.claims


def _meant_for(claims: Claims, client: str) -> bool:
    """Of several that it is meant for, it must name us as the one that asked."""
    audience, asked_by = claims.get("aud"), claims.get("azp")
    several = audience if isinstance(audience, list) else [audience]
    if client not in several:
        return False
    return asked_by == client or (asked_by is None and len(several) == 1)


def lacks_address(claims: Claims) -> bool:
    """Whether the provider may say more on being asked for what it knows of this person."""
    return claims.get("email") is None or claims.get("email_verified") is None


def with_user_info(claims: Claims, more: Claims) -> Claims:
    """The address that the provider tells beside an ID token which lacks one, or does not say whether it is verified: both
    are of one source. `Refusal` (503) where that is about somebody else."""
    if not isinstance(claims.get("sub"), str) or more.get("sub") != claims["sub"]:
        raise strange("it told of somebody else than the one who came")
    if more.get("email") is None:
        return claims
    return {**claims, "email": more["email"], "email_verified": more.get("email_verified")}


def proven_address(claims: Claims, *, trusted: bool) -> str:
    """The mail address that the provider vouches for; `Refusal` (403) where it does not. One that is `trusted` need not say
    so; that an address is not verified, it may still say."""
    verified = claims.get("email_verified")
    if not (verified is True or (trusted and verified is None)):
        raise _unproven()
    try:
        return TypeAdapter[str](Email).validate_python(claims.get("email"), strict=True)
    except ValidationError:
        raise _unproven() from None


def client_authentication(described: Claims) -> str:
    """How to say who we are when a code is exchanged: as the provider prefers of the two ways that there are with a secret."""
    offered = described.get("token_endpoint_auth_methods_supported")
    if not isinstance(offered, list) or BASIC in offered:  # what holds where it says nothing
        return BASIC
    if POST in offered:
        return POST
    raise strange("it takes no client secret")


def read_answer(body: bytes) -> dict[str, Any]:
    """An answer of the provider; `ValueError` where it is no JSON object."""
    try:
        found = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  (as for whatever else can't be read)
    return found


def strange(why: str) -> Refusal:
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "sign-in-service",
        f"The sign-in service can't be used now ({why}). Come in by mail instead.",
    )


def _unproven() -> Refusal:
    return Refusal(
        HTTPStatus.FORBIDDEN, "address-unproven", "The sign-in service does not vouch for your mail address."
    )
