"""Makes the table answer: one endpoint per row, with the types that OpenAPI shows."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, create_model

from services.gateway import reading
from services.gateway.answers import OF_COMMANDS, OF_QUERIES, done, told
from services.gateway.describing import (
    SIGNED,
    command_headers,
    ids_in,
    parameter,
    path_ids,
    said,
    signed,
    words,
)
from services.gateway.door import door_of
from services.gateway.examples import example_of
from services.gateway.shapes import Issued, Joined
from services.gateway.table import COMMANDS, QUERIES, Ask, Do
from shared.contracts.community import TokenIssued
from shared.contracts.types import Id
from shared.domain import Actor
from shared.house import House

TOKEN_SECONDS = 30 * 86400
_OPEN = {do.path for do in COMMANDS if not do.needs_token}


class StrictRoute(APIRoute):
    """Reads JSON bodies by our rules before FastAPI checks their fields."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            strict = reading.StrictRequest(request.scope, request.receive)
            # Who asks comes first: strangers learn nothing about what a body should hold.
            token = reading.bearer(strict)
            if token or self.path not in _OPEN:
                door_of(strict).who(token)
            if strict.method == "POST":
                await strict.read_json()
            return await handle(strict)

        return strictly


def add_table(app: FastAPI) -> None:
    router = APIRouter(route_class=StrictRoute)
    for do in COMMANDS:
        kind = do.command
        router.add_api_route(
            do.path,
            _doing(do),
            methods=["POST"],
            response_model=do.answer,
            status_code=201 if kind.creates else 200,
            responses=done(201 if kind.creates else 200, versioned=True) | told(*OF_COMMANDS, *do.also),
            operation_id=kind.__name__,
            summary=words(kind.__name__),
            description=said(kind),
            tags=[kind.service],
            openapi_extra={**(SIGNED if do.needs_token else {}), **_example(do)},
        )
    for ask in QUERIES:
        router.add_api_route(
            ask.path,
            _asking(ask),
            methods=["GET"],
            response_model=ask.view,
            responses=done(200, versioned="version" in ask.view.model_fields) | told(*OF_QUERIES, *ask.also),
            operation_id=ask.query.__name__ + ("Of" + _kind_in(ask.path) if ask.called else ""),
            summary=words(ask.query.__name__),
            description=said(ask.query),
            tags=[ask.query.service],
            openapi_extra=SIGNED,
        )
    app.include_router(router)


def _example(do: Do) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"example": example_of(do.command)}}}}


def _doing(do: Do) -> Callable[..., Any]:
    ids = ids_in(do.path)
    body = _body_of(do, ids)

    async def endpoint(request: Request, **given: Any) -> Response:
        sent: BaseModel = given["body"]
        command = do.command.model_validate(
            {**sent.model_dump(exclude_unset=True), **{name: given[name] for name in ids}}
        )
        door, token = door_of(request), reading.bearer(request)
        done = await door.send(
            command, reading.command_id(request), token, reading.expected(request), reading.trace(request)
        )
        if do.answer is Joined:
            done |= membership(done, door.house)
        elif do.answer is Issued:
            done["token"] = access_token(done, door.house)
        headers = {"ETag": f'"{done["version"]}"'}
        if command.creates:
            place = do.place or f"{do.path}/{done['id']}"
            headers["Location"] = place.format(**{name: getattr(command, name) for name in type(command).model_fields})
        return JSONResponse(done, 201 if command.creates else 200, headers)

    return signed(
        endpoint,
        do.command.__name__,
        [
            *path_ids(do.path),
            parameter("body", body),
            *command_headers(),
        ],
    )


def _asking(ask: Ask) -> Callable[..., Any]:
    ids = ids_in(ask.path)
    inside = {ask.called.get(name, name) for name in ids}
    rest = {name: field for name, field in ask.query.model_fields.items() if name not in inside}

    async def endpoint(request: Request, **given: Any) -> Response:
        query = ask.query.model_validate({ask.called.get(name, name): value for name, value in given.items()})
        view = await door_of(request).ask(query, ask.view, reading.bearer(request))
        version = getattr(view, "version", None)
        headers = {"ETag": f'"{version}"'} if version is not None else {}
        return Response(view.model_dump_json(), headers=headers, media_type="application/json")

    return signed(
        endpoint,
        ask.query.__name__,
        [
            *(parameter(name, Annotated[_type_in(ask, name), Path()]) for name in ids),
            *(parameter(name, field.rebuild_annotation(), field.default) for name, field in rest.items()),
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
        do.command.__name__, __config__=ConfigDict(extra="forbid"), __doc__=said(do.command), **fields
    )
    return body


def membership(done: dict[str, Any], house: House) -> dict[str, Any]:
    """Who joined or came in by this command, and a token for them."""
    for event in done["events"]:
        if event["type"] in ("MemberJoined", "WayInUsed"):
            member = event["data"]["member_id"]
            return {"member_id": member, "token": house.signer.sign(Actor("member", member), TOKEN_SECONDS)}
    return {"member_id": None, "token": None}


def access_token(done: dict[str, Any], house: House) -> str:
    """The token itself, for the one that was issued by this command."""
    issued = TokenIssued.model_validate({**done["events"][0]["data"], "name": ""})
    actor = Actor("member", issued.member_id, frozenset(issued.scopes), issued.token_id)
    left = house.clock.real(issued.expires_at) - house.clock.real(house.clock.now())
    return house.signer.sign(actor, left.total_seconds())


def _kind_in(path: str) -> str:
    return ids_in(path)[0].removesuffix("_id").capitalize()
