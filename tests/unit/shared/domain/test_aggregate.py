"""What an aggregate knows of its events, and what becomes of one that it does not know."""

from typing import ClassVar

import pytest

from shared.contracts.base import Event
from shared.domain import UnknownEventError
from tests.support.pad import Pad, PadOpened, evolve, pads


class PadBurnt(Event):
    """No `evolve` knows it."""

    service: ClassVar[str] = "clinic"


def test_an_event_that_no_evolve_knows_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownEventError, match="PadBurnt"):
        evolve(Pad(), PadBurnt())


def test_an_aggregate_has_the_events_that_its_evolve_knows() -> None:
    assert PadOpened in pads().events
    assert PadBurnt not in pads().events
