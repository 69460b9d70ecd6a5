"""One bus and one store per test run; every test has subjects, streams and databases of its own on them."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.logs import through_stdlib
from shared.settings import Settings
from tests.support import examples
from tests.support.servers import Servers, servers
from tests.support.world import World, keys_in

_number = itertools.count(1)
examples.register()
through_stdlib()  # as every process does: pytest shows what a failing test logged


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="keep what pages look like in build/screenshots")


@pytest.fixture(scope="session")
async def real_servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    async with servers(tmp_path_factory.mktemp("servers")) as running:
        yield running


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keys_in(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def settings(real_servers: Servers, keys: Path) -> Settings:
    """Settings for one test: a prefix of its own on the run's servers."""
    prefix = f"test{next(_number)}"
    return Settings(
        nats_url=real_servers.nats_url,
        mongo_url=real_servers.mongo_url,
        bus_prefix=prefix,
        database_prefix=prefix,
        keys_dir=keys,
    )


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    """An empty house; the clock stands at noon until a test moves it."""
    this_world = World(settings)
    try:
        yield this_world
    finally:
        await this_world.close()
        await this_world.wipe(list(this_world.runtimes))
