"""Protocols written out for those who are there; and what the docs say of them."""

import re
from typing import get_args

import pytest

from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.parse import read_protocol
from services.clinic.domain.protocols.plan import minutes_of, plan
from shared.contracts.protocol import Kind, Part, Protocol
from tests.support import ROOT
from tests.support.world import member

HEAD = "key: ours\ntitle: Ours\nsummary: A test.\nsource: Ours.\n"


def minutes(protocol: Protocol, people: int, presenters: int = 1, **chosen: int) -> dict[str, int]:
    names = [member(str(number)) for number in range(people)]
    steps = plan(protocol, minutes_of(protocol, chosen), names[:presenters], names)
    return {step.name: step.minutes for step in steps}


def test_minutes_per_person_grow_with_the_people_and_can_be_chosen_for_each() -> None:
    ours = read_protocol(
        HEAD + 'steps:\n  - {name: arrive, minutes: {per: person, plan: 2}, hints: {all: "Tell."}}\n'
        '  - {name: talk, minutes: {min: 4, max: 9}, hints: {all: "Talk."}}\n'
    )
    assert minutes(ours, 5) == {"arrive": 10, "talk": 6}
    assert minutes(ours, 3, arrive=4, talk=8) == {"arrive": 12, "talk": 8}


def test_troika_of_three_has_thirteen_steps_and_takes_less_than_its_half_hour() -> None:
    steps = minutes(SHIPPED["troika"], 3)
    assert len(steps) == 1 + 3 * 4
    assert list(steps)[:6] == ["reflect", "share_1", "questions_1", "consult_1", "takeaways_1", "share_2"]
    assert sum(steps.values()) == 28


@pytest.mark.parametrize(
    ("key", "timings"),
    [("troika_fast", [2, 2, 2, 1]), ("troika_off_camera", [2, 6, 6, 4]), ("wise_crowds", [2, 3, 8, 2])],
)
def test_the_timings_of_each_turn_are_the_methods(key: str, timings: list[int]) -> None:
    steps = [lasts for name, lasts in minutes(SHIPPED[key], 3).items() if name.endswith("_2")]
    assert steps == timings


def test_rotating_clinics_have_as_many_rounds_as_presenters_and_then_each_in_turn() -> None:
    three = [member(name) for name in ("ana", "bo", "gil")]
    steps = plan(SHIPPED["rotating"], minutes_of(SHIPPED["rotating"], {}), three, ())
    assert [step.name for step in steps] == [
        "context_1", "understanding_1", "advice_1", "context_2", "understanding_2", "advice_2",
        "context_3", "understanding_3", "advice_3", "plenary_1", "plenary_2", "plenary_3",
    ]  # fmt: skip
    assert [step.turn_of for step in steps] == [None] * 9 + three


def test_the_default_is_the_handbooks_table() -> None:
    assert minutes(SHIPPED["case_clinic"], 7) == {
        "context": 10, "understanding": 15, "related_experience": 10, "advice": 15, "summary": 5,
    }  # fmt: skip
    spans = [written.step.minutes for written in SHIPPED["case_clinic"].written()]
    assert [(span.min, span.max) for span in spans] == [(5, 10), (15, 15), (0, 15), (15, 15), (5, 5)]


DOCS = (ROOT / "docs/protocols.md").read_text()


def test_the_example_in_the_docs_can_be_run() -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    ours = read_protocol(example)
    assert ours.key == "kitchen_table"
    assert list(minutes(ours, 3))[-3:] == ["gift_1", "gift_2", "gift_3"]


def test_the_docs_name_every_kind_every_part_and_every_file() -> None:
    for name in (*get_args(Kind.__value__), *get_args(Part.__value__), *(set(SHIPPED) - {"rotating"})):
        assert f"`{name}`" in DOCS, name
