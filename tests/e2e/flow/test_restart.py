"""A clinic goes on where it was when everything is stopped and started again."""

from datetime import datetime, timedelta

import pytest

from convene.story import play, script
from tests.support.tale import MINUTES, STARTS, forget_what_time_changes
from tests.support.town import Town


async def begin(town: Town) -> datetime:
    """A clinic in its second step; when that ends."""
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    facilitator, path = town.cast[script.FACILITATOR], f"/api/clinics/{town.cast.clinic}"
    await town.api.post(f"{path}/start", {}, facilitator)
    await town.api.post(f"{path}/steps", {"from_step": "context"}, facilitator)
    await town.api.post(f"{path}/questions", {"text": "Who comes twice?"}, town.cast["Dede"])
    await town.at_rest()
    view = await town.api.get(path, town.cast["Dede"])
    [ends] = [step["ends_at"] for step in view["steps"] if step["name"] == "understanding"]
    return datetime.fromisoformat(ends)


@pytest.mark.parametrize("later", [0, 5, 10, 25], ids=lambda minutes: f"{minutes} minutes later")
async def test_a_clinic_is_where_it_was_and_its_step_ends_when_it_would_have(town: Town, later: int) -> None:
    ends = await begin(town)
    before = await town.api.get(f"/api/clinics/{town.cast.clinic}", town.cast["Dede"])
    await town.close()
    town.clock.moment += timedelta(minutes=later)
    await town.open()

    after = await town.api.get(f"/api/clinics/{town.cast.clinic}", town.cast["Dede"])
    assert after.pop("now") == town.clock.now().isoformat().replace("+00:00", "Z")
    before.pop("now")
    for view in (before, after):
        forget_what_time_changes(view)
    # A minute before the step's end people are warned, which is one more thing that happened.
    assert after.pop("version") - before.pop("version") == (ends - town.clock.now() <= timedelta(minutes=1))
    assert after == before
    assert (after["status"], after["step"], len(after["contributions"])) == ("running", "understanding", 1)
    assert [step["ends_at"] for step in after["steps"] if step["name"] == "understanding"] == [
        ends.isoformat().replace("+00:00", "Z")
    ]

    if town.clock.now() < ends:
        await town.comes(ends - timedelta(seconds=1))
        assert town.ears.heard("StepTimeUp", step="understanding") == []
        await town.comes(ends)
    await town.at_rest()
    assert len(town.ears.heard("StepTimeUp", step="understanding")) == 1
    path = f"/api/clinics/{town.cast.clinic}/steps"
    await town.api.post(path, {"from_step": "understanding"}, town.cast[script.FACILITATOR])
