"""People in a room while strangers do what they can without signing in."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE

import pytest

from bench.web import gateway
from bench.web.gateway import Gate
from bench.web.viewing import Seen, drive
from bench.web.visible import Crowd, viewed

pytestmark = [pytest.mark.night, pytest.mark.timeout(400)]

ROOM = Crowd(viewers=50, a_second=4.0, warm_up=4.0, seconds=20.0)
HALF_OPEN, BROKEN = 1_000, 500
ATTACK_SECONDS = ROOM.warm_up + ROOM.seconds


async def test_a_room_of_fifty_hardly_notices_broken_requests_and_half_open_connections() -> None:
    async with gateway.running(members=ROOM.viewers) as gate:
        before = await drive(viewed(gate, ROOM), gate.folder)
        attacked, told = await under_attack(gate)
        after = await drive(viewed(gate, ROOM), gate.folder)
        log = (gate.folder / "logs" / "gateway.log").read_text()
    # How long `/healthz` took is told as the attackers saw it: most of it is their own work.
    figures = f"quiet: {before}\nattacked: {attacked}\nquiet again: {after}\n/healthz: {told['healthz']}"
    sys.stdout.write(figures)
    assert told["half_open"] == HALF_OPEN
    # What came before is a smaller page than what comes after.
    assert attacked.p99 <= 2 * max(before.p99, after.p99), figures
    assert max(told["healthz"]) < float("inf"), figures
    assert "Traceback" not in log
    assert "mistake" not in log


async def under_attack(gate: Gate) -> tuple[Seen, dict[str, list[float]]]:
    """What the room sees meanwhile, and what the attackers tell."""
    order = (gate.address, str(HALF_OPEN), str(BROKEN), str(ATTACK_SECONDS))
    command = (sys.executable, "-m", "tests.support.half_open", *order)
    attacker = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    try:
        seen = await drive(viewed(gate, ROOM), gate.folder)
        printed, _ = await attacker.communicate()
    finally:
        if attacker.returncode is None:
            attacker.kill()
    return seen, json.loads(printed)
