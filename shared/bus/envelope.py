"""Commands and queries on the bus, and their answers: JSON that any NATS client can send."""

import gzip
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.domain import Refusal

LARGEST = 64 * 1024
LONG_ANSWER = 32 * 1024
"""From how many bytes on an answer is packed, for those who said that they read it so."""
ACCEPTS, ENCODING, GZIP = "Accept-Encoding", "Content-Encoding", "gzip"


class Asked(BaseModel):
    """A command or query as it arrives. Which one it is, the subject says."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: str = Field("", max_length=200)
    """Of a command: repeating it with the same id gives the first answer again."""
    token: str = Field("", max_length=4096)
    expect: int | None = None
    """The version whoever asks has seen; another one is refused."""
    trace: str = Field("", max_length=100)
    data: dict[str, Any] = {}


def read(payload: bytes, largest: int = LARGEST) -> Asked:
    """What was asked; `Refusal` with the place where it cannot be read."""
    if len(payload) > largest:
        raise Refusal(413, "too-large", f"This is {len(payload):,} bytes; a message may have {largest:,}.")
    try:
        return Asked.model_validate(orjson.loads(payload))
    except orjson.JSONDecodeError as error:
        raise Refusal(400, "not-json", f"Not JSON: {error}") from None
    except ValidationError as error:
        raise invalid_fields(error) from None


def invalid_fields(error: ValidationError) -> Refusal:
    """A refusal that names every field that is wrong, and what is wrong with it."""
    errors = [
        {
            "field": ".".join(str(part) for part in this_error["loc"]),
            "detail": this_error["msg"].removeprefix("Value error, "),
        }
        for this_error in error.errors(include_url=False, include_context=False, include_input=False)[:20]
    ]
    first = errors[0]
    where = f"'{first['field']}': " if first["field"] else ""
    return Refusal(422, "invalid-input", f"{where}{first['detail']}", errors=errors)


def answer(value: dict[str, Any]) -> bytes:
    return orjson.dumps({"ok": value})


def problem(refusal: Refusal) -> bytes:
    return orjson.dumps({"problem": refusal.problem()})


def packs(headers: Mapping[str, str] | None) -> bool:
    """Whether whoever asks reads packed answers."""
    return headers is not None and GZIP in headers.get(ACCEPTS, "")


def pack(answer: bytes) -> bytes:
    """A long answer in fewer bytes, mostly a fifth: the bus takes messages of a certain length alone."""
    return gzip.compress(answer, compresslevel=1, mtime=0)


def unpack(payload: bytes, headers: Mapping[str, str] | None) -> bytes:
    """An answer as it was before it was packed, if it was."""
    return gzip.decompress(payload) if headers and headers.get(ENCODING) == GZIP else payload


def read_answer(payload: bytes) -> dict[str, Any]:
    """The answer; the `Refusal` it holds is raised."""
    reply = orjson.loads(payload)
    if "ok" in reply:
        found: dict[str, Any] = reply["ok"]
        return found
    problem = dict(reply["problem"])
    slug = str(problem.pop("type")).rpartition(":")[2]
    problem.pop("title", None)
    raise Refusal(int(problem.pop("status")), slug, str(problem.pop("detail")), **problem)
