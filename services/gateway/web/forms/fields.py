"""What a form holds, and the command that it asks for."""

from collections.abc import Callable

from shared.contracts.base import Command
from shared.contracts.types import Id

type Fields = dict[str, str]
type FormAction = Callable[[Id, Fields], Command]
"""The command that a form of a thing's page asks for, from the thing's id and what was filled in."""
