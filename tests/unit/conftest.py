"""Unit tests run without any server."""

import pytest


@pytest.fixture(scope="session")
def real_servers() -> None:
    raise RuntimeError("A unit test needs no server; one that does belongs into tests/integration.")
