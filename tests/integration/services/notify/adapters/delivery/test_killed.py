"""Notify in a process of its own, ended by `kill -9` in the middle of a mail."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from services.notify.app import service
from shared.clock import RunningClock
from shared.contracts import notify as n
from tests.support import ROOT
from tests.support.notify.office import CLINIC, Office, brief, reminder
from tests.support.provisioned import provisioned

IN_TIME = datetime(2100, 1, 1, tzinfo=UTC)
"""The process has a clock of its own, the real one."""
PROGRAM = """
import asyncio
from services.notify.app import service
from shared.runtime.runtime import serve
from shared.settings import load
asyncio.run(serve([service], load(), asyncio.Event()))
"""


@asynccontextmanager
async def notify_alone(office: Office, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = office.world.settings.model_dump(
        include={"nats_url", "mongo_url", "bus_prefix", "database_prefix", "keys_dir", "smtp_port"}
    )
    await provisioned(office.world.settings, service)
    told = {f"CONVENE_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, **told, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, env=environment, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_after_a_kill_the_mail_in_the_servers_hands_stays_unknown_and_all_others_arrive(
    office, mail_host, tmp_path
):
    for name in ("ann", "bo", "cy"):
        office.joins(name)
    office.briefs[CLINIC] = brief(IN_TIME)
    mail_host.at_data = "fall silent"
    async with notify_alone(office, tmp_path / "notify.log") as process:
        await office.happens(reminder(starts_at=IN_TIME))
        async with asyncio.timeout(30):
            await mail_host.data_begun.wait()
        process.send_signal(signal.SIGKILL)
        await process.wait()
    mail_host.at_data = "take"

    await office.open_notify(clock=RunningClock())
    [unknown] = await office.watcher.sees(n.MessageUnknown)
    sent = await office.watcher.sees(n.MessageSent, 2)
    assert "process that was sending it ended" in unknown.reason
    assert len({unknown.member_id, *(name.member_id for name in sent)}) == 3
    assert len(mail_host.took) == 2
