"""How much room the disk has that a folder lies on."""

import shutil
from pathlib import Path

MEGABYTE = 1_000_000
SOON_FULL = 10
"""With less than so many times the least that is needed, somebody should make room."""


def free_megabytes(folder: Path) -> int | None:
    """None where nobody can tell, such as for a folder that is not there."""
    try:
        return shutil.disk_usage(folder).free // MEGABYTE
    except OSError:
        return None


def full(folder: Path, least: int) -> str | None:
    """What to say where fewer than `least` megabytes are free; None where there is room."""
    free = free_megabytes(folder)
    if free is None or free >= least:
        return None
    return f"disk full: {free} MB free at {folder}, at least {least} MB are needed"
