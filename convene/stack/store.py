"""The document store as a child process: a local `mongod`, else SecantusDB."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from convene.stack.errors import MissingProgramError
from convene.stack.plan import Plan
from convene.stack.programs import find_program

StoreKind = Literal["mongod", "secantus"]
PROGRAMS: dict[StoreKind, str] = {"mongod": "mongod", "secantus": "secantusd-py"}
HOW_TO_INSTALL: dict[StoreKind, str] = {
    "mongod": "install MongoDB's community server",
    "secantus": "`pip install 'SecantusDB>=0.7.0b3,<0.9'`",
}
HEALTH_DATABASE = "convene_health"
"""Of the stack's own: one document lies there, replaced at every look."""


def choose_store(made_by: StoreKind | None) -> StoreKind:
    """Which store to run: the one that made the folder's files, else `mongod` where there is one, else SecantusDB.

    Raises `MissingProgramError` where it is not installed.
    """
    if made_by:
        if find_program(PROGRAMS[made_by]):
            return made_by
        raise MissingProgramError(
            f"this data folder was made with {PROGRAMS[made_by]}, which is not installed now; {HOW_TO_INSTALL[made_by]}"
        )
    for kind, program in PROGRAMS.items():
        if find_program(program):
            return kind
    raise MissingProgramError(
        f"no document store is installed. Either {HOW_TO_INSTALL['secantus']}; or {HOW_TO_INSTALL['mongod']}; "
        "or let CONVENE_MONGO_URL name a server that runs elsewhere"
    )


def store_url(kind: StoreKind, port: int) -> str:
    """Where the store is reached. Neither kind can retry writes, which takes a real replica set."""
    # Unless asked, mongod acknowledges first and writes its journal up to 0.1 s later. SecantusDB has a flag for that.
    asked = "&journal=true" if kind == "mongod" else ""
    return f"mongodb://127.0.0.1:{port}/?directConnection=true&retryWrites=false{asked}"


def store_plan(kind: StoreKind, folder: Path, port: int, hindered: Callable[[], str | None] = lambda: None) -> Plan:
    """Each kind keeps its files in a folder of its own below `folder`."""
    home = folder / kind
    home.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def ready() -> bool:
        return await describe_store(store_url(kind, port), seconds=1) is not None

    async def broken() -> str | None:
        return await ailment(store_url(kind, port), HEALTH_DATABASE)

    command = _mongod(home, port) if kind == "mongod" else _secantus(home, port)
    return Plan("store", command, ready, broken=broken, hindered=hindered)


async def describe_store(url: str, seconds: float = 3) -> Mapping[str, Any] | None:
    """What the store says of itself (`buildInfo`), or None where nothing answers within so many seconds."""
    client = _client(url, seconds)
    try:
        await client.admin.command("ping")
        return await client.admin.command("buildInfo")
    except PyMongoError:
        return None
    finally:
        await client.close()


async def ailment(url: str, database: str, seconds: float = 3) -> str | None:
    """Why the store does not do its work; None where one document could be written and read back.

    A ping says nothing: a store that met a full disk answers it, and refuses everything else until it is started again.
    """
    client = _client(url, seconds)
    beat = {"_id": "beat", "at": time.time()}
    try:
        collection = client[database]["health"]
        await collection.replace_one({"_id": beat["_id"]}, beat, upsert=True)
        if await collection.find_one({"_id": beat["_id"]}) is None:
            return "it does not have what was just written"
    except PyMongoError as error:
        return _refusal(error)
    finally:
        await client.close()
    return None


def _refusal(error: PyMongoError) -> str:
    return f"it takes nothing ({str(error).partition(', full error')[0][:200]})"


def _client(url: str, seconds: float) -> AsyncMongoClient[dict[str, Any]]:
    patience = int(seconds * 1000)
    return AsyncMongoClient(url, serverSelectionTimeoutMS=patience, connectTimeoutMS=patience, socketTimeoutMS=patience)


def _mongod(home: Path, port: int) -> list[str]:
    where = ["--dbpath", str(home), "--bind_ip", "127.0.0.1", "--port", str(port), "--nounixsocket"]
    return [find_program("mongod") or "mongod", *where, "--wiredTigerCacheSizeGB", "0.25", "--quiet"]


def _secantus(home: Path, port: int) -> list[str]:
    # A configuration of our own, though empty: otherwise it reads whatever lies in the current folder, ~ or /etc.
    config = home.with_suffix(".toml")
    config.write_text("# Everything is said on the command line.\n")
    return [
        find_program(PROGRAMS["secantus"]) or PROGRAMS["secantus"],
        *("--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--storage-path", str(home)),
        *("--sync-on-commit", "--cache-size", "128M", "--log-level", "WARNING"),
    ]
