import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bench.__main__ import finish
from bench.registry import Figures, Row, Say
from bench.report import Outcome, measure, measure_all


def row(name: str, figures: Figures | Exception, *, goal: float = 10) -> Row:
    async def measured(say: Say) -> Figures:
        if isinstance(figures, Exception):
            raise figures
        return figures

    return Row(name, "commands/s", goal, "more", measured)


async def outcomes(*rows: Row) -> list[Outcome]:
    return await measure_all(list(rows), lambda _: lambda _: None)


def finished(measured: list[Outcome], folder: Path) -> tuple[int, str, list[dict[str, object]]]:
    """Exit code, what was printed, what was written."""
    console = Console(file=io.StringIO(), width=120)
    code = finish(measured, folder / "build" / "bench.json", console)
    assert isinstance(console.file, io.StringIO)
    return code, console.file.getvalue(), json.loads((folder / "build" / "bench.json").read_text())


async def test_a_measured_row_is_written_with_its_ratio(tmp_path: Path) -> None:
    measured = await outcomes(row("speed", Figures(4_800.126, 400, "p50 12 ms")))
    code, _, lines = finished(measured, tmp_path)
    assert code == 0
    assert lines == [
        {
            "name": "speed",
            "value": 4800.13,
            "unit": "commands/s",
            "baseline": 400,
            "ratio": 12.0,
            "goal": 10,
            "note": "p50 12 ms",
        }
    ]


async def test_a_row_that_fails_says_why_and_hides_no_other(tmp_path: Path) -> None:
    broken, fine = row("broken", RuntimeError("the bus [gone]")), row("fine", Figures(20, 2))
    code, printed, lines = finished(await outcomes(broken, fine), tmp_path)
    assert code == 1
    assert [line["name"] for line in lines] == ["broken", "fine"]
    assert lines[0]["value"] is lines[0]["baseline"] is lines[0]["ratio"] is None
    assert lines[0]["note"] == "failed: RuntimeError: the bus [gone]"
    assert "RuntimeError: the bus [gone]" in printed
    assert lines[1]["ratio"] == 10


async def test_a_goal_missed_is_shown_and_fails_nothing(tmp_path: Path) -> None:
    code, printed, lines = finished(await outcomes(row("speed", Figures(30, 10))), tmp_path)
    assert code == 0
    assert "3.00 not yet" in printed
    assert "≥ 10" in printed
    assert lines[0]["ratio"] == 3


async def test_a_goal_reached_is_shown(tmp_path: Path) -> None:
    _, printed, _ = finished(await outcomes(row("speed", Figures(300, 10))), tmp_path)
    assert "30.00 ✓" in printed


@pytest.mark.parametrize("figures", [Figures(0, 10), Figures(10, 0)])
async def test_nothing_measured_is_a_failure(figures: Figures) -> None:
    outcome = await measure(row("speed", figures), lambda _: None)
    assert outcome.failure
    assert outcome.line.ratio is None


async def test_a_new_run_replaces_what_the_last_one_wrote(tmp_path: Path) -> None:
    finished(await outcomes(row("old", Figures(1, 1)), row("older", Figures(1, 1))), tmp_path)
    _, _, lines = finished(await outcomes(row("new", Figures(1, 1))), tmp_path)
    assert [line["name"] for line in lines] == ["new"]
