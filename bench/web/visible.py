"""How long it takes until others see a contribution: through gateway, journal, bus, event stream and page."""

from dataclasses import dataclass

from bench.registry import Figures, Say
from bench.web import gateway
from bench.web.gateway import Gate
from bench.web.viewing import Seen, Viewed, drive


@dataclass(frozen=True)
class Crowd:
    """How many look at one clinic, what is contributed there, and how long is measured, in seconds."""

    viewers: int = 500
    a_second: float = 10.0
    warm_up: float = 5.0
    seconds: float = 10.0


async def to_a_crowd(say: Say, crowd: Crowd | None = None) -> Figures:
    """Many viewers, each a member of their own, against one alone: the same way, without the crowd."""
    crowd = crowd or Crowd()
    alone = await _measure(say, Crowd(1, crowd.a_second, 2.0, crowd.seconds))
    seen = await _measure(say, crowd)
    note = f"{crowd.viewers} viewers of one clinic, {crowd.a_second:g} contributions/s: {seen}. one viewer: {alone}"
    return Figures(seen.p99, alone.p99, note)


async def _measure(say: Say, crowd: Crowd) -> Seen:
    say(f"starting the gateway and what is behind it, for {crowd.viewers}")
    async with gateway.running(members=crowd.viewers) as gate:
        say(f"{crowd.viewers} of one clinic, {crowd.a_second:g} contributions/s")
        seen = await drive(viewed(gate, crowd), gate.folder)
        say(f"{crowd.viewers}: {seen}")
        return seen


def viewed(gate: Gate, crowd: Crowd) -> Viewed:
    world = gate.world
    return Viewed(
        address=gate.address,
        events=f"/clinics/{gate.clinic}/events",
        page=f"/clinics/{gate.clinic}/live",
        viewers=[{"Cookie": f"convene={world.token(other)}"} for other in world.others],
        contribute=f"/api/clinics/{gate.clinic}/advice",
        contributor={"Authorization": f"Bearer {world.token(world.guest)}"},
        process=gate.process.pid,
        a_second=crowd.a_second,
        warm_up=crowd.warm_up,
        seconds=crowd.seconds,
    )
