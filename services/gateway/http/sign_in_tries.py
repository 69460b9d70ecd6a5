"""Tries to sign in elsewhere, each in a cookie of its own: several tabs may be at it at once, and somebody may go back."""

import hashlib
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.responses import Response

from services.gateway.http.oidc import Try
from services.gateway.http.session import forget_cookie, keep_cookie, kept_cookie

TRY_SECONDS = 900
MOST_TRIES = 8
"""In one browser; whoever begins more has left the first ones."""
_KIND = "-try-"


def keep_try(request: Request, response: Response, this_try: Try) -> None:
    """Remember a try in the browser that makes it."""
    kept = [name for name in request.cookies if _KIND in name]
    for name in kept[: max(0, len(kept) - MOST_TRIES + 1)]:
        forget_cookie(request, response, _KIND + name.partition(_KIND)[2])
    keep_cookie(request, response, _purpose(this_try.state), quote(this_try.kept()), TRY_SECONDS)


def kept_try(request: Request, state: str) -> Try:
    """The try that has come back; `Refusal` (410) where this browser did not begin it."""
    return Try.read(unquote(kept_cookie(request, _purpose(state))))


def forget_try(request: Request, response: Response, this_try: Try) -> None:
    forget_cookie(request, response, _purpose(this_try.state))


def _purpose(state: str) -> str:
    return _KIND + hashlib.sha256(state.encode(errors="replace")).hexdigest()[:16]
