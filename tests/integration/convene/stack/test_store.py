import stat
from pathlib import Path

import pytest

from convene.stack import programs, store
from convene.stack.errors import MissingProgramError


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only place where programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(programs.sys, "executable", str(folder / "python"))
    monkeypatch.setattr(programs.sysconfig, "get_path", lambda _: str(folder))
    return folder


def install(folder: Path, name: str) -> None:
    (folder / name).touch()
    (folder / name).chmod(stat.S_IRWXU)


def test_a_local_mongod_is_preferred(installed: Path) -> None:
    install(installed, "mongod")
    install(installed, "secantusd-py")

    assert store.choose_store(None) == "mongod"


def test_without_a_mongod_the_embedded_store_is_taken(installed: Path) -> None:
    install(installed, "secantusd-py")

    assert store.choose_store(None) == "secantus"


def test_a_folder_keeps_the_store_that_made_its_files_even_if_a_mongod_is_installed_later(installed: Path) -> None:
    install(installed, "mongod")
    install(installed, "secantusd-py")

    assert store.choose_store("secantus") == "secantus"


def test_a_folder_whose_store_is_gone_is_not_given_an_empty_other_one(installed: Path) -> None:
    install(installed, "mongod")

    with pytest.raises(MissingProgramError, match="made with secantusd-py, which is not installed now"):
        store.choose_store("secantus")


@pytest.mark.usefixtures("installed")
def test_without_any_store_the_way_to_get_one_is_told() -> None:
    with pytest.raises(MissingProgramError, match=r"pip install .SecantusDB>=.*CONVENE_MONGO_URL"):
        store.choose_store(None)


def test_the_embedded_store_always_writes_before_it_acknowledges(tmp_path: Path) -> None:
    plan = store.store_plan("secantus", tmp_path, 20_000)

    assert "--sync-on-commit" in plan.command
    assert "retryWrites=false" in store.store_url("secantus", 20_000)


def test_a_mongod_is_asked_to_write_its_journal_before_it_acknowledges() -> None:
    assert "journal=true" in store.store_url("mongod", 20_000)
