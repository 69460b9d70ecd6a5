"""Is this service well? `convene health NAME`, or `python -m convene.health NAME`, which loads next to nothing.

It reads the note that the service keeps fresh in `CONVENE_PULSE_DIR`; see `shared.runtime.health_file`.
"""

import json
import os
import sys
import time
from pathlib import Path

PULSE_VARIABLE = "CONVENE_PULSE_DIR"
STALE_SECONDS = 20.0
"""A service writes every five seconds; one that was silent for so long hangs."""


def ailment(name: str, folder: Path | None) -> str | None:
    """What is wrong with a service, in words; None where it is well."""
    if folder is None:
        return (
            f"{PULSE_VARIABLE} is not set, so {name} leaves no note of its health; set it to a folder it may write to"
        )
    try:
        note = json.loads((folder / name).read_text())
    except OSError:
        return f"{name} does not run, or is not ready yet: there is no {folder / name}"
    silent = time.time() - note["at"]
    if silent > STALE_SECONDS:
        return f"{name} hangs: its last sign of life was {silent:.0f} s ago"
    if note["ailments"]:
        return f"{name}: " + "; ".join(note["ailments"])
    return None


def main(arguments: list[str]) -> int:
    """The exit code: 0 well, 1 not, 2 asked wrongly."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m convene.health SERVICE\n")
        return 2
    folder = os.environ.get(PULSE_VARIABLE)
    wrong = ailment(arguments[0], Path(folder) if folder else None)
    sys.stdout.write(f"{wrong or f'{arguments[0]} is well'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
