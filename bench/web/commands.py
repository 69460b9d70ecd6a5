"""Commands per second over HTTP: the way through gateway, bus, service and store, beside an endpoint with nothing behind."""

import secrets
import tempfile
from pathlib import Path

from bench.load import Pace, Timing
from bench.registry import Figures, Say
from bench.servers import servers
from bench.web import bare, gateway
from bench.web.gateway import Gate
from bench.web.posting import Posts, drive

PATH = "/api/clinics/{clinic}/advice"
PACE = Pace(64)


async def against_fastapi(say: Say, pace: Pace = PACE) -> Figures:
    """One clinic, the same posts to both, one after the other."""
    say("starting the gateway and what is behind it")
    async with gateway.running() as gate:
        say(f"advice over HTTP, {pace.in_flight} in flight")
        whole_way = await ours(gate, pace)
    say(f"ours: {_in_words(whole_way)}")
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        async with servers() as fresh, bare.serving(fresh.nats_url, Path(name)) as (address, _):
            nothing_behind = await theirs(address, pace, Path(name))
    say(f"bare: {_in_words(nothing_behind)}")
    note = f"{pace.in_flight} in flight. ours: {_in_words(whole_way)}. a bare endpoint: {_in_words(nothing_behind)}"
    return Figures(whole_way.per_second, nothing_behind.per_second, note)


async def ours(gate: Gate, pace: Pace) -> Timing:
    """Advice for a real clinic; each answer comes when it is in the journal."""
    signed = {"Authorization": f"Bearer {gate.world.token(gate.world.guest)}"}
    return await drive(
        Posts(gate.address, PATH.format(clinic=gate.clinic), signed, secrets.token_hex(4)), pace, gate.folder
    )


async def theirs(address: str, pace: Pace, folder: Path) -> Timing:
    """The same to the bare endpoint, with headers as long, so that both read as much."""
    signed = {"Authorization": f"Bearer {secrets.token_hex(150)}"}
    return await drive(Posts(address, PATH.format(clinic="clinic-1"), signed, secrets.token_hex(4)), pace, folder)


def _in_words(timing: Timing) -> str:
    return f"{timing.per_second:,.0f}/s, p50 {timing.p50:,.1f} ms, p99 {timing.p99:,.1f} ms"
