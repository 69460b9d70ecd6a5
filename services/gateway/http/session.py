"""Who looks at a page, and whether a form was really sent from one of ours."""

import hmac
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from fastapi import Request
from starlette.responses import Response

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.requests import media_type, read_body
from services.gateway.live.sessions import SESSION_SECONDS
from shared.domain import Actor, Refusal, forbidden, invalid

SESSION = "convene.session"
"""Where a request says whose session it has, or why nobody can tell; see `services.gateway.http.session_renewal`."""
WANTED_SECONDS = 3600
MOST_FIELDS = 100
_IN_ADDRESSES = ":/%#?=@[]!$&'()*+,;"
"""What an address has as it stands, beside letters and digits."""


def _cookie(context: GatewayContext, purpose: str = "") -> tuple[str, bool]:
    """A cookie's name, without a purpose the session's, and whether it goes over HTTPS alone."""
    secure = context.ports.settings.public_url.startswith("https://")
    return ("__Host-convene" if secure else "convene") + purpose, secure


def cookie_token(request: Request) -> str:
    """The token in the session cookie as it came; empty without one."""
    return request.cookies.get(_cookie(context_of(request))[0], "")


def session_of(request: Request) -> str:
    """The token of the session; empty where nobody is signed in. `Refusal` (503) where nobody can tell just now."""
    found: str | Refusal = request.scope.get(SESSION, "")
    if isinstance(found, Refusal):
        raise found
    return found


def require_visitor(request: Request) -> Actor:
    """The member who looks at a page; 401 where nobody is signed in."""
    token = session_of(request)
    if not token:
        raise Refusal(
            HTTPStatus.UNAUTHORIZED,
            "not-signed-in",
            "This page is for members of its community, and nobody is signed in here.",
        )
    return context_of(request).who(token)


def sign_in(response: Response, context: GatewayContext, token: str) -> None:
    response.headers.append("set-cookie", session_cookie(context, token))


def session_cookie(context: GatewayContext, token: str) -> str:
    """The header that keeps a session's token in a browser."""
    name, secure = _cookie(context)
    kept = Response()
    kept.set_cookie(name, token, max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=secure)
    return kept.headers["set-cookie"]


def sign_out(response: Response, context: GatewayContext) -> None:
    name, secure = _cookie(context)
    response.delete_cookie(name, httponly=True, samesite="lax", secure=secure)


def keep_wanted(request: Request, response: Response) -> None:
    """Remember the page somebody wanted before they were signed in: the link that lets them in comes from a letter."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    keep_cookie(request, response, "-wanted", quote(path), WANTED_SECONDS)


def wanted(request: Request, response: Response) -> str:
    """The page somebody wanted before they were signed in, else the start page; remembered no longer."""
    path = kept_cookie(request, "-wanted")
    if not path:
        return "/"
    forget_cookie(request, response, "-wanted")
    return local_path(unquote(path))


def keep_cookie(request: Request, response: Response, purpose: str, value: str, seconds: int) -> None:
    """Remember something else than the session in a browser."""
    name, secure = _cookie(context_of(request), purpose)
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure)


def kept_cookie(request: Request, purpose: str) -> str:
    return request.cookies.get(_cookie(context_of(request), purpose)[0], "")


def forget_cookie(request: Request, response: Response, purpose: str) -> None:
    name, secure = _cookie(context_of(request), purpose)
    response.delete_cookie(name, httponly=True, samesite="lax", secure=secure)


def form_token(request: Request) -> str:
    """What our forms carry while somebody is signed in: nobody else can tell it, and it does not tell the session. It stays
    the same when the session's token is renewed."""
    ports, token = context_of(request).ports, session_of(request)
    return ports.signer.mark(f"form {ports.verifier.read(token).actor.session_id or token}" if token else "form")


async def read_form(request: Request, *, signed_in: bool = True) -> dict[str, str]:
    """The fields of a form sent from one of our pages; `Refusal` (403) where it was sent from elsewhere."""
    require_same_origin(request)
    if media_type(request) != "application/x-www-form-urlencoded":
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-a-form", "This address takes forms of these pages.")
    try:
        body = (await read_body(request)).decode()
        fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError:
        raise invalid("This form can't be read.") from None
    if signed_in:
        require_this_session(request, fields)
    return fields


def require_this_session(request: Request, fields: dict[str, str]) -> None:
    """`Refusal` (403) unless a form's fields were shown to whoever is signed in now."""
    if not hmac.compare_digest(fields.get("form_token", "").encode(), form_token(request).encode()):
        raise forbidden("This form is from an earlier sign-in. Load the page again, then send it.")


def require_same_origin(request: Request) -> None:
    """`Refusal` (403) where a form was sent from another site."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    settings = context_of(request).ports.settings
    ours = {urlsplit(settings.public_url).netloc, request.headers.get("host", "")}
    if (site is not None and site != "same-origin") or (origin is not None and urlsplit(origin).netloc not in ours):
        raise forbidden("This was sent from another site, so nothing was done. Use the form on our own page.")


def local_path(path: str) -> str:
    """A page of ours to go on to, as a header can carry it. What leads elsewhere, such as `//example.org`, becomes a path
    here."""
    path = path.replace("\\", "/")
    if any(ord(name) < 33 or ord(name) == 127 for name in path):  # noqa: PLR2004  (controls and spaces)
        return "/"
    try:
        parts = urlsplit("/" + path.lstrip("/")) if not urlsplit(path).scheme else urlsplit("/")
    except ValueError:  # such as `//[`: no address at all
        return "/"
    return quote(parts.path + (f"?{parts.query}" if parts.query else ""), safe=_IN_ADDRESSES)
