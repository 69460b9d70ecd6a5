"""The day of a visit, in browsers alone and without scripts."""

import re
from datetime import timedelta

from shared.clock import StoppedClock
from shared.contracts import trips as t
from tests.support.gateway.offered_visit import STARTS, open_visit, signs_up
from tests.support.village import Village, forms_in


async def test_the_roll_is_called_with_two_buttons_and_nobody_is_left_behind(village: Village) -> None:
    path = await open_visit(village, 2)
    await signs_up(village, path, "Ana")
    await signs_up(village, path, "Ben")
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant + timedelta(minutes=5)
    day, hana = f"{path}/day", village.visitor("Hana")
    assert "2 people are not accounted for." in (await hana.look(day)).text
    refused = await hana.press(day, f"{day}/leave")
    assert refused.status == 409
    assert "2 people are not accounted for" in refused.text
    ana = village.people.ids["Ana"]
    assert (await hana.press(day, f"{day}/roll", {f"mark-{ana}": "absent"})).status == 303
    assert "1 person is not accounted for." in (await hana.look(day)).text
    assert forms_in((await hana.look(day)).text)[f"{day}/roll"][f"mark-{ana}"] == "absent"
    assert (await hana.press(day, f"{day}/roll", {"rest": "present"})).status == 303
    assert "Everybody is accounted for." in (await hana.look(day)).text
    assert (await hana.press(day, f"{day}/leave")).status == 303
    seen = (await village.visitor("Ana").look(day)).text
    assert "over" in seen
    assert f"{day}/roll" not in seen, "only whoever looks after it calls the roll"


async def test_a_late_day_shows_what_has_moved_and_whom_the_host_must_tell(village: Village) -> None:
    path = await open_visit(village)
    await signs_up(village, path, "Ana")
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant + timedelta(minutes=5)
    day, hana = f"{path}/day", village.visitor("Hana")
    assert (await hana.press(day, f"{day}/late", {"minutes": "20"})).status == 303
    page = (await village.visitor("Ana").look(day)).text
    assert "15:20" in page
    assert "planned for 15:00" in page
    assert "Please tell" not in page
    assert "Please tell of the changes: Bea." in (await hana.look(day)).text
    refused = await hana.press(day, f"{day}/late", {"minutes": "soon"})
    assert refused.status == 422
    assert "Give a whole number." in refused.text


async def test_a_delay_is_looked_at_before_anything_moves(village: Village) -> None:
    path = await open_visit(village)
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant + timedelta(minutes=5)
    day, hana = f"{path}/day", village.visitor("Hana")
    page = (await hana.look(f"{day}?late=20")).text
    assert "<td>15:00</td><td><strong>15:20</strong></td>" in page
    assert "planned for" not in page, "nothing has moved"
    assert (await hana.press(f"{day}?late=20", f"{day}/late", {"minutes": "20", "stop": ""})).status == 303
    assert "planned for 15:00" in (await hana.look(day)).text
    bad = {"late=soon": "Give a whole number", "late=-50": "can catch up no more", "late=9999": "at most 600"}
    for query, said in bad.items():
        refused = await hana.look(f"{day}?{query}")
        assert refused.status == 200, query
        assert said in refused.text, query
    assert "See what moves" not in (await village.visitor("Ana").look(f"{day}?late=20")).text


async def test_the_host_begins_the_day_and_two_stops_change_places(village: Village) -> None:
    path = await open_visit(village)
    day, hana = f"{path}/day", village.visitor("Hana")
    assert "From twelve hours before it begins" in (await hana.look(day)).text
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant - timedelta(minutes=5)
    assert "It has not begun yet." in (await village.visitor("Ana").look(day)).text
    assert (await hana.press(day, f"{day}/start")).status == 303
    page = (await hana.look(day)).text
    assert f"{day}/start" not in page
    oven, tea = re.findall(r'<li class="stop" id="(stop-\w+)"', page)
    assert (await hana.press(day, f"{day}/swap", {"stop": oven, "with": tea})).status == 303
    page = (await village.visitor("Ana").look(day)).text
    assert re.findall(r'<li class="stop" id="(stop-\w+)"', page) == [tea, oven]


async def test_a_guest_follows_the_stops_they_are_invited_to_and_no_others(village: Village) -> None:
    path = await open_visit(village)
    mara = await village.people.joins("Mara", "guest")
    visit = path.rpartition("/")[2]
    view = await village.people.ask("Hana", t.GetVisit(visit_id=visit), t.VisitView)
    await village.people.send("Hana", t.InviteGuest(visit_id=visit, guest_id=mara, stops=(view.programme[1].id,)))
    seen = (await village.visitor("Mara").look(f"{path}/day")).text
    assert "Tea" in seen
    assert "oven" not in seen
    assert view.programme[0].id not in seen


async def test_the_guide_is_quoted_and_a_stop_falls_out_and_comes_back(village: Village) -> None:
    path = await open_visit(village)
    clock = village.world.clock
    assert isinstance(clock, StoppedClock)
    clock.moment = STARTS.instant
    day, hana = f"{path}/day", village.visitor("Hana")
    assert (await hana.press(day, f"{day}/note", {"text": "Smell <first>.", "shared": "yes"})).status == 303
    assert "Smell &lt;first&gt;." in (await village.visitor("Ana").look(day)).text
    stop = forms_in((await hana.look(day)).text)[f"{day}/note"]["stop"]
    assert (await hana.press(day, f"{day}/skip", {"stop": stop, "reason": "Rain"})).status == 303
    assert ">skipped</span>" in (await village.visitor("Ana").look(day)).text
    assert (await hana.press(day, f"{day}/restore")).status == 303
    assert ">skipped</span>" not in (await village.visitor("Ana").look(day)).text
