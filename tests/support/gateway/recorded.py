"""A record as the clinic service gives it, for tests of how it is told."""

from datetime import datetime, timedelta

from services.gateway.web.clinic.record_text import Telling
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.world import COMMUNITY, NOON, member

ANA, FINN, GIL = member("ana"), member("finn"), member("gil")
NAMES = {ANA: "Ana *Star*", FINN: "Finn"}
"""Gil has left: nobody tells his name any more."""


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def entry(number: int, kind: c.Kind, who: str, text: str, *replies: c.RecordEntry) -> c.RecordEntry:
    return c.RecordEntry(
        id=derived_id("said", str(number)),
        kind=kind,
        step="any",
        member_id=who,
        text=text,
        at=at(number),
        replies=replies,
    )


def step(number: int, title: str, planned: int, *ran: tuple[float, float | None], **more: object) -> c.RecordStep:
    runs = tuple(c.RecordRun(began=at(began), ended=None if ended is None else at(ended)) for began, ended in ran)
    return c.RecordStep.model_validate(
        {"name": "any", "title": title, "number": number, "planned_minutes": planned, "runs": runs, **more}
    )


ADVICE = entry(31, "advice", GIL, "# Walk\nthe floor", entry(32, "comment", FINN, "Yes."))


def record(*steps: c.RecordStep, **more: object) -> c.ClinicRecord:
    began = [run.began for record_step in steps for run in record_step.runs]
    fields: dict[str, object] = {
        "made": at(90),
        "id": derived_id("clinic", "one"),
        "version": 9,
        "community_id": COMMUNITY,
        "status": "closed",
        "title": "Handover",
        "question": "How do we <hand over>?",
        "presenter_id": ANA,
        "presenters": (ANA,),
        "facilitator_id": FINN,
        "people": (),
        "protocol": {"key": "case_clinic", "version": 1, "title": "The case clinic"},
        "starts": When.of(NOON, "Europe/Paris"),
        "began": min(began, default=None),
        "ended": None,
        "steps": steps,
        "takeaways": (),
        "follow_up": When.of(NOON + timedelta(days=30), "Europe/Paris"),
        "reports": (),
    }
    return c.ClinicRecord.model_validate(fields | more)


def telling(*steps: c.RecordStep, **more: object) -> Telling:
    return Telling(record(*steps, **more), NAMES, "UTC")
