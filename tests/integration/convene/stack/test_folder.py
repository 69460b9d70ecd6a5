import os
import subprocess
import sys
from pathlib import Path

import pytest

from convene.stack.errors import FolderInUseError, StackError
from convene.stack.folder import Folder

HOLD = """
import signal, sys
from pathlib import Path
from convene.stack.folder import Folder
with Folder(Path(sys.argv[1])).held():
    print("held", flush=True)
    signal.pause()
"""


def test_a_folder_in_use_is_refused_with_its_name_and_the_process(tmp_path: Path) -> None:
    with Folder(tmp_path).held(), pytest.raises(FolderInUseError) as refusal, Folder(tmp_path).held():
        pass

    assert str(tmp_path) in str(refusal.value)
    assert f"process {os.getpid()}" in str(refusal.value)


def test_a_folder_can_be_held_again_after_it_was_let_go(tmp_path: Path) -> None:
    for _ in range(2):
        with Folder(tmp_path).held():
            pass


def test_a_process_that_was_killed_leaves_no_lock_behind(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout and holder.stdout.readline() == b"held\n"
            with pytest.raises(FolderInUseError, match=f"process {holder.pid}"), Folder(tmp_path).held():
                pass
        finally:
            holder.kill()

    with Folder(tmp_path).held():
        pass


def test_only_this_user_can_read_what_lies_in_the_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new")
    with folder.held():
        assert (folder.path.stat().st_mode & 0o777, folder.keys.stat().st_mode & 0o777) == (0o700, 0o700)


def test_a_path_that_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StackError, match=r"can't be used.*--data"), Folder(tmp_path / "file").held():
        pass
