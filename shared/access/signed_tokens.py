"""Who asks: short signed tokens that every service checks for itself, with public keys alone.

A member's token belongs to a session, which can be ended, or is an access token, which can be revoked: whether it was,
`shared.access` knows. The gateway's key speaks for members and operators; any other service's key only for that service. So a
service that was broken into cannot act as a member, and a message on a command subject is worth no more than its signature.
"""

import hashlib
import json
import os
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.domain import Actor, Refusal

ALGORITHM = "Ed25519"
PUBLIC_FILE = "public.json"
GATEWAY = "gateway"
ANYONE = Actor("anyone", "anyone")
"""Whoever sends no token. Few commands take it."""
LONGEST_ALONE = 3600
"""Seconds that a member's token may be good for outside of any session: nobody could end it before its time."""
ENTER = "enter"
"""What a token is for that only lets a member in, as a link does: in exchange there is a session."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a token says, whether or not it is over."""

    actor: Actor
    ends: float
    until: float = 0.0
    """When its session is over, however often it is renewed; 0 outside of a session."""
    enters: bool = False
    """It lets somebody in, and is good for nothing else."""
    unbound: bool = False
    """It is long and belongs to no session, as those of versions before sessions: good for being exchanged, once."""

    @property
    def over(self) -> bool:
        return time.time() >= self.ends


class Signer:
    """Signs tokens in the name of one service."""

    def __init__(self, name: str, key: OKPKey) -> None:
        self._name = name
        self._key = key
        self._own: tuple[str, float] = ("", 0.0)
        self._mark_key = hashlib.sha256(b"marks " + json.dumps(key.as_dict(private=True)).encode()).digest()

    @classmethod
    def load(cls, folder: Path, name: str) -> "Signer":
        path = folder / f"{name}.key"
        try:
            return cls(name, OKPKey.import_key(json.loads(path.read_text())))
        except OSError:
            raise FileNotFoundError(ENOENT, f"{path} is missing: `convene keys` makes the services' keys") from None

    def sign(self, actor: Actor, seconds: float, *, until: float = 0.0, enters: bool = False) -> str:
        """A token with which `actor` may act for that many real seconds, or only come in. One of a session can be renewed,
        `until` the session is over."""
        now = int(time.time())
        seconds = min(seconds, until - now) if until else seconds
        claims: dict[str, Any] = {"sub": actor.id, "kind": actor.kind, "iat": now, "exp": now + int(seconds)}
        if actor.scopes is not None:
            claims |= {"scope": " ".join(sorted(actor.scopes)), "jti": actor.token_id}
        if actor.session_id:
            claims |= {"sid": actor.session_id, "until": int(until)}
        if enters:
            claims["use"] = ENTER
        return jwt.encode({"alg": ALGORITHM, "kid": self._name}, claims, self._key, algorithms=[ALGORITHM])

    def mark(self, text: str) -> str:
        """What only holders of this key can make of a text, and which does not tell the key."""
        return hashlib.blake2b(text.encode(), key=self._mark_key, digest_size=16).hexdigest()

    def own(self) -> str:
        """This service's token for itself, renewed before it ends."""
        token, ends = self._own
        if time.time() > ends - 300:
            token, ends = self.sign(Actor("service", self._name), 3600), time.time() + 3600
            self._own = (token, ends)
        return token


class Verifier:
    """Tells who a token speaks for. Remembers what it checked: a signature is checked once, the end every time."""

    def __init__(self, keys: Mapping[str, OKPKey], remember: int = 4096) -> None:
        self._keys = keys
        self._known: OrderedDict[str, Spoken] = OrderedDict()
        self._remember = remember

    @classmethod
    def load(cls, folder: Path) -> "Verifier":
        path = folder / PUBLIC_FILE
        try:
            keys = json.loads(path.read_text())
        except OSError:
            raise FileNotFoundError(ENOENT, f"{path} is missing: `convene keys` makes the services' keys") from None
        return cls({name: OKPKey.import_key(key) for name, key in keys.items()})

    def who(self, token: str) -> Actor:
        """Who the token speaks for; `Refusal` (401) where it is not ours, changed or over."""
        if not token:
            return ANYONE
        spoken = self.read(token)
        if spoken.over or spoken.unbound:
            raise Refusal(401, "token-over", "This sign-in has ended. Sign in again.")
        if spoken.enters:
            raise Refusal(401, "token-unknown", "This is for coming in with, not for anything else. Open its link.")
        return spoken.actor

    def read(self, token: str) -> Spoken:
        """What a token says, also where it is over; `Refusal` (401) where it is not ours or was changed."""
        known = self._known.get(token)
        if known is None:
            known = self._check(token)
            self._known[token] = known
            if len(self._known) > self._remember:
                self._known.popitem(last=False)
        return known

    def _check(self, token: str) -> Spoken:
        try:
            decoded = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            claims: dict[str, Any] = decoded.claims
            scopes = frozenset(claims["scope"].split()) if "scope" in claims else None
            actor = Actor(claims["kind"], claims["sub"], scopes, claims.get("jti", ""), claims.get("sid", ""))
            ends, lasts = float(claims["exp"]), claims["exp"] - claims["iat"]
            until, enters = float(claims.get("until", 0)), claims.get("use") == ENTER
            issuer = decoded.header["kid"]
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise Refusal(401, "token-unknown", "This token was not made here or was changed. Sign in again.") from None
        if actor.kind == "service" and actor.id == issuer:
            return Spoken(actor, ends)
        if actor.kind in ("member", "operator") and issuer == GATEWAY:
            alone = actor.kind == "member" and not actor.may_be_ended and not enters
            return Spoken(actor, ends, until, enters, unbound=alone and lasts > LONGEST_ALONE)
        raise Refusal(401, "token-unknown", "This token speaks for somebody its signer may not speak for.")

    def _key(self, token: Any) -> OKPKey:
        return self._keys[token.headers()["kid"]]


def make_keys(folder: Path, names: Sequence[str]) -> None:
    """Give every service a key of its own; those that have one keep it."""
    folder.mkdir(parents=True, exist_ok=True)
    public: dict[str, Any] = {}
    for name in names:
        path = folder / f"{name}.key"
        if not path.exists():
            _write_private(path, json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
        public[name] = OKPKey.import_key(json.loads(path.read_text())).as_dict(private=False)
    (folder / PUBLIC_FILE).write_text(json.dumps(public, indent=2) + "\n")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
