"""Planning a visit in browsers without scripts: the programme, the check beside it, people, guests, a linked clinic."""

import re
from datetime import timedelta

import pytest

from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.village import Village, Visitor, forms_in
from tests.support.world import NOON


class Planning:
    """Hana plans; Ana is a member and Mara a guest of the community."""

    def __init__(self, village: Village, visit: str, hana: Visitor) -> None:
        self.village, self.visit, self.hana = village, visit, hana
        self.path = f"/visits/{visit}"
        self.plan = f"{self.path}/plan"

    async def sends(self, action: str, fields: dict[str, str], page: str = "") -> int:
        sent = await self.hana.press(page or self.plan, f"{page or self.plan}/{action}", fields)
        return sent.status

    async def adds(self, title: str, **more: str) -> str:
        said = {"stop.title": title, **{f"stop.{name}": value for name, value in more.items()}}
        sent = await self.hana.press(self.plan, f"{self.plan}/add", said)
        assert sent.status == 303
        return sent.headers["Location"].rpartition("#")[2]

    async def shows(self, name: str = "Hana", path: str = "") -> str:
        return (await self.village.visitor(name).look(path or self.plan)).text

    async def titles(self) -> list[str]:
        return re.findall(r"<strong><bdi>(.*?)</bdi></strong>", stops_in(await self.shows()))


def stops_in(page: str) -> str:
    return page[page.index('<ol class="stops">') : page.index('id="check"')]


@pytest.fixture
async def planning(village: Village) -> Planning:
    for name in ("Hana", "Ana"):
        await village.people.joins(name)
    await village.people.joins("Mara", "guest")
    offer = t.ProposeVisit(community_id=village.community, title="Night <bakery>", place="Mill")
    visit = (await village.people.send("Hana", offer))["id"]
    return Planning(village, visit, village.visitor("Hana"))


async def test_stops_are_added_moved_and_taken_out_with_the_check_beside_them(planning: Planning) -> None:
    assert "Begin with the one place where the work is done" in await planning.shows()
    slides = await planning.adds("Slides", kind="presentation", start="18:00", minutes="60")
    oven = await planning.adds("The <oven>", kind="practice", start="19:00", minutes="30")
    page = await planning.shows()
    assert "60 minutes of presentations against 30 minutes" in page
    assert f'<a href="#{slides}">' in page[page.index('id="check"') :], "a finding leads to its stop"
    [number] = re.findall(r'Practice and room</span></p>\s*<div class="finding" id="finding-(\d+)"', page)
    assert f'<a href="#finding-{number}">' in stops_in(page), "and the stop to its finding"
    assert await planning.titles() == ["Slides", "The &lt;oven&gt;"]
    assert await planning.sends("move", {"stop": oven, "before": slides}) == 303
    assert await planning.titles() == ["The &lt;oven&gt;", "Slides"]
    assert await planning.sends("remove", {"stop": slides}) == 303
    assert await planning.titles() == ["The &lt;oven&gt;"]


async def test_a_stop_that_cannot_be_stays_in_the_form_with_what_is_wrong(planning: Planning) -> None:
    for wrong, place, said in (
        ({"stop.title": " "}, "stop.title", "Write something here."),
        ({"stop.day": "0"}, "stop.day", "at least 1"),
        ({"stop.link": "javascript:x"}, "stop.link", "check it"),
        ({"stop.capacity": "many"}, "stop.capacity", "whole number"),
    ):
        fields = {"stop.title": "Oven", "stop.at": "Kiln <yard>", **wrong}
        refused = await planning.hana.press(planning.plan, f"{planning.plan}/add", fields)
        assert refused.status == 422, wrong
        assert re.search(rf'name="{place}" aria-invalid="true"', refused.text), wrong
        assert refused.text.count(said) >= 2, wrong
        assert 'value="Kiln &lt;yard&gt;"' in refused.text
    both = {"stop.title": "Oven", "stop.start": "18:00", "stop.end": "19:00", "stop.minutes": "60"}
    refused = await planning.hana.press(planning.plan, f"{planning.plan}/add", both)
    assert "not both; leave one out" in refused.text
    assert await planning.titles() == []


async def test_a_stop_has_a_page_where_all_of_it_is_said_and_nothing_is_lost(planning: Planning) -> None:
    oven = await planning.adds("Oven", kind="practice", start="18:00", minutes="60")
    page = f"{planning.plan}/stops/{oven}"
    said = {
        "stop.who": "Ugo, Bea",
        "stop.at": "Bakehouse",
        "stop.access.stairs": "yes",
        "stop.access.protective_clothing": "Apron",
        "stop.fixed": "yes",
    }
    assert await planning.sends("change", said, page) == 303
    assert await planning.sends("change", {"stop.questions": "10"}, page) == 303, (
        "what stands in the form is said again"
    )
    view = await planning.village.people.ask("Hana", t.GetVisit(visit_id=planning.visit), t.VisitView)
    [stop] = view.programme
    assert (stop.who, stop.at, stop.fixed, stop.questions) == (("Ugo", "Bea"), "Bakehouse", True, 10)
    assert stop.access == t.Access(stairs=True, protective_clothing="Apron")
    about = await planning.shows("Ana", planning.path)
    for part in ("Bakehouse", "Ugo and Bea", "only by stairs", "to wear: Apron", "keeps its time", "18:00–19:00"):
        assert part in about
    elsewhere = await planning.hana.look(f"{planning.plan}/stops/stop-{'a' * 26}")
    assert elsewhere.status == 404


