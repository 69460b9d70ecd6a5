"""Plays a clinic by its protocol, with scripted people, over the pure decisions: what may be said is read from the data."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, get_args

from services.clinic import app
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import needs_people
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.protocol import REFERS, Kind, Loop, Part, Protocol, Step
from shared.contracts.types import When
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

KINDS: tuple[Kind, ...] = tuple(sorted(get_args(Kind.__value__), key=lambda kind: kind in REFERS))
"""Every kind, those that belong to others last."""
CLINIC = derived_id("clinic", "played")
FINN = member("finn")
"""Facilitates, and neither presents nor is a client."""


def people_for(protocol: Protocol) -> tuple[str, ...]:
    """As many as the protocol is made for, or four; with several presenters a group for each, of which one is smaller."""
    count = protocol.people.min if protocol.people else 4
    if protocol.presenters.max > 1:
        count = presenters_of(protocol) * count + 1
    return tuple(member(f"person {number}") for number in range(1, count + 1))


def presenters_of(protocol: Protocol) -> int:
    """How many present: three where there may be that many."""
    return min(3, protocol.presenters.max)


def by_hand(
    protocol: Protocol, people: Sequence[str], presenters: Sequence[str]
) -> Iterator[tuple[str, Step, str | None]]:
    """What is expected of the steps, read from the file alone: each one's name, what it says, whose turn it is."""
    for entry in protocol.steps:
        if isinstance(entry, Loop):
            turns = {"client": people, "presenter": presenters, "group": (None,) * len(presenters)}[entry.each]
            for number, whose in enumerate(turns, 1):
                for step in entry.steps:
                    yield f"{step.name}_{number}", step, whose
        else:
            yield entry.name, entry, None


