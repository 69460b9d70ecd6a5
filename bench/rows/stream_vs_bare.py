"""Deliveries per second of the event stream, against a bare fan-out."""

from bench.registry import Figures, Say, row
from bench.web import streams


@row("stream_vs_bare", unit="deliveries/s", goal=0.7, better="more")
async def measure(say: Say) -> Figures:
    """500 listeners of both; memory for each listener in the note."""
    return await streams.against_bare(say)
