"""A mistake while somebody speaks is logged without what they said."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from services.clinic.app import service
from services.clinic.domain.clinic import contribution
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Refusal
from shared.logs import written
from shared.settings import Settings
from tests.support.world import COMMUNITY, NOON, World

SAID = "I am afraid of Monday"
TOMORROW = When(local=(NOON + timedelta(days=1)).replace(tzinfo=None), zone="UTC")


def quote(clinic: Any, words: contribution.Words, *_: Any) -> Any:
    raise ValueError(f"{clinic} {words.text}")


def check(_: Any, words: contribution.Words, *__: Any) -> Any:
    TypeAdapter(int).validate_python(words.text)


def look_up(_: Any, words: contribution.Words, *__: Any) -> Any:
    return {"kept": words.text}[words.text]


@pytest.mark.parametrize("mistake", [quote, check, look_up])
@pytest.mark.parametrize("how", ["json", "plain"])
async def test_a_failing_give_context_logs_nothing_that_was_said(
    world: World, monkeypatch: pytest.MonkeyPatch, mistake: Any, how: Any
) -> None:
    await world.open(service)
    world.joins("ana")
    finn = world.joins("finn", "facilitator")
    case = c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How do we hand over?")
    clinic = (await world.send("ana", case))["id"]
    await world.send("finn", c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=finn))
    await world.send("finn", c.StartClinic(clinic_id=clinic))
    monkeypatch.setattr(contribution, "contribution_event", mistake)
    stream = io.StringIO()
    with written(Settings(log_level="debug", log_format=how), stream), pytest.raises(Refusal) as refused:
        await world.send("ana", c.GiveContext(clinic_id=clinic, text=SAID))
    assert refused.value.slug == "mistake"
    assert SAID not in refused.value.detail
    told = stream.getvalue()
    assert SAID not in told
    assert "Handover" not in told
    assert "a mistake in Convene" in told
    assert mistake.__name__ in told, "its place is told"
    if how == "json":
        assert json.loads(told.splitlines()[0])["what"] == "GiveContext"
