"""Commands of any kind with any content, for sessions in which everything happens in any order."""

import random
import types
import typing
from datetime import timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic_core import PydanticUndefined

from shared.contracts.base import Command
from shared.contracts.types import When
from tests.support.world import NOON

WORDS = ("handover", "two teams", "we once tried", "what about…", "מה קרה", "Ärger & <b>so</b>", "a\nb")


class Anything:
    """Makes commands up. `ids` and `steps` are what they may be about; more ids are added as things are made."""

    def __init__(self, seed: int, ids: list[str], steps: list[str]) -> None:
        self.random = random.Random(seed)
        self.ids = ids
        self.steps = steps

    def command(self, kind: type[Command], **fixed: Any) -> Command | None:
        """A command of that kind; None where chance made one that can't be."""
        try:
            return kind.model_validate(self._fields(kind, **fixed))
        except ValidationError:
            return None

    def _fields(self, kind: type[BaseModel], **fixed: Any) -> dict[str, Any]:
        return {
            name: fixed[name] if name in fixed else self._value(name, field.annotation)
            for name, field in kind.model_fields.items()
            if name in fixed or field.default is PydanticUndefined or self.random.random() < 0.5
        }

    def _value(self, name: str, annotation: Any) -> Any:
        annotation = _plain(annotation)
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin in (typing.Union, types.UnionType):
            return self._value(
                name, self.random.choice([argument for argument in arguments if argument is not type(None)])
            )
        if origin is typing.Literal:
            return self.random.choice(arguments)
        if origin is tuple:
            return [self._value(name, arguments[0]) for _ in range(self.random.randint(0, 3))]
        return self._simple(name, annotation)

    def _simple(self, name: str, annotation: Any) -> Any:
        choices = {
            When: lambda: When.of(NOON + timedelta(hours=self.random.randint(1, 2000)), "Europe/Paris"),
            bool: lambda: self.random.random() < 0.5,
            int: lambda: self.random.randint(-5, 60),
            AwareDatetime: lambda: NOON + timedelta(minutes=self.random.randint(1, 2000)),
        }
        if annotation in choices:
            return choices[annotation]()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._fields(annotation)
        if "step" in name:
            return self.random.choice(self.steps)
        if name.endswith("_id") or name in ("about", "people", "presenters"):
            return self.random.choice(self.ids)
        return self.random.choice(WORDS)


def _plain(annotation: Any) -> Any:
    """What a named or annotated type really is."""
    while hasattr(annotation, "__value__") or typing.get_origin(annotation) is typing.Annotated:
        annotation = annotation.__value__ if hasattr(annotation, "__value__") else typing.get_args(annotation)[0]
    return annotation
