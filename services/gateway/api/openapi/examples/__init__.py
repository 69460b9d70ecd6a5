"""One example for every command: what stands in its body when somebody sends it. Shown in the API's description.

A command that is not here has nothing in its body that must be said.
"""

from collections.abc import Mapping
from typing import Any

from services.gateway.api.openapi.examples.after import AFTER
from services.gateway.api.openapi.examples.clinics import CLINICS
from services.gateway.api.openapi.examples.communities import COMMUNITIES
from services.gateway.api.openapi.examples.days import DAYS
from services.gateway.api.openapi.examples.visits import VISITS
from shared.contracts.base import Command

_EXAMPLES: Mapping[type[Command], Mapping[str, Any]] = COMMUNITIES | CLINICS | AFTER | VISITS | DAYS


def example_of(command: type[Command]) -> dict[str, Any]:
    """The body of one good command, without what stands in its path."""
    return dict(_EXAMPLES.get(command, {}))


def known() -> set[type[Command]]:
    """The commands that something is to be said for."""
    return set(_EXAMPLES)
