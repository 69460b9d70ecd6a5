import subprocess
import sys
from pathlib import Path

from tests.support import ROOT


def test_asking_for_an_unknown_row_lists_the_rows_and_measures_nothing(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    command = [sys.executable, "-m", "bench", "--rows", "timer_lateness_vs_nats,sped", "--out", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 2
    said = " ".join(run.stderr.split())
    assert "No benchmark row is called sped." in said
    assert "commands_vs_textbook" in said
    assert not out.exists()
