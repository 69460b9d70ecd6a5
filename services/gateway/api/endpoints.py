"""Makes the table answer: one endpoint per row, with the types that OpenAPI shows."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from starlette.types import Receive, Scope, Send

from services.gateway.api.openapi.examples import example_of
from services.gateway.api.openapi.responses import OF_COMMANDS, OF_QUERIES, problems, success_headers
from services.gateway.api.openapi.signatures import (
    SIGNED,
    command_headers,
    description_of,
    ids_in,
    parameter,
    path_ids,
    signed,
    summary_of,
)
from services.gateway.api.routes import COMMANDS, QUERIES, Ask, Do
from services.gateway.api.schemas import Issued, Joined, Signing
from services.gateway.context import GatewayContext, context_of
from services.gateway.http import requests
from services.gateway.http.device import Device, device_of
from services.gateway.live.sessions import SESSION_SECONDS, TOKEN_SECONDS
from shared.contracts.base import Command
from shared.contracts.community import Membership, TokenIssued
from shared.contracts.types import Id
from shared.domain import Actor, invalid
from shared.runtime.ports import Ports

Handler = Callable[[Any], Coroutine[Any, Any, Response]]
_OPEN = {do.path for do in COMMANDS if not do.needs_token}
"""Commands alone: what can be asked at the same paths is for those who say who they are."""


class StrictRoute(APIRoute):
    """Reads what a request brings by our rules before anything else looks at it."""

    def get_route_handler(self) -> Handler:
        handle = self.handler()

        async def strictly(request: Request) -> Response:
            strict = requests.StrictRequest(request.scope, request.receive)
            # Who asks comes first: strangers learn nothing about what a body should hold.
            context, token = context_of(strict), await bearer_of(strict)
            if token or self.path not in _OPEN or "POST" not in (self.methods or ()):
                context.who(token)
            return await handle(strict)

        return strictly

    def handler(self) -> Handler:
        """What FastAPI makes of the endpoint."""
        return super().get_route_handler()


class CommandRoute(StrictRoute):
    """A command's endpoint takes the request itself: its model checks all that came, once.

    It has nothing of what FastAPI keeps around endpoints for their dependencies, because it has none.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        handle = self.get_route_handler()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await handle(Request(scope, receive, send))
            await response(scope, receive, send)

        self.app = app

    def handler(self) -> Handler:
        answer: Handler = self.endpoint.answer  # type: ignore[attr-defined]
        return answer


def add_commands_and_queries(app: FastAPI) -> None:
    router = app.router
    for do in COMMANDS:
        kind = do.command
        router.add_api_route(
            do.path,
            _command_endpoint(do),
            methods=["POST"],
            response_model=do.answer,
            status_code=HTTPStatus.CREATED if kind.creates else HTTPStatus.OK,
            responses=success_headers(HTTPStatus.CREATED if kind.creates else HTTPStatus.OK, versioned=True)
            | problems(*OF_COMMANDS, *do.also),
            operation_id=kind.__name__,
            summary=summary_of(kind.__name__),
            description=description_of(kind),
            tags=[kind.service],
            openapi_extra={**(SIGNED if do.needs_token else {}), **_example(do)},
            route_class_override=CommandRoute,
        )
    for ask in QUERIES:
        router.add_api_route(
            ask.path,
            _query_endpoint(ask),
            methods=["GET"],
            response_model=ask.view,
            responses=success_headers(HTTPStatus.OK, versioned="version" in ask.view.model_fields)
            | problems(*OF_QUERIES, *ask.also),
            operation_id=ask.query.__name__ + ("Of" + _kind_in(ask.path) if ask.called else ""),
            summary=summary_of(ask.query.__name__),
            description=description_of(ask.query),
            tags=[ask.query.service],
            openapi_extra=SIGNED,
            route_class_override=StrictRoute,
        )


def _example(do: Do) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"example": example_of(do.command)}}}}


