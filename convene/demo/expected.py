"""What must have arrived in the demo, and whether it did: everything, and exactly once."""

from collections import Counter
from collections.abc import Iterable

from convene.story import script
from convene.story.play import Cast

type Arrival = tuple[str, str, str]
"""Channel, who it was for, and how its subject or text begins."""

REMINDERS_OF_CLINIC = ("7 days", "24 hours", "1 hour")
REMINDERS_OF_VISIT = ("24 hours", "1 hour")
"""The visit is planned two days ahead: the reminder a week before lies in the past and is left out."""


ASKED = f"What really happened? {script.TITLE}"


def expected(cast: Cast) -> Counter[Arrival]:
    """Every message the story must lead to, by what everybody agreed to receive."""
    everybody = list(script.NAMES)
    found: Counter[Arrival] = Counter()
    for name in everybody:
        if name != script.CONVENER:
            found["email", name, f"{script.CONVENER} invites you"] += 1
        subjects = [f"Case clinic: {script.TITLE}", f"Visit: {script.VISIT_TITLE}"]
        subjects += [f"In {lead}: {script.TITLE}" for lead in REMINDERS_OF_CLINIC]
        subjects += [f"In {lead}: {script.VISIT_TITLE}" for lead in REMINDERS_OF_VISIT]
        if name == script.PRESENTER:
            subjects.append(ASKED)
        for subject in subjects:
            found["email", name, subject] += 1
            if name in script.WITH_CHAT:
                found["chat", name, subject] += 1
        if name in advisers():
            found["email", name, f"What became of your advice: {script.TITLE}"] += 1
            if name in script.WITH_CHAT:
                found["chat", name, f"{script.PRESENTER} tells what became of the advice"] += 1
    return found


def advisers() -> set[str]:
    return {said.who for _, step in script.CLINIC for said in step if said.kind == "advice"}


def recognised(wanted: Iterable[Arrival], channel: str, name: str, text: str) -> Arrival:
    """The expected arrival this is, or what it is instead."""
    for arrival in wanted:
        if arrival[:2] == (channel, name) and text.startswith(arrival[2]):
            return arrival
    return (channel, name, text[:80])


def difference(wanted: Counter[Arrival], arrived: Counter[Arrival]) -> list[str]:
    """What is missing, doubled or was never meant to come; nothing where all is well."""
    lines = []
    for arrival in sorted(wanted.keys() | arrived.keys()):
        want, got = wanted[arrival], arrived[arrival]
        if want != got:
            channel, name, text = arrival
            lines.append(f"{channel} to {name}, '{text} ...': expected {want}, arrived {got}")
    return lines
