"""What the scripted people say. The community, its members and the case are invented."""

from dataclasses import dataclass
from typing import Literal

COMMUNITY = "Neighbourhood clinics (invented)"
PURPOSE = "Nurses and coordinators who run small neighbourhood clinics learn from each other's practice"

NAMES = ("Amara", "Bruno", "Chiara", "Dede", "Elif", "Farid")
CONVENER, FACILITATOR, PRESENTER = "Amara", "Bruno", "Chiara"
MANAGER = "Mara"
"""Runs the house where the night clinic is; a guest."""
COMPANY = (*NAMES, "Gino", "Hana", "Ivo", MANAGER)
"""Everybody, where several stories are told side by side."""
ROLES = {FACILITATOR: "facilitator", MANAGER: "guest"}
WITH_CHAT = ("Dede", "Elif")
"""Those who also want chat posts."""

TITLE = "Evening hours that nobody uses (invented)"
QUESTION = "How do we get people who work all day to use our evening hours?"

type Kind = Literal["context", "questions", "answers", "experiences", "advice", "comments", "takeaways"]


@dataclass(frozen=True)
class Said:
    """One contribution. `about` is the place, in the script, of the one it belongs to."""

    who: str
    kind: Kind
    text: str
    about: int | None = None


CLINIC: tuple[tuple[str, tuple[Said, ...]], ...] = (
    (
        "context",
        (
            Said(
                "Chiara",
                "context",
                "We open until nine on Tuesdays since spring. In ten weeks eleven people came, eight of them twice. "
                "The day clinic next door is full. Staff begin to ask why they stay.",
            ),
        ),
    ),
    (
        "understanding",
        (
            Said("Dede", "questions", "How do people learn that you are open?"),
            Said("Chiara", "answers", "A poster at the door and the website. No one mentions the website.", 1),
            Said("Elif", "questions", "Who were the eight who came twice?"),
            Said("Chiara", "answers", "All from one bakery. Their shift ends at six.", 3),
            Said("Farid", "questions", "What would your staff call a good evening?"),
            Said("Chiara", "answers", "Six people, and home by half past nine.", 5),
        ),
    ),
    (
        "related_experience",
        (
            Said("Farid", "experiences", "Our first evenings were empty, too, until a bus driver told his depot."),
            Said("Dede", "experiences", "We moved from Tuesday to pay day, and it filled up. We never found out why."),
        ),
    ),
    (
        "advice",
        (
            Said(
                "Elif",
                "advice",
                "When we were where you are, I took the appointment book to two workplaces and wrote people in on the spot.",
            ),
            Said(
                "Farid",
                "advice",
                "I asked the first regulars to bring one colleague each, and kept two slots for them.",
            ),
            Said("Dede", "comments", "The two kept slots mattered: nobody brings a colleague to a waiting room.", 10),
            Said(
                "Amara",
                "advice",
                "We stopped the evening for a month and asked who missed it. Three did. They chose the day.",
            ),
        ),
    ),
    (
        "summary",
        (
            Said("Chiara", "takeaways", "The bakery is the door: I will go there with the appointment book.", 9),
            Said("Chiara", "takeaways", "Two kept slots for whoever a regular brings along.", 10),
        ),
    ),
)

REPORT = (
    "Went to the bakery and a laundry with the book: nine came the week after, six of them new. The kept slots were used "
    "once. We dropped them, and moved to Thursdays, because the laundry pays on Thursdays."
)

VISIT_TITLE = "An evening at the night clinic of the market hall (invented)"
VISIT_PLACE = "Market hall, north entrance"
VISIT_GUIDE = "Sister Paola, who runs the night clinic"
VISIT_PROGRAMME = (
    {"title": "Walk the hall with the night nurse while stalls are set up", "minutes": 60},
    {"title": "Sit in on first aid and follow-up at the counter", "minutes": 90},
    {"title": "Talk with porters and traders about why they come", "minutes": 45, "at": "Canteen"},
    {"title": "What did we see, what will we try?", "minutes": 30},
)
VISIT_LEARNING = "The counter stands where people pass anyway. Nobody has to decide to come."
