"""A rotating clinic of three presenters and eleven others, over HTTP, from the cases to what became of the advice."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from convene.story import play, rotating, script
from convene.story.people import Person
from tests.support.tale import STARTS
from tests.support.town import Town

PRESENTERS = ("Chiara", "Dede", "Elif")
MORE = ("Gino", "Hana", "Ivo", "Jana", "Kofi", "Lena", "Mio", "Nora", "Otto")
LISTENERS = ("Amara", "Farid", *MORE)
LATE, ABSENT = "Otto", "Nora"


async def more_people(town: Town) -> None:
    """Those who are in no other story join, too."""
    for name in MORE:
        town.cast.people[name] = Person(name, f"{name.lower()}@example.org")
        await town.api.post(
            f"/api/communities/{town.cast.community}/invitations",
            {"name": name, "email": town.cast[name].email, "role": "member"},
            town.cast[script.CONVENER],
        )
    for name in MORE:
        letter = await play.letter_to(town.cast[name].email, town.box)
        await play.join(town.api, town.cast, name, letter.text.partition("code=")[2].split()[0].split("&")[0])


@dataclass
class Morning:
    """The clinic as it goes on, and what its people saw on the way."""

    town: Town
    clinic: str
    heard: dict[str, list[set[str]]] = field(default_factory=dict)
    """For each listener the words they could read, step after step."""
    met: dict[str, list[str]] = field(default_factory=dict)
    """For each listener who was with their group, round after round."""

    def __getitem__(self, name: str) -> Person:
        return self.town.cast[name]

    async def seen_by(self, name: str) -> dict[str, Any]:
        return await self.town.api.get(f"/api/clinics/{self.clinic}", self[name])

    async def post(self, name: str, path: str, **body: Any) -> dict[str, Any]:
        return await self.town.api.post(f"/api/clinics/{self.clinic}/{path}", body, self[name])

    async def over(self, step: str) -> None:
        if step == "context_1":
            await self.longer(step)
            await self.post(script.FACILITATOR, "absences", member_id=self[ABSENT].id)
        if step == "understanding_2":
            joined = await self.post(LATE, "people")
            assert joined["events"][0]["data"]["group"] == await self.group_of(ABSENT), "it had become the smallest"
        for name in LISTENERS:
            seen = await self.seen_by(name)
            self.heard.setdefault(name, []).append({name["text"] for name in seen["contributions"]})
            you = seen["rotation"]["you"]
            if step.startswith("advice") and you:
                self.met.setdefault(name, []).append(you["presenter_id"])

    async def longer(self, step: str) -> None:
        """One more minute, for all groups together: the scheduler rings once, and no sooner."""
        [before] = [name for name in (await self.seen_by("Amara"))["steps"] if name["name"] == step]
        extended = await self.post(script.FACILITATOR, "extensions", step=step, minutes=1)
        ends = datetime.fromisoformat(extended["events"][0]["data"]["clock"]["ends_at"])
        assert ends == datetime.fromisoformat(before["ends_at"]) + timedelta(minutes=1)
        for name in PRESENTERS:
            [after] = [item for item in (await self.seen_by(name))["steps"] if item["name"] == step]
            assert datetime.fromisoformat(after["ends_at"]) == ends
        await self.town.at_rest()
        await self.town.comes(ends - timedelta(seconds=1))
        assert not self.town.ears.heard("StepTimeUp", step=step)
        await self.town.comes(ends)
        assert len(self.town.ears.heard("StepTimeUp", step=step)) == 1

    async def group_of(self, name: str) -> int:
        """The group that somebody was put in at the start."""
        [formed] = self.town.ears.heard("GroupsFormed")
        return next(number for number, group in enumerate(formed["groups"], 1) if self[name].id in group)


async def played(town: Town) -> Morning:
    await more_people(town)
    players = rotating.Players(
        [town.cast[name] for name in PRESENTERS],
        [town.cast[name] for name in LISTENERS if name != LATE],
        town.cast[script.FACILITATOR],
    )
    clinic = await rotating.propose(town.api, town.cast.community, players, STARTS)
    await town.at_rest()
    await town.comes(STARTS)
    await rotating.begin(town.api, clinic, players)
    await town.at_rest()
    morning = Morning(town, clinic)
    await rotating.run(town.api, clinic, players, morning.over)
    return morning


async def test_a_rotating_clinic_from_its_cases_to_what_became_of_the_advice(town: Town) -> None:
    morning = await played(town)
    ids = [town.cast[name].id for name in PRESENTERS]
    everything = await morning.seen_by(LATE)

    # Who was there all the time met every presenter once.
    for name in LISTENERS:
        if name not in (LATE, ABSENT):
            assert sorted(morning.met[name]) == sorted(ids), name
    assert len(morning.met[LATE]) == 2
    assert ABSENT not in morning.met

    # Each case has what was said about it, in all three groups.
    said = Counter((name["case_of"], name["kind"]) for name in everything["contributions"])
    for presenter in ids:
        assert [said[presenter, kind] for kind in ("context", "question", "answer", "advice", "takeaway")] == [
            3, 3, 3, 3, 1,
        ]  # fmt: skip
    for presenter, case in zip(ids, rotating.CASES, strict=True):
        advice = [
            name for name in everything["contributions"] if (name["case_of"], name["kind"]) == (presenter, "advice")
        ]
        assert {name["text"] for name in advice} == set(case.advice)
        assert {name["group"] for name in advice} == {1, 2, 3}

    # Until the rounds are over, a group reads its own words alone; then everyone reads all.
    [formed] = town.ears.heard("GroupsFormed")
    for number, group in enumerate(formed["groups"], 1):
        own = {name["text"] for name in everything["contributions"] if name["group"] == number}
        for name in LISTENERS:
            if town.cast[name].id in group and name != ABSENT:
                assert morning.heard[name][8] == own, "after the third round"
    assert all(steps[-1] == {name["text"] for name in everything["contributions"]} for steps in morning.heard.values())

    # Nobody's words were on the bus.
    words = [text for case in rotating.CASES for text in (case.question, case.context, *case.advice, case.takeaway)]
    carried = b"\n".join(message.data for message in town.ears.messages).decode()
    assert not [text for text in words if text in carried]

    await follow_up(town, morning)


async def follow_up(town: Town, morning: Morning) -> None:
    """Each presenter is asked about their own case, and whoever advised on it hears what became of it."""
    due = STARTS + timedelta(days=21)
    await morning.post(script.FACILITATOR, "closing", follow_up=play.wall(due))
    await town.at_rest()
    await town.comes(due)
    for name, case in zip(PRESENTERS, rotating.CASES, strict=True):
        [letter] = [mail for mail in town.box.mails if mail.subject == f"What really happened? {case.title}"]
        assert [*letter.recipients] == [town.cast[name].email]
        assert case.question in " ".join(letter.text.split())
        assert case.takeaway in " ".join(letter.text.split())
    await morning.post("Dede", "follow-up", text="The card works. Two calls a month are left.")
    await town.at_rest()
    [_, dedes, _] = rotating.CASES
    everything = await morning.seen_by("Dede")
    advisers = {
        name["member_id"]
        for name in everything["contributions"]
        if name["kind"] == "advice" and name["text"] in dedes.advice
    }
    told = {
        mail.recipients[0] for mail in town.box.mails if mail.subject == f"What became of your advice: {dedes.title}"
    }
    assert told == {person.email for person in town.cast.people.values() if person.id in advisers}
    assert len(told) == 3
