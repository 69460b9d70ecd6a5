"""Any protocol runs from its file: everybody tries everything in every step, and what is taken is what the file says."""

from datetime import timedelta
from itertools import pairwise

import pytest

from services.clinic import app
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.parse import read_protocol
from shared.contracts import clinic as c
from shared.contracts.protocol import Protocol
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.played import CLINIC, FINN, Played, by_hand
from tests.support.world import NOON

IN_A_MONTH = When.of(NOON + timedelta(days=30), "UTC")

STRANGER = read_protocol("""
key: kitchen_table
title: Kitchen table
summary: Written by somebody who read docs/protocols.md and nothing else.
source: Our own.
people: {min: 3, max: 6}
total: {max: 90}
steps:
  - name: arrive
    minutes: {per: person, plan: 2}
    takes: {progress: all}
    hints: {all: "What came of it since last time?"}
  - name: tell
    minutes: {min: 5, max: 12}
    takes: {context: presenter}
    hints: {group: Listen., presenter: Tell what matters., facilitator: Watch the time.}
  - name: wonder
    minutes: 10
    restates: true
    takes: {question: group, answer: presenter, mirror: facilitator}
    hints: {all: "Ask, and let the question change."}
  - name: breathe
    minutes: 2
    optional: true
    silent: true
    hints: {all: Be still.}
  - each: client
    steps:
      - name: gift
        minutes: {min: 2, max: 4, plan: 3}
        mutes: [client]
        takes: {advice: all, comment: group}
        hints: {group: Give what you have., client: Take it in.}
  - name: thank
    minutes: 5
    takes: {response: presenter, takeaway: all}
    hints: {all: "What do you take home?"}
""")

FAIR = read_protocol("""
key: village_fair
title: Village fair
summary: Several presenters, written by somebody who read docs/protocols.md and nothing else.
source: Our own.
people: {min: 3, max: 9}
presenters: {min: 2, max: 4}
steps:
  - name: open
    minutes: 5
    takes: {progress: all}
    hints: {all: "Who is here?"}
  - each: group
    steps:
      - name: tell
        minutes: {min: 2, max: 6}
        restates: true
        takes: {context: presenter}
        hints: {presenter: Tell it and ask., all: Listen.}
      - name: give
        minutes: {per: person, plan: 1}
        mutes: [presenter]
        takes: {advice: group, comment: all}
        hints: {group: Give what you have., presenter: Listen.}
  - name: breathe
    minutes: 3
    optional: true
    silent: true
    hints: {all: Be still.}
  - each: group
    steps:
      - name: thank
        minutes: 2
        takes: {response: presenter, mirror: facilitator}
        hints: {all: Once more round.}
  - each: presenter
    steps:
      - name: tell_all
        minutes: 3
        takes: {takeaway: presenter, experience: group}
        hints: {all: "What did you learn?"}
  - name: close
    minutes: 4
    takes: {takeaway: presenter, support: all}
    hints: {all: "What stays?"}
""")

ALL = [*SHIPPED.values(), STRANGER, FAIR]
every = pytest.mark.parametrize("protocol", ALL, ids=lambda name: name.key)


@every
def test_a_protocol_runs_as_its_file_says(protocol: Protocol) -> None:
    played = Played(protocol)
    played.start()
    expected = list(by_hand(protocol, played.people, played.presenters))
    for place, (name, step, whose) in enumerate(expected, 1):
        assert played.clinic is not None
        assert played.clinic.step == name
        begun = [
            clinic_step_started
            for clinic_step_started in played.history
            if isinstance(clinic_step_started, c.ClinicStepStarted)
        ][-1]
        assert (begun.step, begun.number) == (name, place)
        times = played.times(step)
        assert step.minutes.min * times <= begun.minutes <= step.minutes.max * times
        assert played.everybody_tries_everything(name, step, whose) or not step.takes
        if place < len(expected):
            with pytest.raises(Refusal, match="A clinic ends with"):
                played.ask(FINN, c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH), "facilitator")
            played.wait()
            played.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step=name), "facilitator")
    played.do(FINN, c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH), "facilitator")
    assert played.clinic is not None
    assert played.clinic.status == "closed"
    assert app.clinic.evolve.fold(None, played.history) == played.clinic


def takes_advice(protocol: Protocol) -> bool:
    return any("advice" in written.step.takes for written in protocol.written())


@pytest.mark.parametrize(
    "protocol", [protocol for protocol in ALL if not takes_advice(protocol)], ids=lambda name: name.key
)
def test_what_the_method_has_no_place_for_is_refused_with_the_methods_name(protocol: Protocol) -> None:
    played = Played(protocol)
    played.start()
    with pytest.raises(Refusal, match=f"{protocol.title} has no place for advice"):
        played.ask(played.people[-1], c.GiveAdvice(clinic_id=CLINIC, text="I once ..."))


@every
def test_the_question_is_restated_by_its_presenter_in_steps_made_for_it_and_nowhere_else(protocol: Protocol) -> None:
    played = Played(protocol)
    played.start()
    for name, step, _ in by_hand(protocol, played.people, played.presenters):
        for who in (*played.people, FINN):
            command = c.RestateQuestion(clinic_id=CLINIC, question=f"How, after {name}?")
            if step.restates and who in played.presenters:
                played.do(who, command)
                assert played.clinic is not None
                assert played.clinic.case_of(who).question == f"How, after {name}?"
            else:
                with pytest.raises(Refusal) as refused:
                    played.ask(who, command)
                assert refused.value.status == (403 if step.restates else 409)
        assert played.clinic is not None
        if played.clinic.following:
            played.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step=name), "facilitator")


@every
def test_exactly_the_optional_steps_can_be_left_out(protocol: Protocol) -> None:
    played = Played(protocol)
    played.start()
    first, *others = by_hand(protocol, played.people, played.presenters)
    with pytest.raises(Refusal, match="has begun"):
        played.ask(FINN, c.SkipStep(clinic_id=CLINIC, step=first[0]), "facilitator")
    for name, step, _ in others:
        command = c.SkipStep(clinic_id=CLINIC, step=name)
        with pytest.raises(Refusal, match="facilitator leads"):
            played.ask(played.people[-1], command)
        if step.optional:
            assert played.do(FINN, command, "facilitator")
            assert not played.do(FINN, command, "facilitator")
        else:
            with pytest.raises(Refusal, match="does not work without"):
                played.ask(FINN, command, "facilitator")
    run = [first[0], *(name for name, step, _ in others if not step.optional)]
    for name, following in pairwise(run):
        _, begun = played.do(FINN, c.AdvanceStep(clinic_id=CLINIC, from_step=name), "facilitator")
        assert isinstance(begun, c.ClinicStepStarted)
        assert begun.step == following
    played.do(FINN, c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH), "facilitator")
