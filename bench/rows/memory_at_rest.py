"""Memory of the whole embedded stack at rest, beside its two servers alone."""

from bench import memory
from bench.registry import Figures, Say, row

GOAL_MB = 500


@row("memory_at_rest", unit="MB", goal=GOAL_MB, better="less", bounds="value")
async def measure(say: Say) -> Figures:
    """The sum over all processes; the baseline is the servers without any service, measured the same way."""
    say("the two servers alone")
    servers = (await memory.at_rest(processes=[])).of("nats", "store")
    say(f"servers: {servers}")
    say("the whole stack, as `convene up` starts it")
    whole = await memory.at_rest()
    say(f"whole: {whole}")
    return Figures(whole.megabytes, servers.megabytes, f"whole stack: {whole}. servers alone: {servers}")
