import sys

import psutil
import pytest

from bench.memory import MB, Memory, NeverAtRestError, settled, taken

HELD = 60 * MB
HOLDS = f"import signal; held = b'x' * {HELD}; print('ready', flush=True); signal.pause()"
WORKS = "print('ready', flush=True)\nwhile True: pass"


@pytest.fixture
def process():
    """Starts a Python process that prints `ready`, and ends all of them."""
    started: list[psutil.Popen] = []

    def start(code: str) -> psutil.Process:
        popen = psutil.Popen([sys.executable, "-S", "-c", code], stdout=-1, text=True)
        started.append(popen)
        assert popen.stdout.readline() == "ready\n"
        return psutil.Process(popen.pid)

    yield start
    for this_process in started:
        this_process.kill()
        this_process.wait()


def test_the_sum_over_all_processes_counts(process) -> None:
    found = taken({"one": process(HOLDS), "other": process(HOLDS)})
    assert all(HELD < each < 2 * HELD for each in found.processes.values())
    assert found.megabytes == pytest.approx(sum(found.processes.values()) / MB)


def test_the_note_says_what_was_added_up() -> None:
    found = Memory("pss", {"store": 70 * MB, "nats": 20 * MB})
    assert str(found) == "90 MB PSS (store 70, nats 20)"
    assert found.of("nats").megabytes == 20


async def test_processes_that_do_nothing_are_at_rest_and_one_that_works_is_not(process) -> None:
    await settled([process(HOLDS)], within=10)
    with pytest.raises(NeverAtRestError, match="still working"):
        await settled([process(WORKS)], within=2)
