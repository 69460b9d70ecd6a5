"""Which answers an operation can give beside its own, as the API's description shows them.

An operation names its statuses (`responses=problems(...)`); `completed` puts each description in one place of the document.
"""

import re
from http import HTTPStatus
from typing import Any

from services.gateway.api.schemas import Problem
from services.gateway.http.problems import MEDIA_TYPE, RETRY_SECONDS

_RETRY = {"Retry-After": {"description": "Seconds until it is worth another try.", "schema": {"type": "integer"}}}
_ETAG = {"ETag": {"description": "The thing's version, to be sent as `If-Match`.", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "Where what was made is found.", "schema": {"type": "string"}}}
_BEARER = {"WWW-Authenticate": {"description": "`Bearer`", "schema": {"type": "string"}}}

_STATUSES: dict[int, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("NotReadable", "What was sent can't be read, and where that begins"),
    HTTPStatus.UNAUTHORIZED: ("WhoAreYou", "No token, or one that was changed, revoked or is over"),
    HTTPStatus.FORBIDDEN: ("NotAllowed", "Whoever asks may not, or their access token has no scope for it"),
    HTTPStatus.NOT_FOUND: (
        "NotFound",
        "No such thing, or one that is not shared with whoever asks: nobody can tell which",
    ),
    HTTPStatus.REQUEST_TIMEOUT: ("TooSlow", "What was sent took too long to arrive"),
    HTTPStatus.CONFLICT: ("NotNow", "Not in the present state: somebody was faster, or its step is over"),
    HTTPStatus.GONE: ("Over", "The link was used, or is over"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("TooLarge", "More than is taken or sent at a time"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("WrongType", "Of a media type that is not taken here"),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("NotUsable", "What was sent can't be used; `errors` names the fields"),
    HTTPStatus.TOO_MANY_REQUESTS: ("TooOften", "Too often, or too many at a time"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("Mistake", "A mistake in Convene itself; it was written down"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Away", "A part of Convene is away, or busy"),
}
OF_QUERIES = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
OF_COMMANDS = (HTTPStatus.BAD_REQUEST, *OF_QUERIES, HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """FastAPI's `responses` for these statuses; `completed` fills in what they mean."""
    return {status: {"description": _STATUSES[status][1]} for status in sorted(statuses)}


def success_headers(status: int, *, versioned: bool) -> dict[int | str, dict[str, Any]]:
    """The headers of a success."""
    headers = {**(_ETAG if versioned else {}), **(_LOCATION if status == HTTPStatus.CREATED else {})}
    return {status: {"headers": headers}} if headers else {}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what FastAPI can't know: problems with a media type of their own, and names people can read."""
    components = document["components"]
    components["responses"] = {name: _response(status) for status, (name, _) in _STATUSES.items()}
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "From creating or joining a community."}
    }
    for path in document["paths"].values():
        for operation in path.values():
            for status in operation["responses"]:
                if status.isdigit() and int(status) in _STATUSES and "content" not in operation["responses"][status]:
                    name = _STATUSES[int(status)][0]
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return _named(document)


def _response(status: int) -> dict[str, Any]:
    headers = _RETRY if status in RETRY_SECONDS else _BEARER if status == HTTPStatus.UNAUTHORIZED else {}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": _STATUSES[status][1],
        "content": {MEDIA_TYPE: problem},
        **({"headers": headers} if headers else {}),
    }


_LONG = re.compile(r"(?:services__gateway__api__schemas|shared__contracts__([a-z]+)(?:__[a-z_]+?)?)__([A-Z]\w*)")


def _named(document: dict[str, Any]) -> dict[str, Any]:
    """Where two services have a type of one name, pydantic names both by their modules; the service's name is enough."""
    schemas = document["components"]["schemas"]
    short = {long: (found[1] or "").capitalize() + found[2] for long in schemas if (found := _LONG.fullmatch(long))}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {short.get(key, key): renamed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        if isinstance(value, str) and value.startswith("#/components/schemas/"):
            name = value.rpartition("/")[2]
            return f"#/components/schemas/{short.get(name, name)}"
        return value

    made: dict[str, Any] = renamed(document)
    return made
