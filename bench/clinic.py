"""Convene's own clinic service, as the commands rows drive it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.load import Target
from bench.registry import NotMeasurableError


@asynccontextmanager
async def running() -> AsyncIterator[Target]:
    """The real clinic service, with one clinic in its advice step, for as long as the block lasts.

    It starts fresh servers (the store synced at each commit, as the baselines have it) and the service's process or
    processes as the embedded stack runs them; through commands it proposes and starts a clinic of forty members and
    moves it to its advice step; then it yields the Target:

    - `nats_url` and `connect`: how a front end that may post commands reaches the bus;
    - `subject`: the command subject of GiveAdvice;
    - `requests`: `module:Class` of a bench.load.Requests; its `body(number)` is one valid, distinct, signed GiveAdvice,
      cheap to make (sign once per member, in `__init__`), and its `problem(reply)` is None only for an accepted one;
    - `arguments`: what that class is called with in the load process; anything JSON can hold;
    - `stream`: the events stream, which must grow by exactly one event for each accepted command.

    Everything it started is stopped, and its folder gone, when the block ends.
    """
    raise NotMeasurableError("The clinic service cannot be driven yet: bench/clinic.py has to start it.")
    yield  # makes this a generator until it is filled in
