"""An identity provider on loopback, that signs what a test wants it to."""

import hashlib
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET, CODE = "convene-here", "client-secret: 47+11", "code-from-provider"
BASIC, POST = "client_secret_basic", "client_secret_post"
ACCESS = "access-token-for-user-info"
LACKS = object()
"""In the place of a claim that the ID token has not."""


class IdentityProvider:
    """Whoever comes has this mail address. `changed` replaces claims; `key` may be swapped for another one. Each try has a
    code of its own, good once. `ways` are the ways in which a client may say who it is; `user` is what UserInfo tells."""

    def __init__(self) -> None:
        self.url = ""
        self.email = "nina@example.org"
        self.changed: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published = KeySet([self.key])
        self.forms: list[dict[str, str]] = []
        self.ways: list[str] = []
        self.user: Any = None
        self._tries: dict[str, dict[str, str]] = {}

    def come_back(self, where: str) -> str:
        """The path the browser is sent back to after somebody said who they are at the address `where`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        code = f"{CODE}-{len(self._tries)}"
        self._tries[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    async def description(self, _: web.Request) -> web.Response:
        places = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/user",
        }
        return web.json_response(places | self.described)

    async def keys(self, _: web.Request) -> web.Response:
        return web.json_response(self.published.as_dict(private=False))

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        way, known = _client(request, form)
        asked = self._tries.pop(form["code"], {})
        challenge = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if not known or way not in (self.described.get("token_endpoint_auth_methods_supported") or [BASIC]):
            return web.json_response({"error": "invalid_client"}, status=401)
        if challenge != asked.get("code_challenge"):
            return web.json_response({"error": "invalid_grant"}, status=400)
        self.ways.append(way)
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 60,
            "nonce": asked["nonce"], "email": self.email, "email_verified": True,
        } | self.changed  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not LACKS}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return web.json_response({"id_token": signed, "access_token": ACCESS, "token_type": "Bearer"})

    async def user_info(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {ACCESS}":
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response(self.user)


def _client(request: web.Request, form: dict[str, str]) -> tuple[str, bool]:
    """In which way a client says who it is, and whether it is the one that is known here."""
    if scheme := request.headers.get("Authorization"):
        name, _, secret = b64decode(scheme.removeprefix("Basic ")).decode().partition(":")
        return BASIC, (unquote_plus(name), unquote_plus(secret)) == (CLIENT, SECRET)
    return POST, (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)


@asynccontextmanager
async def identity_provider() -> AsyncIterator[IdentityProvider]:
    provider, app = IdentityProvider(), web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.description)
    app.router.add_get("/keys", provider.keys)
    app.router.add_get("/user", provider.user_info)
    app.router.add_post("/token", provider.token)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        provider.url = f"http://{host}:{port}"
        yield provider
    finally:
        await runner.cleanup()
