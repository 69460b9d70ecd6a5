"""A visit's page, and the forms of whoever looks after the visit."""

import re
from datetime import time, timedelta

from shared.clock import StoppedClock
from shared.contracts import trips as t
from tests.support.village import Village

STOPS = (t.Stop(title="The oven", minutes=30), t.Stop(title="Tea", minutes=15, at="Bea's kitchen"))


async def proposed(village: Village) -> str:
    await village.people.joins("Hana")
    await village.people.joins("Gil")
    command = t.ProposeVisit(
        community_id=village.community, title="The night <bakery>", place="Mill Lane 3", guide="Bea", programme=STOPS
    )
    return f"/visits/{(await village.people.send('Hana', command))['id']}"


async def test_the_page_tells_where_who_when_and_what(village: Village) -> None:
    path = await proposed(village)
    page = (await village.visitor("Gil").look(path)).text
    for part in ("The night &lt;bakery&gt;", "Mill Lane 3", "Bea", "Hana", "It has no time yet", "The oven", "15 min"):
        assert part in page
    assert "Bea&#39;s kitchen" in page
    assert "/schedule" not in page, "only whoever looks after it gets forms"


async def test_a_host_takes_a_visit_from_its_time_to_what_was_learned(village: Village) -> None:
    path, hana = await proposed(village), village.visitor("Hana")
    when = {"date": "2026-09-20", "time": "18:30", "zone": "Europe/Paris"}
    assert (await hana.press(f"{path}/plan", f"{path}/plan/schedule", when)).status == 303
    page = (await village.visitor("Gil").look(path)).text
    assert "Sunday 20 September 2026, 18:30 (Europe/Paris)" in page
    assert f"{path}/memories" not in (await hana.look(path)).text, "it has not begun"
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment += timedelta(days=10)
    assert (
        await hana.press(f"{path}/memories", f"{path}/memories/complete", {"learning": "Dough rests at night."})
    ).status == 303
    page = (await village.visitor("Gil").look(path)).text
    assert "What was learned" in page
    assert "Dough rests at night." in page


async def test_a_time_that_cannot_be_is_refused_in_place_and_stays_in_the_form(village: Village) -> None:
    path, hana = await proposed(village), village.visitor("Hana")
    good = {"date": "2026-09-20", "time": "18:30", "zone": "UTC"}
    for wrong, place, said in (
        ({"date": ""}, "date", "Choose a day"),
        ({"time": "soon"}, "time", "Choose a time"),
        ({"zone": "Middle-earth"}, "zone", "is not a time zone"),
        ({"date": "2026-09-01"}, "date", "This time is past"),
        ({"date": "9999-12-31", "zone": "Pacific/Midway"}, "date", "too far away"),
        ({"date": "2027-03-28", "time": "02:30", "zone": "Europe/Paris"}, "date", "did you mean 2027-03-28 03:30"),
    ):
        refused = await hana.press(f"{path}/plan", f"{path}/plan/schedule", good | wrong)
        assert refused.status == 422, wrong
        assert re.search(rf'name="{place}" aria-invalid="true"', refused.text), wrong
        assert refused.text.count(said) == 2, wrong
        for name, value in (good | wrong).items():
            assert re.search(rf'id="schedule-{name}"[^>]* value="{value}"', refused.text), wrong
    assert "It has no time yet" in (await hana.look(path)).text


async def test_a_visit_is_cancelled_with_a_reason(village: Village) -> None:
    path, hana = await proposed(village), village.visitor("Hana")
    refused = await hana.press(f"{path}/plan", f"{path}/plan/cancel", {"reason": ""})
    assert re.search(r'name="reason" aria-invalid', refused.text)
    assert (await hana.press(f"{path}/plan", f"{path}/plan/cancel", {"reason": "The oven is broken."})).status == 303
    page = (await hana.look(path)).text
    assert "cancelled" in page
    assert f'action="{path}' not in page


async def test_the_page_says_where_to_meet_what_to_bring_and_when_each_stop_is_on_its_own_clocks(
    village: Village,
) -> None:
    path, hana = await proposed(village), village.visitor("Hana")
    visit = path.rpartition("/")[2]
    far = t.Stop(title="Over the border", start=time(20, 0), minutes=30, zone="Europe/London")
    await village.people.send("Hana", t.AddStop(visit_id=visit, stop=far))
    said = {"meeting_point": "Platform <4>", "bring": "Boots & a towel"}
    assert (await hana.press(f"{path}/plan", f"{path}/plan/describe", said)).status == 303
    when = {"date": "2026-09-20", "time": "18:30", "zone": "Europe/Paris"}
    assert (await hana.press(f"{path}/plan", f"{path}/plan/schedule", when)).status == 303
    page = (await village.visitor("Gil").look(path)).text
    for part in (
        "Platform &lt;4&gt;",
        "Boots &amp; a towel",
        "18:30 (Europe/Paris)",
        "18:30–19:00",
        "(Europe/London)",
    ):
        assert part in page
