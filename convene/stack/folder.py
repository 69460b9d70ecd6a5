"""The data folder: everything a stack keeps, in one place that one stack at a time may use."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from convene.stack.errors import FolderInUseError, StackError
from convene.stack.record import Record


class Folder:
    """Where things lie. Making a `Folder` creates nothing; `held` does."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.keys = self.path / "keys"
        self.logs = self.path / "logs"
        self.nats = self.path / "nats"
        self.postbox = self.path / "postbox"
        self.run = self.path / "run"
        self.store = self.path / "store"
        self.lock_file = self.path / "lock"
        self.record_file = self.path / "stack.json"

    @contextmanager
    def held(self) -> Iterator[Record]:
        """Hold the folder against every other stack, and hand out its record.

        The lock belongs to the open file, so it ends with this process however that ends: there are no stale locks.
        Raises `FolderInUseError` while another stack holds the folder.
        """
        try:
            # Mails, keys and what people wrote lie here: for this user alone.
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StackError(
                f"the data folder {self.path} can't be used: {error.strerror}; give another with --data"
            ) from error
        try:
            self._lock(descriptor)
            for folder in (self.keys, self.logs, self.nats, self.postbox, self.run, self.store):
                folder.mkdir(mode=0o700, exist_ok=True)
            yield Record.read(self.record_file)
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            raise FolderInUseError(
                f"the data folder {self.path} is in use by another `convene up` (process {holder or 'unknown'}); "
                "stop that one first, or give another folder with --data"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
