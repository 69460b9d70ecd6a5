"""Locks by key, turns, and secrets."""

import asyncio

from shared.runtime.deferred_order import GRACE_SECONDS, DeferredOrder
from shared.runtime.keyed_locks import KeyedLocks
from shared.runtime.secrets import Secrets


async def test_who_waits_for_the_same_key_gets_it_in_order_and_nothing_is_left_behind() -> None:
    locks, order = KeyedLocks(), list[int]()

    async def hold(number: int) -> None:
        async with locks.hold("same"):
            order.append(number)
            await asyncio.sleep(0)

    waiting = [asyncio.create_task(hold(number)) for number in range(20)]
    await asyncio.sleep(0)
    waiting[7].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert order == [number for number in range(20) if number != 7]
    assert not locks._locks


async def test_different_keys_do_not_wait_for_each_other() -> None:
    locks = KeyedLocks()
    async with locks.hold("one"), asyncio.timeout(1), locks.hold("other"):
        assert len(locks._locks) == 2


def test_what_was_put_off_holds_back_what_is_behind_it_and_nothing_else() -> None:
    turns = DeferredOrder(lambda: 100.0)
    turns.put_off("pad", 5, 2.0)
    assert turns.wait_for("pad", 6) == 2.0
    assert turns.wait_for("pad", 5) is None
    assert turns.wait_for("pad", 4) is None
    assert turns.wait_for("other", 6) is None
    turns.done("pad", 5)
    assert turns.wait_for("pad", 6) is None
    assert not len(turns)


def test_what_does_not_come_back_holds_nobody_for_ever() -> None:
    time = [100.0]
    turns = DeferredOrder(lambda: time[0])
    turns.put_off("pad", 5, 2.0)
    time[0] += 2.0 + GRACE_SECONDS + 0.1
    assert turns.wait_for("pad", 6) is None
    assert not len(turns)


def test_no_secret_comes_twice() -> None:
    secrets, other = Secrets(), Secrets()
    made = {secret for _ in range(500) for secret in (secrets.next(), other.next())}
    assert len(made) == 1000
    assert {len(secret) for secret in made} == {32}