async def test_people_to_be_met_are_added_said_anew_and_taken_out(planning: Planning) -> None:
    assert await planning.sends("meet", {"name": "Ugo", "does": "kneads"}) == 303
    assert await planning.sends("meet", {"name": "Ms Brandt", "manager": "yes", "remote": "yes"}) == 303
    assert await planning.sends("meet", {"name": "Ugo", "does": "bakes"}) == 303
    view = await planning.village.people.ask("Hana", t.GetVisit(visit_id=planning.visit), t.VisitView)
    brandt = t.Person(name="Ms Brandt", manager=True, remote=True)
    assert view.people == (brandt, t.Person(name="Ugo", does="bakes"))
    assert await planning.sends("not-meet", {"name": "Ms Brandt"}) == 303
    about = await planning.shows("Ana", planning.path)
    assert "bakes" in about
    assert "Brandt" not in about
    refused = await planning.hana.press(planning.plan, f"{planning.plan}/meet", {"name": " "})
    assert re.search(r'id="meet-name" name="name" aria-invalid', refused.text)


async def test_a_guest_sees_the_stops_they_are_invited_to_and_has_no_plan(planning: Planning) -> None:
    oven = await planning.adds("Oven", minutes="30")
    welcome = await planning.adds("Welcome", minutes="15")
    mara = planning.village.people.ids["Mara"]
    assert "You are not invited to a stop" in await planning.shows("Mara", planning.path)
    refused = await planning.hana.press(planning.plan, f"{planning.plan}/invite", {"guest_id": mara})
    assert refused.status == 422, "to no stop"
    assert await planning.sends("invite", {"guest_id": mara, f"stop-of-guest-{welcome}": "yes"}) == 303
    seen = await planning.shows("Mara", planning.path)
    assert "Welcome" in seen
    assert "Oven" not in seen
    assert oven not in seen
    assert "/plan" not in seen
    assert "/sign-up" not in seen
    assert (await planning.village.visitor("Mara").look(planning.plan)).status == 403
    assert await planning.sends("withdraw", {"guest_id": mara}) == 303
    assert "Welcome" not in await planning.shows("Mara", planning.path)


async def test_the_check_measures_the_stops_against_who_comes(planning: Planning) -> None:
    await planning.adds("Lunch", kind="meal", start="12:00", minutes="60", capacity="4")
    said = {"count": "12", "needs.step_free": "1", "needs.diets": "vegan, halal"}
    assert await planning.sends("expect", said) == 303
    page = await planning.shows()
    assert "takes 4 at once; 12 are expected" in page
    assert "vegan and halal" in page
    assert "12 visitors to plan for" in page
    assert 'value="vegan, halal"' in page


async def test_a_case_clinic_is_linked_and_unlinked(planning: Planning) -> None:
    people = planning.village.people
    case = c.ProposeCase(community_id=planning.village.community, title="Ovens <old>", question="Who starts the oven?")
    clinic = (await people.send("Ana", case))["id"]
    stop = await planning.adds("Bea's case", kind="case_clinic", minutes="60")
    page = f"{planning.plan}/stops/{stop}"
    assert "Ovens &lt;old&gt;" in await planning.shows(path=page)
    assert await planning.sends("link", {"clinic_id": clinic}, page) == 303
    assert f'href="/clinics/{clinic}"' in await planning.shows("Ana", planning.path)
    refused = await planning.hana.press(page, f"{page}/change", {"stop.kind": "meal"})
    assert "A case clinic is linked to this stop" in refused.text
    assert await planning.sends("unlink", {}, page) == 303
    assert clinic not in await planning.shows("Ana", planning.path)


async def test_whoever_does_not_look_after_a_visit_has_no_plan_of_it(planning: Planning) -> None:
    await planning.adds("Oven", minutes="30")
    ana = planning.village.visitor("Ana")
    assert (await ana.look(planning.plan)).status == 403
    assert (await ana.look(f"/visits/visit-{'a' * 26}/plan")).status == 404
    assert "/plan" not in await planning.shows("Ana", planning.path)
    assert "/plan" in await planning.shows("Cora", planning.path), "a convener looks after every visit"


async def test_the_pages_of_a_form_that_is_none_are_none(planning: Planning) -> None:
    form = forms_in(await planning.shows())[f"{planning.plan}/add"]
    headers = {"Accept": "text/html", "Origin": planning.village.address}
    for path in (f"{planning.plan}/bake", f"{planning.path}/day/bake", f"{planning.path}/sign-up/bake"):
        assert (await planning.hana.call("POST", path, data=form, headers=headers)).status == 404


async def test_a_plan_that_is_scheduled_shows_its_days(planning: Planning) -> None:
    await planning.sends("guide", {"guide": "Bea"})
    await planning.adds("Oven", kind="practice", start="18:00", minutes="60", day="1")
    await planning.adds("Market", kind="practice", start="05:00", minutes="60", day="2")
    assert "Day 2" in await planning.shows()
    starts = When.of(NOON + timedelta(days=3, hours=4), "Europe/Rome")
    when = {"date": f"{starts.local:%Y-%m-%d}", "time": "18:00", "zone": "Europe/Rome"}
    assert await planning.sends("schedule", when) == 303
    about = await planning.shows("Ana", planning.path)
    assert "05:00–06:00" in about
    assert ">Day 2</text>" in about, "a row of the picture for each day"
