"""Commands per second, against a textbook service that inserts, publishes and updates for each command."""

from bench import commands, textbook
from bench.registry import Figures, Say, row


@row("commands_vs_textbook", unit="commands/s", goal=10, better="more")
async def measure(say: Say) -> Figures:
    """One clinic, 256 commands in flight; 64 in the note."""
    return await commands.against(textbook.running, "textbook", say)
