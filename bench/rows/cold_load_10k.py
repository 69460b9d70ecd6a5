"""How long it takes to take up a clinic with ten thousand events, against reading all its commits."""

from bench import long_clinic
from bench.registry import Figures, Say, row

GOAL_MS = 50


@row("cold_load_10k", unit="ms", goal=GOAL_MS, better="less", bounds="value")
async def measure(say: Say) -> Figures:
    """On the embedded store, in a journal that has not met the clinic before."""
    return await long_clinic.cold_load(say)
