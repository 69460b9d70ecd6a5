"""Every text of the room is in the reader's language: each part of it, in each state, for each of its people."""

from datetime import datetime

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.gateway.i18n import gettext
from services.gateway.web.clinic.outcomes import After
from services.gateway.web.clinic.room.wall import Wall
from services.gateway.web.forms.trouble import NOTHING_WRONG
from services.gateway.web.renderer import page_text
from shared.contracts import clinic as c
from shared.contracts.protocol import Protocol
from shared.contracts.types import When
from tests.support.clocked import ANA, CLINIC, FINN, GIL, Clocked, at
from tests.support.gateway.rooms import NAMES, ROLES, room, seen
from tests.support.pseudo import pseudo, unmarked
from tests.support.world import NOON
from tests.unit.services.clinic.domain.clinic.decide.test_groups import BO, ONE, PEOPLE, Fair

__all__ = ["pseudo"]

OWN = {
    *" ".join(NAMES.values()).split(), "How", "Nights", "Days", "Weekends", "on",
    "Said", "UTC", "English", "Deutsch", "Convene", "Europe", "Paris",
}  # fmt: skip
"""What stands there in people's own words, or is the same in every language."""


def shown(clinic: Clinic | None, viewer: str, now: datetime = NOON) -> list[str]:
    """What of the room, and of the wall, is not in the language that is spoken."""
    view, this_room = seen(clinic, viewer, now), room(clinic, viewer, now)
    parts = {
        "room": this_room,
        "wall": Wall(view, this_room),
        "clinic": view,
        "after": After(view, viewer, ROLES.get(viewer, "member"), this_room.name),
        "readiness": None,
        "zone": "UTC",
        "zones": (),
        "clock_speed": 1.0,
        "trouble": NOTHING_WRONG,
        "form_token": "",
        "new_id": lambda: "",
    }
    return [
        line
        for template in ("clinic/live.html", "clinic/projector_live.html")
        for line in unmarked(page_text(template, **parts), OWN)
    ]


def talked() -> Clocked:
    """In its summary, with everything said that has its place before."""
    clocked = Clocked(hard_stop=When.of(at(80), "UTC")).begin(people=(ANA, GIL))
    clocked.do(1, c.GiveContext(clinic_id=CLINIC, text="Said"), by=ANA)
    clocked.next(2)
    [asked] = clocked.do(3, c.AskQuestion(clinic_id=CLINIC, text="Said"), by=GIL)
    clocked.do(4, c.AnswerQuestion(clinic_id=CLINIC, question_id=asked.contribution_id, text="Said"), by=ANA)
    clocked.do(5, c.RaiseHand(clinic_id=CLINIC), by=GIL)
    clocked.do(5, c.Contribute(clinic_id=CLINIC, what="advice", text="Said"), by=GIL)
    return clocked


def test_a_clinic_from_its_proposal_to_its_end(pseudo: str) -> None:
    for viewer in (ANA, FINN, GIL):
        follow(pseudo, viewer)


def follow(pseudo: str, viewer: str) -> None:
    with gettext.in_language(pseudo):
        assert shown(Clocked().now_is, viewer, at(-30)) == []
        clocked = talked()
        assert shown(clocked.now_is, viewer, at(5)) == []
        clocked.do(6, c.CallOn(clinic_id=CLINIC, member_id=GIL))
        clocked.extend(6, 2)
        clocked.do(6, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
        clocked.do(6, c.PauseClinic(clinic_id=CLINIC))
        assert shown(clocked.now_is, viewer, at(7)) == []
        clocked.do(8, c.ResumeClinic(clinic_id=CLINIC))
        clocked.next(9)
        assert shown(clocked.now_is, viewer, at(9.5)) == []
        draft = next(iter(clocked.now_is.drafts))
        given = next(
            event
            for event in clocked.do(10, c.GiveDraft(clinic_id=CLINIC, draft_id=draft), by=GIL)
            if isinstance(event, c.AdviceGiven)
        )
        assert shown(clocked.now_is, viewer, at(40)) == []
        clocked.next(41)
        clocked.do(42, c.NoteTakeaway(clinic_id=CLINIC, advice_id=given.contribution_id), by=ANA)
        assert shown(clocked.now_is, viewer, at(43)) == []
        clocked.do(44, c.CloseClinic(clinic_id=CLINIC, follow_up=When.of(at(60_000), "Europe/Paris")))
        assert shown(clocked.now_is, viewer, at(45)) == []


def test_a_rotating_clinic_and_the_steps_of_every_protocol(pseudo: str) -> None:
    with gettext.in_language(pseudo):
        for viewer in (ANA, BO, FINN, ONE):
            fair = Fair().with_cases()
            assert shown(fair.clinic, viewer) == []
            fair.started()
            assert shown(fair.clinic, viewer) == []
            fair.lead(c.NoteAbsence, member_id=BO)
            for step in ("context_1", "understanding_1", "advice_1"):
                fair.lead(c.AdvanceStep, from_step=step)
                assert shown(fair.clinic, viewer) == []
        for protocol in SHIPPED.values():
            if protocol.presenters.max == 1:
                all_steps(protocol)


def all_steps(protocol: Protocol) -> None:
    clocked = Clocked(protocol).begin(people=PEOPLE[:4], anyway=True)
    steps: set[str] = set()
    while (current := clocked.now_is.current) is not None:
        if current.of not in steps:  # in a loop they are the same
            steps.add(current.of)
            assert shown(clocked.now_is, PEOPLE[0], at(1)) == [], (protocol.key, current.name)
        if room(clocked.now_is, FINN, at(1)).following is None:
            break
        clocked.next(1)
