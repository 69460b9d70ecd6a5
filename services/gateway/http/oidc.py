"""Signing in with an identity provider, by OpenID Connect: the authorization code flow with PKCE, for a proven mail address.

The provider says which mail address somebody has; who belongs where, the community service says. Specification: OpenID Connect
Core 1.0, section 3.1; RFC 7636 for PKCE.
"""

import hashlib
import json
import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, TypeGuard
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp

from services.gateway.http.oidc_claims import (
    BASIC,
    Claims,
    client_authentication,
    id_token_claims,
    lacks_address,
    proven_address,
    read_answer,
    strange,
    with_user_info,
)
from shared.domain import Refusal
from shared.settings import Settings

LARGEST_ANSWER = 256 * 1024


@dataclass(frozen=True)
class Try:
    """One try to sign in, kept in the browser that makes it until it comes back. A browser may make several at once."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Try":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @classmethod
    def read(cls, kept: str) -> "Try":
        """`Refusal` (410) where this browser has begun no such try."""
        try:
            found = cls(**json.loads(kept))
        except (ValueError, TypeError):
            raise _stale() from None
        if not all(isinstance(value, str) for value in asdict(found).values()):
            raise _stale()
        return found

    def kept(self) -> str:
        return json.dumps(asdict(self))


class Provider:
    """The identity provider that an operator named in the settings."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret.get_secret_value()
        self._trusted = settings.oidc_trust_email
        self._back = f"{settings.public_url}/sign-in/with/back"
        self._described: dict[str, Any] = {}

    async def where_to(self, this_try: Try) -> str:
        """The provider's page on which somebody says who they are."""
        described = await self._description()
        digest = hashlib.sha256(this_try.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._back,
            "scope": "openid email",
            "state": this_try.state,
            "nonce": this_try.nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        page = described["authorization_endpoint"]
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"

    async def email(self, this_try: Try, state: str, code: str) -> str:
        """The mail address that the provider vouches for; `Refusal` where it does not."""
        if not code or not secrets.compare_digest(state.encode(), this_try.state.encode()):
            raise _stale()
        described = await self._description()
        answer = await self._exchange(code, this_try.verifier)
        keys = await self._fetch(described["jwks_uri"])
        claims = id_token_claims(
            answer.get("id_token"), keys, issuer=described["issuer"], client=self._client_id, nonce=this_try.nonce
        )
        if lacks_address(claims):
            claims = await self._more(claims, answer.get("access_token"))
        return proven_address(claims, trusted=self._trusted)

    async def _exchange(self, code: str, verifier: str) -> dict[str, Any]:
        """What the provider gives for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        headers = {}
        if client_authentication(self._described) == BASIC:
            both = f"{quote_plus(self._client_id)}:{quote_plus(self._client_secret)}"  # RFC 6749, section 2.3.1
            headers["Authorization"] = f"Basic {b64encode(both.encode()).decode()}"
        else:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
        return await self._fetch(self._described["token_endpoint"], form, headers)

    async def _more(self, claims: Claims, access_token: Any) -> Claims:
        """With what the provider says beside the ID token, where there is a place to ask for it."""
        place = self._described.get("userinfo_endpoint")
        if not _is_address(place) or not isinstance(access_token, str) or not access_token.isascii():
            return claims
        return with_user_info(claims, await self._fetch(place, headers={"Authorization": f"Bearer {access_token}"}))

    async def _description(self) -> dict[str, Any]:
        if not self._described:
            found = await self._fetch(f"{self._issuer}/.well-known/openid-configuration")
            issuer = found.get("issuer")
            if not isinstance(issuer, str) or issuer.rstrip("/") != self._issuer:
                raise strange("it describes itself as another one")
            for name in ("authorization_endpoint", "jwks_uri", "token_endpoint"):
                if not _is_address(found.get(name)):
                    raise strange(f"its description lacks {name}")
            self._described = found
        return self._described

    async def _fetch(
        self, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=10)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(
                    "POST" if form else "GET", url, data=form, headers=headers, allow_redirects=False
                ) as response,
            ):
                if response.status != HTTPStatus.OK:
                    raise strange(f"it answered with {response.status}")
                return read_answer(await _whole(response))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise strange(repr(error)[:100]) from None


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """All of an answer, however many pieces it comes in; `ValueError` where it is too large."""
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise ValueError("its answer is too large")
    return bytes(body)


def _is_address(found: Any) -> TypeGuard[str]:
    try:
        return isinstance(found, str) and urlsplit(found).scheme in ("https", "http")
    except ValueError:
        return False


def _stale() -> Refusal:
    return Refusal(HTTPStatus.GONE, "sign-in-over", "This sign-in was begun elsewhere, or long ago. Begin it again.")
