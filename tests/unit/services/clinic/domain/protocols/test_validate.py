"""What is wrong with a protocol, where, and in which words: expected by hand."""

import pytest

from services.clinic.domain.protocols.parse import ProtocolFault, read_protocol

HEAD = "key: ours\ntitle: Ours\nsummary: A test.\nsource: Ours.\n"
TELL = '  - {name: tell, minutes: 5, takes: {context: presenter}, hints: {all: "Tell."}}\n'
"""A step without fault, on one line."""


def faults(text: str) -> list[str]:
    try:
        read_protocol(text)
    except ProtocolFault as fault:
        return [f"{this_fault.line}: {this_fault.place}: {this_fault.text}" for this_fault in fault.faults]
    return []


def in_step(fields: str, head: str = HEAD) -> list[str]:
    """The faults of a protocol whose second step has these fields besides its name and hint, on its sixth line."""
    return faults(f'{head}steps:\n{TELL}  - {{name: two, hints: {{all: "Do."}}, {fields}}}\n')


def in_loop(each: str, fields: str, head: str = HEAD) -> list[str]:
    step = f'      - {{name: two, hints: {{all: "Do."}}, {fields}}}\n'
    return faults(f"{head}steps:\n{TELL}  - each: {each}\n    steps:\n{step}")


def test_a_protocol_without_fault_has_none() -> None:
    assert in_step("minutes: {min: 1, max: 9}, takes: {advice: group}") == []
    assert (
        in_loop("client", "minutes: 5, takes: {advice: group}, mutes: [client]", HEAD + "people: {min: 3, max: 3}\n")
        == []
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            "minutes: 5, silent: true, takes: {advice: group}",
            "7: step 2 'two', takes.advice: this step is silent, and yet takes the advice: drop one",
        ),
        (
            "minutes: {min: 9, max: 5, plan: 7}",
            "7: step 2 'two', minutes.min: the minimum of 9 minutes is over the maximum of 5",
        ),
        ("minutes: {min: 5, max: 9, plan: 3}", "7: step 2 'two', minutes.plan: the plan of 3 minutes is outside 5-9"),
        (
            "minutes: 5, takes: {advice: client}",
            "7: step 2 'two', takes.advice: nobody is a client here: clients are those of a loop with 'each: client'",
        ),
        (
            "minutes: 5, mutes: [client]",
            "7: step 2 'two', mutes.0: nobody is a client here: clients are those of a loop with 'each: client'",
        ),
        (
            "minutes: 5, mutes: [presenter], takes: {context: presenter}",
            "7: step 2 'two', takes.context: the presenter is muted here, and yet gives the context: drop one",
        ),
        ("minutes: 5, mutes: [all]", "7: step 2 'two', mutes: everyone is muted here: say 'silent: true' instead"),
        (
            "minutes: 5, silent: true, restates: true",
            "7: step 2 'two', restates: this step is silent: nobody can restate the question in it",
        ),
        (
            "minutes: 5, mutes: [presenter], restates: true",
            "7: step 2 'two', restates: the presenter is muted here, and cannot restate the question",
        ),
        (
            "minutes: 5, takes: {answer: presenter}",
            "7: step 2 'two', takes.answer: each answer belongs to a contribution of another kind (question), "
            "and no step so far takes one",
        ),
        (
            "minutes: {per: client, plan: 5}",
            "7: step 2 'two', minutes.per: minutes per client, but there are no clients: no loop has 'each: client'",
        ),
        ("minutes: quarter", "7: step 2 'two', minutes: must be whole minutes, such as 15 or {min: 5, max: 10}"),
        ("minutes: 5, minuts: 6", "7: step 2 'two', minuts: is no field of a protocol"),
        ("takes: {}", "7: step 2 'two', minutes: is missing"),
        ("minutes: 5, name: tell", "7: name: is there twice; keep one"),
    ],
)
def test_a_contradiction_in_a_step_is_named_with_its_place(fields: str, said: str) -> None:
    assert in_step(fields) == [said]


def test_an_unknown_kind_is_named_with_those_there_are() -> None:
    [said] = in_step("minutes: 5, takes: {advise: group}")
    assert said.startswith(
        "7: step 2 'two', takes.advise: is 'advise', which is unknown; it is one of 'context', 'question'"
    )


def test_an_unknown_part_is_named_with_those_there_are() -> None:
    [said] = in_step("minutes: 5, takes: {advice: consultants}")
    assert said.startswith(
        "7: step 2 'two', takes.advice: is 'consultants', which is unknown; it is one of 'presenter'"
    )


def test_two_steps_of_one_name_and_a_name_that_loops_could_make_are_refused() -> None:
    twice = '  - {name: tell, minutes: 5, hints: {all: "Again."}}\n'
    made = '  - {name: tell_2, minutes: 5, hints: {all: "Again."}}\n'
    assert faults(f"{HEAD}steps:\n{TELL}{twice}{made}") == [
        "7: step 2 'tell', name: step 1 is called 'tell' already: names are given once",
        "8: step 3 'tell_2', name: names that end in a number are made for loops: choose another one",
    ]


