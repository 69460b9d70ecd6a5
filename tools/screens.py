"""The pictures in `docs/screenshots/` and the page that shows them: `make screenshots`.

Tests of pages take them as they go, into `build/screenshots/`; this keeps some, small, and writes `docs/screens.md` around
them. A picture more is a line more in `SCREENS`.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
TAKEN, KEPT, PAGE = ROOT / "build/screenshots", ROOT / "docs/screenshots", ROOT / "docs/screens.md"
LARGEST = 120_000
"""Bytes of one picture."""
HEIGHTS = {390: 844, 1366: 768, 1920: 1080}
"""How much of a page is on a screen of this width: phone, laptop, projector."""
WIDEST = 1280
QUALITIES = (82, 70, 55, 40)


@dataclass(frozen=True)
class Screen:
    taken: str
    """What its test calls it."""
    test: str
    """Where it is taken."""
    words: str
    """What it shows, for those who can't see it and those who can."""


ROOM = "tests/e2e/services/gateway/web/clinic/room/test_the_room_in_pictures.py"
VISIT = "tests/e2e/services/gateway/web/visits/test_a_visit.py"
HOME = "tests/e2e/services/gateway/web/home/test_home_and_settings.py"

SCREENS: dict[str, tuple[Screen, ...]] = {
    "A case clinic": (
        Screen("room-before-peer-phone", ROOM, "Before it, on a phone: the question, when it is, “I have been there”."),
        Screen("room-leading-laptop", ROOM, "Leading: one clock, the usual choices with their costs, who would like to speak."),
        Screen("room-leading-phone", ROOM, "Leading, on a phone: the next step and two minutes more are a thumb away."),
        Screen("room-answering-laptop", ROOM, "Presenting: the composer offers an answer to each question."),
        Screen("room-asking-phone", ROOM, "Helping, on a phone at night: one question at a time, and what others asked."),
        Screen("projector-understanding", ROOM, "On the wall: question, visual, a clock for the back row, the last words."),
        Screen("room-summing-up-laptop", ROOM, "The summary: advice is taken along by one tap."),
        Screen("room-closed-laptop", ROOM, "Afterwards: the record, and what the community will ask weeks later."),
        Screen("room-record-laptop", ROOM, "The record: planned and real time, and everything that was said."),
    ),
    "A rotating clinic": (
        Screen("rotating-presenter-phone", ROOM, "As a round ends, a presenter reads in large words where to go next."),
        Screen("rotating-facilitator-laptop", ROOM, "Whoever leads sees who is with which group in each round."),
        Screen("projector-rotating", ROOM, "On the wall: who is with which group, and who comes next."),
    ),
    "A visit": (
        Screen("visit-plan-checked-laptop", VISIT, "The plan: practice against room time, and the check beside the programme."),
        Screen("visit-about-laptop", VISIT, "The visit as its visitors see it, with their place and its picture in time."),
        Screen("visit-list-laptop", VISIT, "Whoever looks after it sees who comes, what they need and what they will ask."),
        Screen("visit-seat-phone", VISIT, "On a phone at night: a place of one's own, and why."),
        Screen("visit-late-phone", VISIT, "The day: what is on now, and the roll that waits on the phone for the network."),
        Screen("visit-kept-laptop", VISIT, "Afterwards: what was learned, what people keep, and what came of what they tried."),
    ),
    "Home and the community": (
        Screen("home-full-phone-dark", HOME, "Home, on a phone at night: what waits comes first, then what is coming up."),
        Screen("home-full-laptop", HOME, "Home, with room: what waits on one side, what is to come on the other."),
        Screen("menu-phone-dark", HOME, "The places behind one button, without a script."),
        Screen("clinics-full-laptop", HOME, "The clinics of a community: bring a case, or say that you have been there."),
        Screen("community-full-laptop", HOME, "Who belongs, in which role, and who is invited and not here yet."),
        Screen("memory-laptop", HOME, "What became of advice: in four numbers, as bars, and clinic by clinic."),
        Screen("settings-laptop", HOME, "Settings: a new access token is shown this once."),
        Screen("design-laptop", HOME, "The design: colours, how legible they are, and every component in light and in dark."),
    ),
}  # fmt: skip


def small(image: Image.Image) -> bytes:
    """The part that a screen shows at once, in as few bytes as it may take."""
    shown = image.convert("RGB").crop((0, 0, image.width, min(image.height, HEIGHTS.get(image.width, image.height))))
    if shown.width > WIDEST:
        shown = shown.resize((WIDEST, round(shown.height * WIDEST / shown.width)), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        out = BytesIO()
        shown.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


def written() -> str:
    """The page."""
    parts = ["# What it looks like", "", "Made by `make screenshots`, from the pages as the tests see them."]
    for heading, screens in SCREENS.items():
        parts += ["", f"## {heading}"]
        for screen in screens:
            parts += ["", screen.words, "", f"![{screen.words}](screenshots/{screen.taken}.webp)"]
    return "\n".join(parts) + "\n"


def taken_by() -> list[str]:
    """Those that take the pictures, each once."""
    return list(dict.fromkeys(screen.test for screens in SCREENS.values() for screen in screens))


def keep() -> None:
    """Write all anew, and drop what is no longer in the list."""
    KEPT.mkdir(exist_ok=True)
    names = {screen.taken for screens in SCREENS.values() for screen in screens}
    for name in sorted(names):
        with Image.open(TAKEN / f"{name}.png") as image:
            (KEPT / f"{name}.webp").write_bytes(small(image))
    for left_over in KEPT.iterdir():
        if left_over.stem not in names:
            left_over.unlink()
    PAGE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    if "--tests" in sys.argv:
        sys.stdout.write(" ".join(taken_by()))
    else:
        keep()
