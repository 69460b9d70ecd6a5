"""The AsyncAPI document: everything that can be said and heard on the bus, for people and for generators of clients."""

from typing import Any

from pydantic import BaseModel

from services import SERVICES
from shared.bus.cloudevents import TYPE_PREFIX
from shared.bus.subjects import Subjects
from shared.contracts.base import Command, Event, Query
from tools.contracts import kinds_of, schema_path, view_of

type Json = dict[str, Any]

ASK = "Asking"
EVENT = "CloudEvent"
ANSWERS = "answers"


def asyncapi(subjects: Subjects, version: str) -> Json:
    """An AsyncAPI 3.0 document for the services that have contracts."""
    document: Json = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Convene on the bus",
            "version": version,
            "description": (
                "Subscribe to events with NATS wildcards; send commands and queries as NATS requests. "
                "Fields that people filled in with what they said, their names and addresses are not in events: "
                "ask the service that owns them."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "servers": {"bus": {"host": "127.0.0.1:4222", "protocol": "nats"}},
        "defaultContentType": "application/json",
        "channels": {ANSWERS: _answers()},
        "operations": {},
        "components": {"schemas": _WRAPPINGS},
    }
    for service in SERVICES:
        for event in kinds_of(service, Event):
            _add_event(document, subjects, event)
        for command in kinds_of(service, Command):
            _add_asked(document, command, subjects.command(command), "Receipt", _component("Receipt"))
        for query in kinds_of(service, Query):
            _add_asked(document, query, subjects.query(query), *_view(query))
    return document


def _add_event(document: Json, subjects: Subjects, event: type[Event]) -> None:
    name = event.__name__
    channel = f"{event.service}.{name}"
    document["channels"][channel] = {
        "address": subjects.event("{community}", event.service, "{stream}", name),
        "parameters": {
            "community": {"description": "Whose event it is; `*` for all communities."},
            "stream": {"description": "The thing it happened to, such as one clinic; `*` for all."},
        },
        "messages": {name: _message(event, "application/cloudevents+json", _cloud_event(event))},
    }
    document["operations"][f"tell{name}"] = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"}],
    }


def _add_asked(document: Json, kind: type[Command] | type[Query], subject: str, answer: str, schema: Json) -> None:
    name = kind.__name__
    channel = f"{kind.service}.{name}"
    payload = {
        "allOf": [
            _component(ASK),
            {"type": "object", "properties": {"data": _contract(kind.service, name)}, "required": ["data"]},
        ]
    }
    document["channels"][channel] = {
        "address": subject,
        "messages": {name: _message(kind, "application/json", payload)},
    }
    document["channels"][ANSWERS]["messages"].setdefault(answer, _answer(answer, schema))
    document["operations"][f"take{name}"] = {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"}],
        "reply": {
            "channel": {"$ref": f"#/channels/{ANSWERS}"},
            "messages": [
                {"$ref": f"#/channels/{ANSWERS}/messages/{answer}"},
                {"$ref": f"#/channels/{ANSWERS}/messages/Problem"},
            ],
        },
    }


def _message(kind: type[BaseModel], content_type: str, payload: Json) -> Json:
    about = _about(kind)
    return {
        "name": kind.__name__,
        **({"summary": about} if about else {}),
        "contentType": content_type,
        "payload": payload,
    }


def _about(kind: type[BaseModel]) -> str:
    """The docstring's first paragraph, if the kind has one of its own."""
    own = vars(kind).get("__doc__") or ""
    return " ".join(own.split("\n\n")[0].split())


def _cloud_event(event: type[Event]) -> Json:
    name = event.__name__
    return {
        "allOf": [
            _component(EVENT),
            {
                "type": "object",
                "properties": {
                    "type": {"const": f"{TYPE_PREFIX}{event.service}.{name}"},
                    "source": {"const": f"/convene/{event.service}"},
                    "revision": {"const": event.revision},
                    "data": _contract(event.service, name),
                },
            },
        ]
    }


def _answers() -> Json:
    return {
        "address": None,
        "description": "The inbox that the request named as its reply subject.",
        "messages": {"Problem": _answer("Problem", _component("Problem"), "problem")},
    }


def _answer(name: str, schema: Json, key: str = "ok") -> Json:
    return {
        "name": name,
        "contentType": "application/json",
        "payload": {
            "type": "object",
            "properties": {key: schema},
            "required": [key],
        },
    }


def _view(query: type[Query]) -> tuple[str, Json]:
    """What a query is answered with: its name, and where its schema is."""
    view = view_of(query)
    return (view.__name__, _contract(query.service, view.__name__)) if view else ("View", _component("View"))


def _component(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _contract(service: str, name: str) -> Json:
    """The schema of a contract is in its service's file, once for all who refer to it."""
    return {"$ref": f"{schema_path(service)}#/$defs/{name}"}


_WRAPPINGS: Json = {
    EVENT: {
        "description": "CloudEvents 1.0 in JSON, structured mode. `data` is the event.",
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "description": "The same for ever: an event that comes twice has it twice."},
            "source": {"type": "string"},
            "type": {"type": "string"},
            "subject": {"type": "string", "description": "The id of the thing it happened to."},
            "time": {"type": "string", "format": "date-time", "description": "Convene's time, UTC."},
            "datacontenttype": {"const": "application/json"},
            "sequence": {"type": "string", "description": "The thing's version, with leading zeros: sort as text."},
            "epoch": {
                "type": "integer",
                "description": "Absent, or how often the store was put back: versions may come again. Sort by it first.",
            },
            "part": {"type": "string", "description": "Which of the command's events this is: 1/2."},
            "revision": {"type": "integer", "description": "Grows when the event type gains fields."},
            "community": {"type": "string"},
            "actor": {"type": "string", "description": "The id of whoever did it."},
            "traceparent": {"type": "string"},
            "data": {"type": "object"},
        },
        "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "community", "data"],
    },
    ASK: {
        "description": "A command or query. The token says who asks; a command needs an id of its own.",
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "Of a command: repeating it gives the first answer again."},
            "token": {"type": "string"},
            "expect": {"type": ["integer", "null"], "description": "The version you saw; another one is refused."},
            "trace": {"type": "string"},
            "data": {"type": "object"},
        },
    },
    "Receipt": {
        "description": "What came of a command.",
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "version": {"type": "integer"},
            "repeated": {"type": "boolean", "description": "It was done before; this is the first answer again."},
            "events": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["id", "version", "repeated", "events"],
    },
    "View": {"description": "What was asked for.", "type": "object"},
    "Problem": {
        "description": "Why not, as an RFC 9457 problem.",
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["type", "title", "status", "detail"],
    },
}
