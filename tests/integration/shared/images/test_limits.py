"""Small files that would take much: refused in words, in a process that gives back what it took; whoever dies, dies alone."""

import asyncio
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from shared.contracts.pictures import LARGEST_PICTURE
from shared.domain import Refusal
from shared.images import decoder, process
from shared.images.shrink import shrink
from tests.support.pictures import blank_png, drawing, moving, opened, photo, png_chunk, saved

WHY = "Bring a single visual."
MB = 1024 * 1024
_UNPACKS_TO_100_MB = zlib.compress(bytes(100_000_000), 9)

ATTACKS = {
    "49 megapixels of 16 bit": (lambda: blank_png(7000, 7000, 16, 6), "memory"),
    "49 megapixels of 16 bit, grey": (lambda: blank_png(7000, 7000, 16, 0), "memory"),
    "49 megapixels of one bit": (lambda: blank_png(7000, 7000, 1, 0), "memory"),
    "49 megapixels of WebP": (
        lambda: saved(Image.new("RGB", (16383, 3000)), "WEBP", lossless=True, method=0),
        "memory",
    ),
    "a large JPEG that is kept until its last pass": (
        lambda: saved(Image.new("RGB", (8000, 6000)), "JPEG", progressive=True),
        "memory",
    ),
    "1 x 50,000,000": (lambda: blank_png(1, 50_000_000, 8, 0), "no side"),
    "50,000,000 x 1": (lambda: blank_png(50_000_000, 1, 8, 0), "no side"),
    "a JPEG of 65,000 x 700": (lambda: saved(Image.new("RGB", (65_000, 700)), "JPEG"), "no side"),
    "GIF of thousands of frames": (lambda: moving("GIF", 3000), "frames"),
    "WebP of thousands of frames": (lambda: moving("WEBP", 3000), "frames"),
    "APNG of thousands of frames": (lambda: moving("PNG", 3000), "frames"),
    "a text that unpacks": (
        lambda: blank_png(8, 8, beside=png_chunk(b"iTXt", b"Comment\0\1\0\0\0" + _UNPACKS_TO_100_MB)),
        "damaged",
    ),
    "a profile that unpacks": (
        lambda: blank_png(8, 8, beside=png_chunk(b"iCCP", b"x\0\0" + _UNPACKS_TO_100_MB)),
        "damaged",
    ),
    "cut off": (lambda: photo(400, 300)[:9000], "damaged"),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_what_would_take_too_much_is_refused_in_words_that_name_the_field(name: str) -> None:
    make, said = ATTACKS[name]
    with pytest.raises(Refusal) as caught:
        await shrink(make(), WHY)
    assert (caught.value.status, said in caught.value.detail) == (422, True), caught.value.detail
    assert caught.value.extra["errors"][0]["field"] == "image"


def peak_of(data: bytes) -> tuple[int, bytes]:
    """How much memory the process had at most, and what it said."""
    script = (
        "import re, runpy, sys; path = sys.argv.pop(1); runpy.run_path(path, run_name='__main__');"
        "sys.stderr.write(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])"
    )
    call = [sys.executable, "-I", "-c", script, decoder.__file__, str(LARGEST_PICTURE)]
    done = subprocess.run(call, input=data, capture_output=True, check=True)
    return int(done.stderr) * 1024, done.stdout


@pytest.mark.parametrize("name", ATTACKS)
def test_refusing_takes_next_to_no_memory(name: str) -> None:
    peak, said = peak_of(ATTACKS[name][0]())
    assert b"beyond" in said
    assert peak < 80 * MB


@pytest.mark.parametrize(
    "data",
    [
        blank_png(6500, 4600),
        blank_png(5120, 2880, 8, 6),
        saved(Image.new("RGB", (8064, 6048), "red"), "JPEG"),
        saved(Image.new("RGB", (5500, 4000), "red"), "JPEG", progressive=True),
        saved(Image.new("RGB", (3840, 2160), "red"), "WEBP", method=0),
    ],
    ids=["PNG", "PNG of a large screen", "JPEG of a phone", "progressive JPEG", "WebP of a large screen"],
)
def test_the_largest_that_is_taken_stays_within_what_a_container_has(data: bytes) -> None:
    peak, said = peak_of(data)
    assert b"media_type" in said
    assert peak < 220 * MB


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
async def test_a_jpeg_with_colours_at_any_resolution_is_shown(subsampling: str, mode: str) -> None:
    data = saved(opened(photo(401, 303)).convert(mode), "JPEG", subsampling=subsampling)
    assert (await shrink(data, WHY)).width == 401


def an_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    """From here on a process that gets the bytes `die` ends like this; others do their work."""
    script = tmp_path / "decoder.py"
    script.write_text(
        "import os, resource, runpy, signal, sys, time\n"
        "data = sys.stdin.buffer.peek(3)\n"
        f"if data.startswith(b'die'):\n    {code}\n"
        f"runpy.run_path({decoder.__file__!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(process, "_DECODER", script)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "damaged"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "damaged"),
        ("raise SystemExit(3)", "damaged"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 3))\n    while True: pass", "too long"),
        ("time.sleep(600)", "too long"),
    ],
    ids=["crash", "out of memory", "mistake", "spins", "stands still"],
)
async def test_a_decoder_that_dies_refuses_its_picture_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, said: str
) -> None:
    an_end(monkeypatch, tmp_path, code)
    if "sleep" in code:
        monkeypatch.setattr(process, "PATIENCE_SECONDS", 2.0)
    outcomes = await asyncio.gather(
        *(shrink(data, WHY) for data in (drawing(), b"die" * 5_000_000, drawing(40, 30))), return_exceptions=True
    )
    assert [getattr(outcome, "width", None) for outcome in outcomes] == [800, None, 40]
    refused = outcomes[1]
    assert isinstance(refused, Refusal)
    assert (refused.status, said in refused.detail) == (422, True)


async def test_a_request_that_goes_away_takes_its_process_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    an_end(monkeypatch, tmp_path, f"open({str(note)!r}, 'w').write(str(os.getpid()) + chr(10)); time.sleep(600)")
    going = asyncio.create_task(shrink(b"die", WHY))
    while not (note.exists() and note.read_text().endswith("\n")):
        await asyncio.sleep(0.01)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    assert not Path(f"/proc/{int(note.read_text())}").exists()
    assert (await shrink(drawing(), WHY)).width == 800


async def test_more_pictures_than_can_wait_are_refused_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_WAITING", 1)
    outcomes = await asyncio.gather(*(shrink(drawing(), WHY) for _ in range(4)), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [refusal.status for refusal in refused] == [503, 503]
    assert len(outcomes) - len(refused) == 2
    assert refused[0].extra["retry_after"] > 0


async def test_the_process_knows_nothing_of_what_surrounds_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONVENE_NATS_PASSWORD", "secret")
    note = tmp_path / "environment"
    an_end(monkeypatch, tmp_path, f"open({str(note)!r}, 'w').write(repr(dict(os.environ))); raise SystemExit(3)")
    with pytest.raises(Refusal):
        await shrink(b"die", WHY)
    assert "CONVENE" not in note.read_text()
