"""What is said in a clinic stands in every open page of it at once, as far as all may see it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from services.gateway.live.hub import CHANGED, Limits, Listener, Page, Streams
from services.gateway.web.clinic.broadcast import LEISURE_EACH, LEISURE_MILLISECONDS, Broadcast
from shared.bus.history import Seen
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.base import derived_id
from shared.domain import Actor, Refusal
from tests.support.door import Listening, Message, Web

CLINIC = derived_id("clinic", "shown")
COMMUNITY = derived_id("community", "shown")
GIL = derived_id("member", "Gil")


@asynccontextmanager
async def looking(web: Web, name: str, language: str = "en") -> AsyncIterator[Listening]:
    """The stream of the clinic's page, open in somebody's browser."""
    headers = {**web.cookie(name), "Accept-Language": language}
    async with web.session.get(f"{web.address}/clinics/{web.clinic}/events", headers=headers) as response:
        assert response.status == 200, await response.text()
        assert (await response.content.readline()).startswith(b"retry: ")
        yield Listening(response)


async def next_of(stream: Listening) -> Message:
    message = await stream.next()
    assert message is not None
    return message


async def test_everybody_who_looks_gets_what_was_said_in_their_own_language(web: Web) -> None:
    async with looking(web, "Gil") as english, looking(web, "Zoe", "de") as german:
        await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Nine <b>people</b>, four beds."))
        here, there = await next_of(english), await next_of(german)
    assert here.event == there.event == "said"
    [said] = here.data["said"]
    assert (said["by"], said["step"], said["about"]) == (web.id("Ana"), "context", None)
    assert "Nine &lt;b&gt;people&lt;/b&gt;, four beds." in said["html"]
    assert "Ana" in said["html"]
    assert f'id="{said["id"]}"' in said["html"]
    assert "Nine &lt;b&gt;people" in there.data["said"][0]["html"]


async def test_an_answer_comes_with_the_question_it_stands_under(web: Web) -> None:
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    asked = await web.send("Gil", c.AskQuestion(clinic_id=web.clinic, text="Who asked for it?"))
    question = asked["events"][0]["data"]["contribution_id"]
    await web.settled()
    async with looking(web, "Zoe") as stream:
        await web.send("Ana", c.AnswerQuestion(clinic_id=web.clinic, question_id=question, text="We did."))
        message = await next_of(stream)
    assert [name["about"] for name in message.data["said"]] == [question]


async def test_of_all_else_a_page_is_told_that_something_changed(web: Web) -> None:
    async with looking(web, "Gil") as stream:
        await web.send("Zoe", c.RaiseHand(clinic_id=web.clinic))
        assert (await next_of(stream)).event == "changed"


async def test_a_page_hears_nothing_of_other_clinics(web: Web) -> None:
    async with looking(web, "Gil") as stream:
        await web.send("Ana", c.ProposeCase(community_id=web.community, title="Another", question="Which?"))
        await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Ours."))
        assert "Ours." in (await next_of(stream)).data["said"][0]["html"]


async def test_only_members_can_have_the_page_open_and_who_leaves_hears_no_more(web: Web) -> None:
    await web.elsewhere()
    path = f"/clinics/{web.clinic}/events"
    assert (await web.get(path)).status == 401
    assert (await web.get(path, None, **web.cookie("Eve"))).status == 404
    async with looking(web, "Zoe") as stream:
        await web.send("Zoe", m.LeaveCommunity(community_id=web.community, member_id=web.id("Zoe")))
        assert await stream.next() is None


async def test_contributions_are_told_by_their_ids_to_members_alone(web: Web) -> None:
    given = await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text="Nine people."))
    said = given["events"][0]["data"]["contribution_id"]
    path = (
        f"/api/clinics/{web.clinic}/contributions?contribution_ids={derived_id('said', 'no')}&contribution_ids={said}"
    )
    told = (await web.get(path, "Gil")).json
    assert [(name["id"], name["text"]) for name in told["contributions"]] == [(said, "Nine people.")]
    await web.elsewhere()
    assert (await web.get(path, "Eve")).status == 404


class Behind:
    """A door with services behind it that tell what they are given to tell."""

    def __init__(self, said: c.ContributionView, members: tuple[m.MemberView, ...], away: bool = False) -> None:
        self.streams = Streams(None, Limits())  # type: ignore[arg-type]
        self.asked: list[Any] = []
        self._work: list[Any] = []
        self._said, self._members, self._away = said, members, away

    def later(self, work: Any) -> None:
        self._work.append(work)

    async def done(self) -> None:
        while self._work:
            await self._work.pop(0)

    async def ask(self, query: Any, _view: Any, token: str) -> Any:
        self.asked.append((query, token))
        if self._away:
            raise Refusal(503, "unavailable", "The clinic service is not running.")
        if isinstance(query, m.GetCommunity):
            return m.CommunityView.model_construct(members=self._members)
        told = tuple(self._said.model_copy(update={"id": name}) for name in query.contribution_ids)
        return c.ContributionsView(clinic_id=CLINIC, community_id=COMMUNITY, contributions=told)


def spoken(**more: Any) -> c.ContributionView:
    at = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
    fields = {
        "id": derived_id("said", "0"),
        "kind": "advice",
        "step": "advice",
        "member_id": GIL,
        "text": "Wait.",
        "at": at,
    }
    return c.ContributionView(**{**fields, **more})


def heard(number: int, name: str = "AdviceGiven") -> Seen:
    payload = json.dumps({"data": {"contribution_id": derived_id("said", str(number))}}).encode()
    return Seen(number, COMMUNITY, name, CLINIC, payload)


def watch(context: Behind, count: int) -> list[Listener]:
    """So many open pages."""
    context.streams._tail = type("", (), {"last": 0})()  # type: ignore[assignment]
    page = Page(CLINIC, "a token", "en")
    return [context.streams.open(Actor("member", derived_id("member", str(n))), COMMUNITY, page) for n in range(count)]


def told(listener: Listener) -> list[Any]:
    return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]


MEMBERS = (m.MemberView.model_construct(member_id=GIL, name="Gil", role="member"),)


async def test_what_is_said_while_something_is_being_shown_is_shown_together() -> None:
    context = Behind(spoken(), MEMBERS)
    showing, [listener] = Broadcast(context), watch(context, 1)  # type: ignore[arg-type]
    for number in range(3):
        showing.notify(heard(number), context.streams.watching(CLINIC))
    await context.done()
    [message] = told(listener)
    data = json.loads(message.partition(b"data: ")[2])
    assert [name["id"] for name in data["said"]] == [derived_id("said", str(number)) for number in range(3)]
    showing.notify(heard(4), context.streams.watching(CLINIC))
    await context.done()
    assert len(told(listener)) == 1, "and the next one after it"
    assert sum(isinstance(query, m.GetCommunity) for query, _ in context.asked) == 1, "names are known by then"


@pytest.mark.parametrize(
    ("said", "away"),
    [(spoken(group=1, case_of=GIL), False), (spoken(case_of=GIL), False), (spoken(), True)],
    ids=["said in a group", "said about one of several cases", "the service is away"],
)
async def test_what_not_everybody_sees_alike_each_page_asks_for_itself(said: c.ContributionView, away: bool) -> None:
    context = Behind(said, MEMBERS, away)
    showing, listeners = Broadcast(context), watch(context, 2)  # type: ignore[arg-type]
    showing.notify(heard(1), context.streams.watching(CLINIC))
    await context.done()
    assert [told(listener) for listener in listeners] == [[CHANGED], [CHANGED]]


@pytest.mark.parametrize(("pages", "within"), [(1, LEISURE_MILLISECONDS), (500, 500 * LEISURE_EACH)])
async def test_the_more_look_the_later_their_pages_ask_for_the_rest(pages: int, within: int) -> None:
    context = Behind(spoken(), MEMBERS)
    showing, listeners = Broadcast(context), watch(context, pages)  # type: ignore[arg-type]
    showing.notify(heard(1), context.streams.watching(CLINIC))
    await context.done()
    assert json.loads(told(listeners[-1])[0].partition(b"data: ")[2])["within"] == within
