"""The clock on the clinic's page: plain forms, each with what it costs, for the facilitator alone."""

from datetime import timedelta

import pytest

from shared.contracts import clinic as c
from shared.contracts.types import When
from tests.support.belonging import People
from tests.support.village import Village, forms_in

CLOCK = ("extend", "back", "pause", "skip", "hands-with-experience")


async def _people(village: Village) -> People:
    await village.people.joins("Ana")
    await village.people.joins("Finn", "facilitator")
    return village.people


@pytest.fixture
async def room(village: Village) -> str:
    """The path of a clinic that Ana presents and Finn facilitates, in its second step."""
    people = await _people(village)
    made = await people.send("Ana", c.ProposeCase(community_id=people.community, title="Handover", question="How?"))
    clinic = made["id"]
    path = f"/clinics/{clinic}"
    finn, starts = village.visitor("Finn"), village.world.clock.now() + timedelta(hours=1)
    fields = {
        "date": f"{starts:%Y-%m-%d}",
        "time": f"{starts:%H:%M}",
        "zone": "UTC",
        "facilitator": people.ids["Finn"],
        "available": "60",
        "hard_stop": f"{starts + timedelta(minutes=75):%H:%M}",
    }
    sent = await finn.press(path, f"{path}/schedule", fields)
    assert sent.status == 303, sent.text
    await people.send("Finn", c.StartClinic(clinic_id=clinic))
    await people.send("Finn", c.AdvanceStep(clinic_id=clinic, from_step="context"))
    return path


async def test_the_plan_shows_the_time_that_was_chosen(village: Village, room: str) -> None:
    view = await village.people.ask("Ana", c.GetClinic(clinic_id=room.rpartition("/")[2]), c.ClinicView)
    assert view.clock is not None
    assert (view.clock.available, view.clock.chosen) == (3600, True)
    assert view.clock.hard_stop == When.of(view.starts.instant + timedelta(minutes=75), "UTC").instant  # type: ignore[union-attr]
    assert not view.clock.moving_on.by_itself


async def test_everybody_sees_where_the_clinic_is_and_the_facilitator_what_may_be_done_about_it(
    village: Village, room: str
) -> None:
    seen = await village.visitor("Ana").look(room)
    assert "ahead. Ends at" in " ".join(seen.text.split())
    leads = await village.visitor("Finn").look(room)
    for form in CLOCK:
        assert f"{room}/{form}" in forms_in(leads.text)
        assert f"{room}/{form}" not in forms_in(seen.text)
    assert "2 minutes more" in leads.text
    assert "Pause" in leads.text


async def test_the_facilitator_extends_pauses_and_goes_on_without_scripts(village: Village, room: str) -> None:
    finn = village.visitor("Finn")
    fields = {"step": "understanding", "seconds": "-60"}
    assert (await finn.press(room, f"{room}/extend", fields)).status == 303
    assert (await finn.press(room, f"{room}/pause")).status == 303
    paused = await finn.look(room)
    assert "Paused" in paused.text
    assert (await finn.press(room, f"{room}/resume")).status == 303
    assert (await finn.press(room, f"{room}/hands-with-experience", {"members": "0"})).status == 303
    assert (await finn.press(room, f"{room}/bring-back")).status == 303
    again = await finn.press(room, f"{room}/extend", {"step": "context", "seconds": "60"})
    assert again.status == 409
    assert "in its understanding step by now" in again.text


async def test_a_room_that_must_be_left_too_early_is_told_beside_the_field(village: Village) -> None:
    people = await _people(village)
    made = await people.send("Ana", c.ProposeCase(community_id=people.community, title="Handover", question="How?"))
    path, starts = f"/clinics/{made['id']}", village.world.clock.now() + timedelta(hours=1)
    fields = {"date": f"{starts:%Y-%m-%d}", "time": f"{starts:%H:%M}", "zone": "UTC", "facilitator": people.ids["Finn"]}
    early = {"hard_stop": f"{starts + timedelta(minutes=10):%H:%M}"}
    refused = await village.visitor("Finn").press(path, f"{path}/schedule", fields | early)
    assert refused.status == 422
    assert 'id="schedule-hard_stop-wrong">Case clinic takes at least' in refused.text
