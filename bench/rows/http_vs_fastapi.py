"""Commands per second over HTTP, against a bare FastAPI endpoint."""

from bench.registry import Figures, Say, row
from bench.web import commands


@row("http_vs_fastapi", unit="commands/s", goal=0.5, better="more")
async def measure(say: Say) -> Figures:
    """The same posts to both, 64 in flight; ours go all the way to the journal."""
    return await commands.against_fastapi(say)
