"""Tries a running gateway against its own description: made-up requests, good ones and bad ones, with real ids in them."""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import hypothesis.strategies as st
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.gateway.api.application import openapi

ID = re.compile(r"[a-z]+-[0-9a-z]{26}")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = {"/api/events"}
"""Answered for as long as somebody listens: its own tests read it."""
LONGEST_ADDRESS = 5_000
"""Characters of a query, each of which can become twelve: HTTP servers refuse more by themselves."""
REAL = 0.8
"""How often an id is one of something that exists."""


@dataclass(frozen=True)
class Known:
    """What exists behind the gateway."""

    address: str
    tokens: Sequence[str]
    """Of people with different rights; an empty one is a stranger's."""
    ids: Mapping[str, Sequence[str]]
    """By the name of the field or parameter that they belong in."""
    instead: Mapping[str, Any]
    """For fields whose values lead elsewhere, by name: nothing here may reach out of this machine."""


@dataclass(frozen=True)
class Hard:
    """How many good and how many bad requests are made up for each operation, and from which seed."""

    examples: int
    seed: int


def operations() -> list[Any]:
    """All that can be tried: what ends somebody's belonging or a clinic comes last, for others need it."""
    schema = schemathesis.openapi.from_dict(openapi())
    found = [get_all_operation.ok() for get_all_operation in schema.get_all_operations()]
    return sorted(
        (apioperation for apioperation in found if apioperation.path not in ENDLESS),
        key=lambda name: (_ends(name.path), name.path),
    )


def _ends(path: str) -> bool:
    return path.endswith(("/leaving", "/role", "/cancellation", "/completion", "/closing", "/revocation"))


@dataclass
class Outcome:
    """What came of trying."""

    wrong: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    """How often each status was the answer."""


def try_out(operation: Any, known: Known, hard: Hard, outcome: Outcome) -> None:
    """Note what is wrong with the answers to good and bad requests."""
    with requests.Session() as session:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask = _asking(operation, known, hard, mode, partial(_ask, known.address, session, outcome))
            try:
                ask()
            except FailureGroup as failures:
                outcome.wrong += [f"{operation.label}: {failure}" for failure in failures.exceptions]
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, "only where nothing is sent can nothing be wrong with it"


def _asking(
    operation: Any, known: Known, hard: Hard, mode: GenerationMode, ask: Callable[[Case, str], None]
) -> Callable[[], None]:
    @seed(hard.seed)
    @settings(
        max_examples=hard.examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), luck=st.randoms(use_true_random=False))
    def asking(case: Case, luck: random.Random) -> None:
        _make_real(case, known, luck)
        ask(case, luck.choice(known.tokens))

    return asking


def _ask(address: str, session: requests.Session, outcome: Outcome, case: Case, token: str) -> None:
    if len(str(case.query)) > LONGEST_ADDRESS:
        return
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = case.call(base_url=address, session=session, headers=headers, allow_redirects=False)
    outcome.answers[response.status_code] += 1
    case.validate_response(response, checks=CHECKS)


def _make_real(case: Case, known: Known, luck: random.Random) -> None:
    if case.path_parameters:
        case.path_parameters = _real(case.path_parameters, known, luck)
    if case.query:
        case.query = _real(case.query, known, luck)
    if isinstance(case.body, dict):
        case.body = _real(case.body, known, luck)


def _real(value: Any, known: Known, luck: random.Random, name: str = "") -> Any:
    """The same with ids of real things where made-up ones stood."""
    if isinstance(value, Mapping):
        return {key: _real(inner, known, luck, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_real(inner, known, luck, name) for inner in value]
    if name in known.instead and isinstance(value, str):
        return known.instead[name]
    if isinstance(value, str) and ID.fullmatch(value) and luck.random() < REAL:
        return luck.choice(known.ids.get(name) or [value])
    return value
