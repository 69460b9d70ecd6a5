"""An identity provider on loopback, that signs what a test wants it to."""

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET, CODE = "convene-here", "client-secret-4711", "code-from-provider"


class IdentityProvider:
    """Whoever comes has this mail address. `changed` replaces claims; `key` may be swapped for another one."""

    def __init__(self) -> None:
        self.url = ""
        self.email = "nina@example.org"
        self.changed: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published = KeySet([self.key])
        self.forms: list[dict[str, str]] = []
        self._asked: dict[str, str] = {}

    def come_back(self, where: str) -> str:
        """The path the browser is sent back to after somebody said who they are at the address `where`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        self._asked = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={CODE}&state={asked['state']}"

    async def description(self, _: web.Request) -> web.Response:
        places = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return web.json_response(places | self.described)

    async def keys(self, _: web.Request) -> web.Response:
        return web.json_response(self.published.as_dict(private=False))

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        challenge = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        known = (form["code"], form["client_id"], form["client_secret"]) == (CODE, CLIENT, SECRET)
        if not known or challenge != self._asked.get("code_challenge"):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 60,
            "nonce": self._asked["nonce"], "email": self.email, "email_verified": True,
        } | self.changed  # fmt: skip
        return web.json_response({"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)})


@asynccontextmanager
async def identity_provider() -> AsyncIterator[IdentityProvider]:
    provider, app = IdentityProvider(), web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.description)
    app.router.add_get("/keys", provider.keys)
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
