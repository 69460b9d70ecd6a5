"""What holds for every command, event and query of every service."""

import importlib
import inspect
import pkgutil
import re
import typing
import warnings
from typing import Any

import pytest
from pydantic import BaseModel

import shared.contracts
from shared.contracts.base import Command, Contribution, Event, Query, derived_id, private_fields
from shared.contracts.types import Id, is_private
from shared.journal import Recorded

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(shared.contracts.__path__, "shared.contracts.")
]


def all_of(base: type[BaseModel]) -> list[type[Any]]:
    """Every contract of a kind; those others are made from are not themselves sent."""
    found = {
        var
        for module in MODULES
        for var in vars(module).values()
        if inspect.isclass(var) and issubclass(var, base) and var.__module__ == module.__name__
    }
    parents = {parent for name in found for parent in name.__mro__[1:]}
    return sorted(found - parents - {base, Contribution}, key=lambda parent: str(parent.__name__))


EVENTS, COMMANDS, QUERIES = all_of(Event), all_of(Command), all_of(Query)
by_name = pytest.mark.parametrize("contract", [*EVENTS, *COMMANDS, *QUERIES], ids=lambda name: name.__name__)
of_events = pytest.mark.parametrize("event", EVENTS, ids=lambda name: name.__name__)


def test_there_are_contracts() -> None:
    assert len(EVENTS) > 20
    assert len(COMMANDS) > 20
    assert len(QUERIES) > 5


def parts(annotation: Any) -> list[Any]:
    """An annotation and all it is made of."""
    if hasattr(annotation, "__value__") and not typing.get_args(annotation):
        return [annotation, *parts(annotation.__value__)]
    found = [annotation]
    for argument in typing.get_args(annotation):
        found += parts(argument)
    return found


@of_events
def test_what_is_private_never_leaves_with_the_event(event: type[Event]) -> None:
    secret = "Nobody else may read this."
    forms: dict[Any, Any] = {"": secret, (): (secret,), None: secret}
    kept: dict[str, Any] = {
        name: {secret: secret} if nothing == {} else forms[nothing] for name, nothing in private_fields(event).items()
    }
    made = event.model_construct(None, **kept)
    recorded = Recorded("pad@1.1", made)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert str(made.model_dump(mode="json")).count(secret) >= len(kept)
        for public in (made.public(), recorded.public):
            assert secret not in str(public)
            assert not set(public) & set(kept)


@of_events
def test_an_event_comes_back_from_the_bus_without_what_is_private(event: type[Event]) -> None:
    for name, nothing in private_fields(event).items():
        assert event.model_fields[name].annotation is not None
        assert nothing in ("", (), {}, None)


@of_events
def test_nothing_private_hides_inside_another_value(event: type[Event]) -> None:
    for field in event.model_fields.values():
        for part in parts(field.annotation):
            if inspect.isclass(part) and issubclass(part, BaseModel):
                hidden = [
                    name for name, inner in part.model_fields.items() if is_private(inner.annotation, inner.metadata)
                ]
                assert not hidden, f"only an event's own fields are removed, and {part.__name__} has {hidden}"


@by_name
def test_a_contract_belongs_to_a_service_whose_file_it_stands_in(contract: type[Any]) -> None:
    assert contract.service == contract.__module__.split(".")[2]


@by_name
def test_a_contract_is_found_where_its_service_is_looked_up(contract: type[Any]) -> None:
    language = importlib.import_module(f"shared.contracts.{contract.service}")
    assert vars(language).get(contract.__name__) is contract


@by_name
def test_a_name_is_safe_in_a_subject(contract: type[Any]) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", contract.__name__)


@by_name
def test_a_contract_never_changes_once_it_was_made(contract: type[Any]) -> None:
    assert contract.model_config["frozen"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda name: name.__name__)
def test_a_command_says_what_it_is_about_with_an_id_that_is_safe_in_a_subject(command: type[Command]) -> None:
    if command.creates or command.stream is not Command.stream:  # its id is made from what it says
        return
    field = command.model_fields[f"{command.kind}_id"]
    assert field.metadata[0].pattern == typing.get_args(Id)[1].pattern


@pytest.mark.parametrize("kind", ["clinic", "member", "timers"])
def test_an_id_made_from_any_text_is_safe_in_a_subject(kind: str) -> None:
    pattern = typing.get_args(Id)[1].pattern
    for text in ("a.b.>", "*", " ", "é", "x" * 9000, "\x00"):
        assert re.match(pattern, derived_id(kind, text))


def test_ids_of_different_things_differ() -> None:
    assert len({derived_id("clinic", "a", str(number)) for number in range(1000)}) == 1000
    assert derived_id("clinic", "ab", "c") != derived_id("clinic", "a", "bc")
