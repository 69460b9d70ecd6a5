"""On home, the pages of a community and the settings no text is left in English where another language is read."""

from datetime import timedelta

from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.integration.services.gateway.web.clinic.test_outcomes import closed, in_summary, send
from tests.support.pseudo import pseudo, unmarked
from tests.support.village import HTML, Village
from tests.support.world import NOON

__all__ = ["pseudo"]

NAMES = {"Cora", "Ana", "Ben", "Gus", "gus", "Zed", "zed", "Zone", "Convene"}
OWN = {"xa", "xb", "xc", "xd", "xe"} | NAMES
"""What people wrote, here. Addresses, zones and hexadecimal numbers are nobody's language."""
TECHNICAL = {"UTC", "Europe", "Paris", "https", "cora", "example", "org", "AdviceGiven"}
BUILT_IN = {"English", "Deutsch", "Español", "Français", "Espa", "ol", "Fran", "ais"}


async def lived_in(village: Village) -> None:
    """A community in which something is of every kind that these pages show."""
    people, community = village.people, village.community
    for name in ("Ana", "Ben"):
        await people.joins(name)
    await people.joins("Gus", "guest")
    await people.invites("Zed", "facilitator")
    clinic = await in_summary(village, "xa", "xb")
    taken, _ = await closed(village, village.visitor("Ana"), clinic)
    told = {f"done-{taken}": "tried", f"result-{taken}": "helped", f"story-{taken}": "", "text": "xc"}
    await send(village.visitor("Ana"), clinic, "report", told)
    for hours in (None, 9, 90):
        case = c.ProposeCase(community_id=community, title="xa", question="xb", need="xc", urgency="soon")
        made = (await people.send("Ana", case))["id"]
        if hours:
            starts = When.of(NOON + timedelta(hours=hours), "Europe/Paris")
            cora = people.ids["Cora"]
            await people.send("Cora", c.ScheduleClinic(clinic_id=made, starts=starts, facilitator_id=cora))
    visit = t.ProposeVisit(community_id=community, title="xd", place="xe", programme=(t.Stop(title="xa", minutes=30),))
    await people.send("Cora", visit)
    await people.send("Cora", t.OfferPlace(community_id=community, practice="xa", place="xb", region="xc"))
    await people.send("Ben", t.ProposeTurn(community_id=community))
    await village.known("Cora", "Gus")


async def test_no_text_is_left_in_english(village: Village, pseudo: str) -> None:
    await lived_in(village)
    base = f"/communities/{village.community}"
    own = OWN | TECHNICAL | BUILT_IN | {"Community", "name", "kept", "Purpose", "nobody", "else", "reads"}
    cora, headers = village.visitor("Cora"), {**HTML, "Accept-Language": pseudo}
    await cora.press(f"{base}/settings", f"{base}/settings/issue-token", {"name": "xa", "days": "9"})
    paths = (
        "/",
        base,
        f"{base}?done=invite",
        f"{base}/clinics",
        f"{base}/visits",
        f"{base}/memory",
        f"{base}/memory?q=xa",
        f"{base}/sent?to=everybody",
        f"{base}/settings?done=contact",
        "/nowhere",
    )
    found = {path: unmarked((await cora.call("GET", path, headers=headers)).text, own) for path in paths}
    for path in ("/", "/sign-in", "/design", f"{base}/memory"):
        stranger = await village.visitor().call("GET", path, headers=headers)
        found[f"{path} for strangers"] = unmarked(stranger.text, own)
    guest = await village.visitor("Gus").call("GET", "/", headers=headers)
    found["home of a guest"] = unmarked(guest.text, own)
    left = [f"{path}: {line}" for path, lines in found.items() for line in lines if not is_cut_or_a_token(line)]
    assert not left, "\n".join(left)


def is_cut_or_a_token(line: str) -> bool:
    """A text that is shown up to a length has lost its second bracket; a name in a style sheet is no language's."""
    return (line.startswith(": ⟦") and line.endswith("...")) or line.startswith(("--", "#"))
