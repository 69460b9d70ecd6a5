"""What one more contribution costs where there are ten thousand, against where there are ten."""

from bench import long_clinic
from bench.registry import Figures, Say, row


@row("contribution_growth", unit="µs for a contribution", goal=1.2, better="less")
async def measure(say: Say) -> Figures:
    """Processor time of the clinic service's process; time on the wall in the note."""
    return await long_clinic.growth(say)
