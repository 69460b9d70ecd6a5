"""The document store as a child process: a local `mongod`, else SecantusDB."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from convene.stack.errors import MissingProgramError
from convene.stack.plan import Plan
from convene.stack.programs import find_program
from shared.store.health import describe_store, store_problem

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
        return await store_problem(store_url(kind, port), HEALTH_DATABASE)

    command = _mongod(home, port) if kind == "mongod" else _secantus(home, port)
    return Plan("store", command, ready, broken=broken, hindered=hindered)


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
