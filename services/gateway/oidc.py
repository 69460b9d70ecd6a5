"""Signing in with an identity provider, by OpenID Connect: the authorization code flow with PKCE, for a proven mail address.

The provider says which mail address somebody has; who belongs where, the community service says. Specification: OpenID Connect
Core 1.0, section 3.1; RFC 7636 for PKCE.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.domain import Refusal
from shared.settings import Settings

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Signatures with public keys alone: with `none`, or a shared secret, others could make them."""
LEEWAY_SECONDS = 60
LARGEST_ANSWER = 256 * 1024


@dataclass(frozen=True)
class Try:
    """One try to sign in, kept in the browser that makes it until it comes back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Try":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @classmethod
    def read(cls, kept: str) -> "Try":
        """`Refusal` (410) where this browser has begun no try, or another one since."""
        try:
            return cls(**json.loads(kept))
        except (ValueError, TypeError):
            raise _stale() from None

    def kept(self) -> str:
        return json.dumps(asdict(self))


class Provider:
    """The identity provider that an operator named in the settings."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret.get_secret_value()
        self._back = f"{settings.public_url}/sign-in/with/back"
        self._described: dict[str, Any] = {}

    async def where_to(self, one: Try) -> str:
        """The provider's page on which somebody says who they are."""
        described = await self._description()
        digest = hashlib.sha256(one.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._back,
            "scope": "openid email",
            "state": one.state,
            "nonce": one.nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        page = str(described["authorization_endpoint"])
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"

    async def email(self, one: Try, state: str, code: str) -> str:
        """The mail address that the provider vouches for; `Refusal` where it does not."""
        if not code or not secrets.compare_digest(state.encode(), one.state.encode()):
            raise _stale()
        described = await self._description()
        answer = await self._fetch(
            str(described["token_endpoint"]),
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._back,
                "client_id": self._client_id,
                "client_secret": self._client_secret,
                "code_verifier": one.verifier,
            },
        )
        keys = await self._fetch(str(described["jwks_uri"]))
        claims = self._checked(str(answer.get("id_token", "")), keys, one.nonce)
        email = claims.get("email")
        if not isinstance(email, str) or claims.get("email_verified") is not True:
            raise Refusal(403, "address-unproven", "The sign-in service does not vouch for your mail address.")
        return email

    def _checked(self, token: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": str(self._described["issuer"])},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            wanted.validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _strange(f"its answer is not to be trusted: {type(error).__name__}") from None
        return found.claims

    async def _description(self) -> dict[str, Any]:
        if not self._described:
            found = await self._fetch(f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise _strange("it describes itself as another one")
            if missing := {"authorization_endpoint", "token_endpoint", "jwks_uri"} - found.keys():
                raise _strange(f"its description lacks {sorted(missing)[0]}")
            self._described = found
        return self._described

    async def _fetch(self, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=10)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request("POST" if form else "GET", url, data=form, allow_redirects=False) as response,
            ):
                body = await response.content.read(LARGEST_ANSWER)
                found = json.loads(body)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise _strange(repr(error)[:100]) from None
        if response.status != 200 or not isinstance(found, dict):  # noqa: PLR2004
            raise _strange(f"it answered with {response.status}")
        return found


def _stale() -> Refusal:
    return Refusal(410, "sign-in-over", "This sign-in was begun elsewhere, or long ago. Begin it again.")


def _strange(why: str) -> Refusal:
    return Refusal(503, "sign-in-service", f"The sign-in service can't be used now ({why}). Come in by mail instead.")
