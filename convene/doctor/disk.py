"""How much room there is for what a stack keeps, and what its own servers say of themselves."""

from pathlib import Path

from convene import disk
from convene.doctor.finding import Finding, bad, fine, note
from convene.stack import nats
from convene.stack.folder import Folder
from convene.stack.record import Record
from shared.settings import Settings


def examine_disk(settings: Settings, data: Path) -> list[Finding]:
    """The disk of the data folder, where there is one."""
    folder = Folder(data)
    free = disk.free_megabytes(folder.path)
    if free is None or not folder.record_file.exists():
        return []
    if full := disk.full(folder.path, settings.disk_free_mb):
        return [bad(f"{full}; make room, then what broke is started again")]
    if free < disk.SOON_FULL * settings.disk_free_mb:
        return [note(f"the disk is nearly full: {free} MB free at {folder.path}; make room before it is")]
    return [fine(f"{free} MB are free at {folder.path}")]


async def examine_own_bus(data: Path) -> list[Finding]:
    """What the bus of the stack in that folder says is wrong with it, such as a stream that met a full disk."""
    folder = Folder(data)
    if not folder.record_file.exists():
        return []
    record = Record.read(folder.record_file)
    if "nats" not in record.children or "NATS health" not in record.ports:
        return []
    wrong = await nats.ailment(record.ports["NATS health"])
    return [bad(f"the bus is broken: {wrong}; `convene up` starts it again, else do so yourself")] if wrong else []