def _command_endpoint(do: Do) -> Callable[..., Any]:
    """The endpoint of a command: FastAPI describes it by its signature, `answer` is what answers."""
    ids = ids_in(do.path)

    async def answer(request: requests.StrictRequest) -> Response:
        command = _command(do, ids, request.path_params, await request.read_json())
        context, token = context_of(request), requests.bearer(request)
        done = await context.send(
            command, requests.command_id(request), token, requests.expected(request), requests.trace(request)
        )
        if do.answer is Joined:
            done |= await membership(done, context, device_of(request), SESSION_SECONDS)
        elif do.answer is Issued:
            done["token"] = access_token(done, context.ports)
        elif do.answer is Signing:
            done["secret"] = signing_secret(done)
        headers = {"ETag": f'"{done["version"]}"'}
        if command.creates:
            place = do.place or f"{do.path}/{done['id']}"
            headers["Location"] = place.format(**{name: getattr(command, name) for name in type(command).model_fields})
        return Response(
            orjson.dumps(done), HTTPStatus.CREATED if command.creates else HTTPStatus.OK, headers, "application/json"
        )

    def endpoint(**_: Any) -> None:
        """Never called: see `Commanding`."""

    endpoint.answer = answer  # type: ignore[attr-defined]
    return signed(
        endpoint, do.command.__name__, [*path_ids(do.path), parameter("body", _body_of(do, ids)), *command_headers()]
    )


def _command(do: Do, ids: Sequence[str], in_path: Mapping[str, str], sent: Any) -> Command:
    """The command that a request is; `RequestValidationError` where what it brings can't be one."""
    if not isinstance(sent, dict):
        raise invalid("Send a JSON object, with the command's fields by their names.")
    if twice := [name for name in ids if name in sent]:
        raise invalid("This stands in the address; leave it out here.", twice[0])
    try:
        return do.command.model_validate({**sent, **{name: in_path[name] for name in ids}})
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from None


def _query_endpoint(ask: Ask) -> Callable[..., Any]:
    ids = ids_in(ask.path)
    inside = {ask.called.get(name, name) for name in ids}
    rest = {name: field for name, field in ask.query.model_fields.items() if name not in inside}

    async def endpoint(request: Request, **given: Any) -> Response:
        query = ask.query.model_validate({ask.called.get(name, name): value for name, value in given.items()})
        view = await context_of(request).ask(query, ask.view, requests.bearer(request))
        version = getattr(view, "version", None)
        headers = {"ETag": f'"{version}"'} if version is not None else {}
        return Response(view.model_dump_json(), headers=headers, media_type="application/json")

    return signed(
        endpoint,
        ask.query.__name__,
        [
            *(parameter(name, Annotated[_type_in(ask, name), Path()]) for name in ids),
            *(
                parameter(name, Annotated[field.rebuild_annotation(), Query()], field.default)
                for name, field in rest.items()
            ),
        ],
    )


def _type_in(ask: Ask, name: str) -> Any:
    """What stands in a path: an id, or a field of the query that is none."""
    field = ask.query.model_fields.get(ask.called.get(name, name))
    return field.rebuild_annotation() if field else Id


def _body_of(do: Do, ids: list[str]) -> type[BaseModel]:
    """The command without what the path says already, under the command's name."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in do.command.model_fields.items() if name not in ids
    }
    body: type[BaseModel] = create_model(
        do.command.__name__, __config__=ConfigDict(extra="forbid"), __doc__=description_of(do.command), **fields
    )
    return body


async def bearer_of(request: Request) -> str:
    """The token that a request brings; for one of a version that had no sessions, one of a session."""
    context, token = context_of(request), requests.bearer(request)
    if token and (spoken := context.ports.verifier.read(token)).unbound:
        request.scope[requests.BEARER] = await context.sessions.exchanged(token, spoken, device_of(request))
        return requests.bearer(request)
    return token


async def membership(
    done: dict[str, Any], context: GatewayContext, device: Device, seconds: float = TOKEN_SECONDS
) -> dict[str, Any]:
    """Who joined or came in by this command, and a token of theirs: of a session, and the same one when it is repeated."""
    for event in done["events"]:
        if event["type"] in ("MemberJoined", "WayInUsed"):
            this_membership = Membership.model_validate(
                {name: event["data"][name] for name in ("community_id", "member_id")}
            )
            token = await context.sessions.begin(this_membership, device, f"session of {event['id']}", seconds)
            return {"member_id": this_membership.member_id, "token": token}
    return {"member_id": None, "token": None}


def access_token(done: dict[str, Any], ports: Ports) -> str:
    """The token itself, for the one that was issued by this command."""
    issued = TokenIssued.model_validate({**done["events"][0]["data"], "name": ""})
    actor = Actor("member", issued.member_id, frozenset(issued.scopes), issued.token_id)
    left = ports.clock.real(issued.expires_at) - ports.clock.real(ports.clock.now())
    return ports.signer.sign(actor, left.total_seconds())


def signing_secret(done: dict[str, Any]) -> str:
    """The secret that this command made; empty where it is told no more."""
    return next((event["data"].pop("secret") for event in done["events"] if "secret" in event["data"]), "")


def _kind_in(path: str) -> str:
    return ids_in(path)[0].removesuffix("_id").capitalize()