def test_a_step_needs_a_hint() -> None:
    assert faults(f"{HEAD}steps:\n  - name: tell\n    minutes: 5\n") == [
        "6: step 1 'tell', hints: there is no hint: say in a sentence what this step asks of people"
    ]


def test_a_protocol_without_a_step_is_refused() -> None:
    assert faults(HEAD) == ["1: steps: is missing"]
    assert faults(HEAD + "steps: []\n") == ["5: steps: there is no step at all: a clinic needs at least one"]


def test_a_loop_needs_those_it_is_for() -> None:
    assert in_loop("presenter", "minutes: 5") == [
        "7: steps.1.each: a loop for each presenter needs several presenters: "
        "say how many, as 'presenters: {min: 2, max: 5}'"
    ]
    [said] = in_loop("client", "minutes: 5")
    assert said.endswith("needs people who take turns: say how many, as 'people: {min: 3, max: 3}'")
    assert faults(f"{HEAD}people: {{min: 3, max: 3}}\nsteps:\n{TELL}  - each: client\n    steps: []\n") == [
        "9: steps.1.steps: this loop has no step in it"
    ]


def test_in_a_loop_over_clients_nobody_presents() -> None:
    head = HEAD + "people: {min: 3, max: 3}\n"
    assert in_loop("client", "minutes: 5, takes: {takeaway: presenter}", head) == [
        "10: step 2 'two', takes.takeaway: nobody presents here: in a loop for each client it is the client's turn"
    ]
    assert in_loop("client", "minutes: {per: client, plan: 2}", head) == [
        "10: step 2 'two', minutes.per: in a loop for each client, minutes are each client's already: drop 'per'"
    ]
    [said] = in_loop("client", "minutes: 5, restates: true", head)
    assert said.startswith("10: step 2 'two', restates: only a presenter's question can be restated")


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ("{max: 24}", "5: total.max: the steps take at least 25 minutes, and only 24 are there"),
        ("{max: 30}", "5: total.max: the steps are planned at 45 minutes, and only 30 are there"),
        ("{min: 70}", "5: total.min: the steps take at most 65 minutes, fewer than the 70 here"),
        ("{min: 50, max: 40}", "5: total.min: the minimum of 50 minutes is over the maximum of 40"),
    ],
)
def test_minutes_are_held_against_the_total_with_as_few_people_as_there_may_be(total: str, said: str) -> None:
    """5 minutes, and for each of four clients 5-15, planned 10."""
    head = f"{HEAD}total: {total}\npeople: {{min: 4, max: 7}}\n"
    assert said in in_loop("client", "minutes: {min: 5, max: 15, plan: 10}", head)


def test_what_is_not_complete_says_what_is_missing() -> None:
    said = "1: note: it is not complete: say in 'note' what is missing"
    assert faults(f"{HEAD}complete: false\nsteps:\n{TELL}") == [said]
    assert not faults(f"{HEAD}complete: false\nnote: The end.\nsteps:\n{TELL}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: the file: holds no protocol"),
        ("- a\n- b\n", "1: the file: holds no protocol"),
        ("key: [\n", "2: the file: is no YAML here"),
        ("key: ours\nkey: ours\n", "2: key: is there twice"),
        ("key: &a ours\ntitle: *a\n", "2: the file: uses an alias"),
        ("key: 2026-13-45\n", "1: the file: holds a value YAML cannot read"),
        ("[" * 60_000, "1: the file: is nested too deep"),
        ("key: \x00\n", "1: the file: is no YAML here"),
        ("#" * 70_000, "1: the file: has 70,000 characters"),
        ("key: " + "1" * 5000, "1: the file: holds a value YAML cannot read"),
    ],
    ids=lambda name: name[:20].encode("unicode_escape").decode(),
)
def test_a_text_that_is_no_protocol_is_refused_in_words(text: str, said: str) -> None:
    assert faults(text)[0].startswith(said)


def test_json_is_read_as_well() -> None:
    text = (
        '{"key": "ours", "title": "Ours", "summary": "A test.", "source": "Ours.", '
        '"steps": [{"name": "tell", "minutes": 5, "hints": {"all": "Tell."}}]}'
    )
    assert read_protocol(text).steps[0].name == "tell"  # type: ignore[union-attr]


def test_a_step_that_may_be_left_out_does_not_count_against_the_total() -> None:
    assert in_step("minutes: {min: 20, max: 30, plan: 20}", HEAD + "total: {max: 25}\n") == []
    assert in_step("minutes: {min: 20, max: 30, plan: 20}", HEAD + "total: {max: 24}\n") != []
    [said] = in_step("minutes: {min: 25, max: 30}, optional: true", HEAD + "total: {max: 24}\n")
    assert "are planned at 32 minutes" in said
