"""Become another program that dies with the one who started it: `leash.py <parent's pid> <program> [arguments]`.

The kernel drops this wish on a fork but keeps it across an exec, so the program has to ask for itself, before it
becomes what it is. Where the system has no such wish (macOS), the program simply starts; the next `convene up` ends
survivors.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - elsewhere it is not needed

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the process that started this one is gone")  # between its fork and our wish
    try:
        os.execvp(command[0], command)  # noqa: S606 - the stack's own commands
    except OSError as error:
        sys.exit(f"{command[0]} can't be run: {error.strerror}")


if __name__ == "__main__":
    main()
