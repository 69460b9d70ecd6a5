"""How late timers ring, against bare JetStream schedules."""

from bench import timers
from bench.registry import Figures, Say, row


@row("timer_lateness_vs_nats", unit="ms late at p99", goal=1.1, better="less")
async def measure(say: Say) -> Figures:
    """The same plan for both, one after the other; arm rate and p50 in the note."""
    plan = timers.Plan()
    say(f"{plan.count:,} timers of the scheduler, due over {plan.spread:g} s")
    ours = await timers.convene(plan)
    say(f"scheduler: {ours}")
    bare = await timers.bare(plan)
    say(f"bare schedules: {bare}")
    return Figures(ours.p99, bare.p99, f"ours: {ours}. bare JetStream schedules: {bare}")
