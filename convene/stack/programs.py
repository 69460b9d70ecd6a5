"""Where the programs are that come as wheels."""

import shutil
import sys
import sysconfig
from pathlib import Path


def find_program(name: str) -> str | None:
    """The program's full path: this Python environment's own first, else any on PATH; None where there is none."""
    # Not resolved: a virtual environment's `python` is a link out of it.
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        found = shutil.which(name, path=str(folder))
        if found:
            return found
    return shutil.which(name)
