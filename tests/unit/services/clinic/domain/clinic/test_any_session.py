"""A thousand sessions in which anybody does anything at any time: never a state that the method forbids."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.clinic.app import clinic as aggregate
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.views.clinic import clinic_view
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, private_fields
from shared.contracts.protocol import REFERS
from shared.contracts.types import Id, When
from shared.domain import Actor, Context, Refusal
from tests.support.clinic.anybody import CLINIC, KINDS, PEOPLE, ROLE, Anybody
from tests.support.clinic.forbidden import after_a_command, at_the_end
from tests.support.examples import up_to
from tests.support.world import COMMUNITY, NOON

PROTOCOLS = ("case_clinic", "delayed_response", "new_idea", "troika", "presencing", "rotating")
TRIES = 3
SHAPE: TypeAdapter[Clinic] = TypeAdapter(Clinic)
ANA, BO, FINN, GIL = (PEOPLE[name] for name in ("ana", "bo", "finn", "gil"))


class Session:
    """One clinic, and everything that ever happened in it."""

    def __init__(self, protocol: str) -> None:
        self.now = NOON
        self.history: list[Event] = []
        self.state: Clinic | None = None
        self.tried = 0
        self.secrets: dict[str, Id] = {}
        self.gone: set[str] = set()
        self.done: set[type[Command]] = set()
        proposed = c.ProposeCase(community_id=COMMUNITY, title="A case", question="How?", protocol=protocol)
        self.does(Actor("member", ANA), "member", proposed, SHIPPED[protocol])
        starts = When.of(NOON + timedelta(hours=1), "UTC")
        self.does(
            Actor("member", ANA), "member", c.ScheduleClinic(clinic_id=CLINIC, starts=starts, facilitator_id=FINN)
        )

    @property
    def clinic(self) -> Clinic:
        assert self.state is not None
        return self.state

    def start(self) -> None:
        several = (ANA, BO) if self.clinic.protocol.presenters.max > 1 else ()
        here = (ANA, BO, GIL, PEOPLE["gus"])[: self.clinic.protocol.people.max if self.clinic.protocol.people else 4]
        begin = c.StartClinic(clinic_id=CLINIC, people=here, presenters=several, anyway=True)
        self.does(Actor("member", FINN), "facilitator", begin)

    def goes_on(self, number: int) -> None:
        """Somebody does something, a while later: the first of a few tries that comes to anything."""
        self.now += timedelta(seconds=number % 240)
        anybody = Anybody(self.clinic, number, self.now, self.tried)
        for _ in range(TRIES):
            actor, role, command, known = anybody.command()
            if command is not None and self._happens(actor, role, command, known):
                self.done.add(type(command))
                return

    def _happens(self, actor: Actor, role: str | None, command: Command, known: Any) -> bool:
        before = self.clinic
        try:
            events = self.does(actor, role, command, known)
        except Refusal as refusal:
            assert 400 <= refusal.status < 500
            assert refusal.detail
            return False
        assert role is not None or actor.kind == "service", "whoever does not belong does nothing"
        if events:
            self._note_words(before, events)
            after_a_command(before, actor, events, self.clinic)
        return bool(events)

    def does(self, actor: Actor, role: str | None, command: Command, known: Any = None) -> list[Event]:
        self.tried += 1
        context = Context(self.now, actor, CLINIC, f"command {self.tried}", role, known=known)
        events = list(aggregate.decide(self.state, command, context))
        self.history += events
        self.state = aggregate.evolve.fold(self.state, events)
        return events

    def _note_words(self, before: Clinic, events: list[Event]) -> None:
        """Which words nobody but their author may see from now on, and which nobody at all; none ever goes on the bus."""
        for event in events:
            private = [getattr(event, name) for name in private_fields(type(event))]
            told = str(event.public())
            assert not any(words in told for words in private if isinstance(words, str) and words.startswith("word"))
            match event:
                case c.DraftHeld():
                    self.secrets |= {words: event.member_id for words in (event.text, event.why) if words}
                case c.DraftGiven() | c.DraftDropped():
                    draft = before.drafts[event.draft_id]
                    kept = {words for words in (draft.text, draft.why) if words}
                    self.secrets = {words: who for words, who in self.secrets.items() if words not in kept}
                    self.gone |= kept
                case c.ContributionEdited() | c.ContributionWithdrawn():
                    self.gone.add(before.contributions[event.contribution_id].text)
                case _:
                    pass
        said = {contribution.text for contribution in self.clinic.contributions.values()}
        self.gone -= said | {takeaway.why for takeaway in self.clinic.takeaways.values()} | {""}


SHARES = {"quick": 0.02}
"""Of a thousand sessions, each of which takes a fiftieth of a second."""

MANY = 100
"""So many, and nearly everything has happened in one of them."""


@pytest.mark.timeout(300)
def test_no_session_reaches_a_state_that_the_method_forbids() -> None:
    done: set[type[Command]] = set()

    @settings(max_examples=up_to(1000, SHARES), suppress_health_check=list(HealthCheck), database=None)
    @given(
        protocol=st.sampled_from(PROTOCOLS),
        begun=st.integers(0, 9).map(bool),
        seed=st.integers(0, 2**64),
        length=st.integers(20, 45),
    )
    def sessions(protocol: str, begun: bool, seed: int, length: int) -> None:
        session, numbers = Session(protocol), Random(seed)
        if begun:
            session.start()
        for _ in range(length):
            session.goes_on(numbers.randrange(2**32))
        at_the_end(session.clinic, session.tried, session.now, session.secrets, session.gone)
        assert aggregate.evolve.fold(None, session.history) == session.clinic
        assert SHAPE.validate_json(SHAPE.dump_json(session.clinic)) == session.clinic
        _offers_what_is_taken(session, session.now)
        done.update(session.done)

    sessions()
    if up_to(1000, SHARES) < MANY:
        return
    missing = sorted(kind.__name__ for kind in set(KINDS) - done)
    assert len(missing) < len(KINDS) / 4, f"sessions in which nobody ever does these prove little: {missing}"


def _offers_what_is_taken(session: Session, now: datetime) -> None:
    """What the view says that somebody may contribute is what would be taken, and the same for what would be kept."""
    clinic = session.clinic
    if clinic.current is None:
        return
    for who in (ANA, GIL):
        view = clinic_view(clinic, 1, who, now)
        for kind in ("advice", "comment", "question", "answer", "takeaway", "dialogue"):
            about = next(
                (contribution.id for contribution in reversed(view.contributions) if _fits(view, kind, contribution)),
                None,
            )
            command = c.Contribute(clinic_id=CLINIC, what=kind, text="Words.", about=about)  # type: ignore[arg-type]
            context = Context(now, Actor("member", who), CLINIC, "would", ROLE[who])
            try:
                [event] = aggregate.decide(clinic, command, context)
            except Refusal:
                assert kind not in {may_contribute.kind for may_contribute in view.you_may.contribute} | set(
                    view.you_may.later
                )
            else:
                held = isinstance(event, c.DraftHeld)
                assert held or kind in {may_contribute.kind for may_contribute in view.you_may.contribute}


def _fits(view: c.ClinicView, kind: str, contribution_view: c.ContributionView) -> bool:
    kinds = REFERS[kind].kinds if kind in REFERS else ()  # type: ignore[index]
    turn = next((step.turn_of for step in view.steps if step.name == view.step), None)
    case = turn or (view.rotation.you.presenter_id if view.rotation and view.rotation.you else None)
    return (
        contribution_view.kind in kinds
        and not contribution_view.withdrawn
        and (case is None or contribution_view.case_of in (case, None))
    )