class Played:
    """One clinic, as it goes on."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.people = people_for(protocol)
        self.presenters = self.people[: presenters_of(protocol)]
        self.history: list[Event] = []
        self.clinic: Clinic | None = None
        self.now = NOON
        self._commands = 0

    def do(self, who: str, command: Command, role: str = "member") -> Sequence[Event]:
        """What comes of a command; it has happened then."""
        events = self.ask(who, command, role)
        self.history += events
        self.clinic = app.clinic.evolve.fold(self.clinic, events)
        return events

    def ask(self, who: str, command: Command, role: str = "member") -> Sequence[Event]:
        """What would come of a command."""
        self._commands += 1
        context = Context(self.now, Actor("member", who), CLINIC, str(self._commands), role, known=self.protocol)
        return app.clinic.decide(self.clinic, command, context)

    def start(self) -> None:
        key = self.protocol.key
        self.do(self.people[0], c.ProposeCase(community_id=COMMUNITY, title="A case", question="How?", protocol=key))
        tomorrow = When.of(NOON + timedelta(days=1), "UTC")
        self.do(self.people[0], c.ScheduleClinic(clinic_id=CLINIC, starts=tomorrow, facilitator_id=FINN))
        several = self.presenters if len(self.presenters) > 1 else ()
        here = self.people if needs_people(self.protocol) else ()
        self.do(FINN, c.StartClinic(clinic_id=CLINIC, people=here, presenters=several), "facilitator")

    def wait(self) -> None:
        """Until the time of the step that runs is over."""
        assert self.clinic is not None and self.clinic.step is not None
        self.now = max(self.now, self.clinic.steps[self.clinic.step].ends_at)

    def has_part(self, who: str, part: Part, whose: str | None) -> bool:
        """Whether somebody has a part in a step, in the words of `docs/protocols.md`."""
        case = who == whose if whose else who in self.presenters
        return {
            "all": True, "facilitator": who == FINN, "presenter": case, "client": case, "group": not case
        }[part]  # fmt: skip

    def place(self, who: str, name: str, step: Step, whose: str | None) -> tuple[str | None, int | None]:
        """Whose case somebody works on, and in which group, as one would work it out on paper."""
        found = self.protocol.find(step.name)
        assert found is not None
        if whose or found[1] != "group":
            several = len(self.presenters) > 1 and who in self.presenters
            return whose or (who if several else None), None
        count, gone = len(self.presenters), int(name.rpartition("_")[2]) - 1
        if who in self.presenters:
            return who, (self.presenters.index(who) + gone) % count + 1
        if who == FINN:
            return None, None
        group = (self.people.index(who) - count) % count
        return self.presenters[(group - gone) % count], group + 1

    def may(self, who: str, kind: Kind, step: Step, whose: str | None) -> bool:
        muted = any(self.has_part(who, part, whose) for part in step.mutes)
        return kind in step.takes and not muted and self.has_part(who, step.takes[kind], whose)

    def too_early(self, who: str, kind: Kind, name: str, step: Step) -> str | None:
        """The step to come in which somebody may say this, where the one that runs does not take it."""
        if kind in step.takes:
            return None
        steps = list(by_hand(self.protocol, self.people, self.presenters))
        place = next(index for index, step in enumerate(steps) if step[0] == name)
        return next((step for step, later, turn in steps[place + 1 :] if self.may(who, kind, later, turn)), None)

    def everybody_tries_everything(self, name: str, step: Step, whose: str | None) -> int:
        """Each person tries each kind in the step that runs. What is taken stays; how many were."""
        taken = 0
        for kind in KINDS:
            for who in (*self.people, FINN):
                may, place = self.may(who, kind, step, whose), self.place(who, name, step, whose)
                early = self.too_early(who, kind, name, step)
                about = None if early else self.target(kind, who, name, step, whose)
                command = c.Contribute(clinic_id=CLINIC, what=kind, text=f"{kind} in {name}", about=about)
                # Whoever leads goes from group to group, and belongs to none.
                nowhere = who == FINN and self.in_groups(step)
                expected = may and not nowhere
                try:
                    [event] = self.do(who, command)
                except Refusal as refusal:
                    assert not expected and not early, f"{kind} in {name} was refused: {refusal}"
                    assert refusal.status == (403 if kind in step.takes and not may else 409), refusal
                    assert refusal.extra["hint"] == self.hint(who, step, whose)
                else:
                    said: Any = event
                    assert (said.member_id, said.step, said.text) == (who, name, f"{kind} in {name}")
                    if isinstance(event, c.DraftHeld):
                        assert early, f"{kind} in {name} was held for {who}"
                        assert (event.kind, event.waits_for) == (kind, early)
                        assert event.hint == self.hint(who, step, whose)
                        continue
                    assert expected, f"{kind} in {name} was taken from {who}"
                    assert (said.case_of, said.group) == place
                    taken += 1
        return taken

    def times(self, step: Step) -> int:
        """How many people its minutes are each for."""
        if not step.minutes.per:
            return 1
        if not self.in_groups(step):
            return len(self.people)
        # The largest group, with its presenter.
        return -(-(len(self.people) - len(self.presenters)) // len(self.presenters)) + 1

    def in_groups(self, step: Step) -> bool:
        found = self.protocol.find(step.name)
        return found is not None and found[1] == "group"

    def target(self, kind: Kind, who: str, name: str, step: Step, whose: str | None) -> str | None:
        """Something that this kind may belong to, where something was said already: of the same case and group."""
        assert self.clinic is not None
        kinds = REFERS[kind].kinds if kind in REFERS else ()
        case, group = self.place(who, name, step, whose)
        return next(
            (
                contribution.id
                for contribution in reversed(list(self.clinic.contributions.values()))
                if contribution.kind in kinds
                and (case is None or contribution.case_of in (case, None))
                and (group is None or contribution.group == group)
            ),
            None,
        )

    def hint(self, who: str, step: Step, whose: str | None) -> str:
        case = self.has_part(who, "presenter", whose)
        order: list[Part] = ["client", "presenter"] if case else ["group"]
        order += ["facilitator"] if who == FINN else []
        return next(
            (step.hints[part] for part in (*order, "all") if part in step.hints), next(iter(step.hints.values()))
        )
