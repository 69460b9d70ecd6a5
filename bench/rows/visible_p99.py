"""Milliseconds until a contribution is visible to everybody who looks at the clinic, at p99."""

from bench.registry import Figures, Say, row
from bench.web import visible

GOAL_MS = 1_000
"""Longer than a second, and people speak before they have read."""


@row("visible_p99", unit="ms", goal=GOAL_MS, better="less", bounds="value")
async def measure(say: Say) -> Figures:
    """500 viewers of one clinic, ten contributions a second; the baseline is one viewer alone."""
    return await visible.to_a_crowd(say)
