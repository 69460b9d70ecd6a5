"""Commands per second, against a service with a transactional outbox."""

from bench import commands, outbox
from bench.registry import Figures, Say, row


@row("commands_vs_outbox", unit="commands/s", goal=25, better="more")
async def measure(say: Say) -> Figures:
    """One clinic, 256 commands in flight; 64 in the note."""
    return await commands.against(outbox.running, "outbox", say)
