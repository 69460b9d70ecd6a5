"""All services that pages show, with a real mail server, and visitors who use pages as browsers do, without scripts."""

import asyncio
import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from yarl import URL

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.gateway.app import service as gateway_service
from services.gateway.live.memberships import communities_of
from services.notify.app import service as notify_service
from services.trips.app import service as trips_service
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.door import Reply
from tests.support.mail_host import MailHost
from tests.support.world import World

HTML = {"Accept": "text/html"}


class Village:
    """A community with Cora as its convener, and the letters that its people get."""

    def __init__(self, people: People, address: str, mail_host: MailHost) -> None:
        self.people = people
        self.world = people.world
        self.community = people.community
        self.address = address
        self.mail_host = mail_host
        self._visitors: list[Visitor] = []

    def visitor(self, name: str | None = None) -> "Visitor":
        """Somebody with a browser of their own; signed in where they are named."""
        cookies = {"convene": self.people.token(name)} if name else {}
        self._visitors.append(Visitor(self.address, cookies))
        return self._visitors[-1]

    async def comes_in(self, name: str, agent: str = "") -> "Visitor":
        """Somebody with a browser of their own, who signs in there as people do: with a session."""
        device = self.visitor()
        device.agent = agent
        link = f"/enter?token={self.people.token(name)}"
        assert (await device.press(link, "/enter")).status == 303
        return device

    async def letter_to(self, name: str, subject: str = "") -> EmailMessage:
        """The newest letter to somebody, once there is one with such a subject."""
        count = 1
        while True:
            mails = await self.mail_host.holds(count)
            for mail in reversed(mails):
                if mail["To"].addresses[0].username == name.lower() and subject in mail["Subject"]:
                    return mail
            count = len(mails) + 1

    async def known(self, *names: str) -> None:
        """Once the gateway has heard that they belong: until then their home is empty."""
        async with asyncio.timeout(10):
            for name in names:
                while not await communities_of(self.people.ids[name], self.world.runtimes["gateway"]):
                    await asyncio.sleep(0.01)

    async def close(self) -> None:
        for visitor in self._visitors:
            await visitor.session.close()


class Visitor:
    """Looks at pages, and sends their forms with what stands in them."""

    def __init__(self, address: str, cookies: dict[str, str]) -> None:
        self.address = address
        self.agent = ""
        jar = aiohttp.CookieJar(unsafe=True)  # by number: the test's gateway has no name
        self.session = aiohttp.ClientSession(cookies=cookies, cookie_jar=jar, timeout=aiohttp.ClientTimeout(20))

    async def look(self, path: str) -> Reply:
        return await self.call("GET", path, headers=HTML)

    async def press(self, path: str, action: str, fields: dict[str, str] | None = None, **headers: str) -> Reply:
        """Send the form of a page that leads to `action`, with these fields filled in."""
        page = await self.look(path)
        data = {**forms_in(page.text)[action], **(fields or {})}
        return await self.call("POST", action, data=data, headers={**HTML, "Origin": self.address, **headers})

    @property
    def token(self) -> str:
        """What its cookie holds."""
        return next((morsel.value for morsel in self.session.cookie_jar if morsel.key == "convene"), "")

    def holds(self, token: str) -> None:
        """Put another token into its cookie."""
        self.session.cookie_jar.update_cookies({"convene": token}, URL(self.address))

    async def call(self, method: str, path: str, **options: Any) -> Reply:
        if self.agent:
            options["headers"] = {"User-Agent": self.agent, **options.get("headers", {})}
        async with self.session.request(method, self.address + path, allow_redirects=False, **options) as response:
            return Reply(response.status, response.headers, await response.text())


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._open: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._open = self.forms.setdefault(given["action"], {})
            case "input" if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._open[given["name"]] = given.get("value", "")
            case "select":
                self._select = given["name"]
            case "option" if "selected" in given and self._select:
                self._open[self._select] = given.get("value", "")


def forms_in(page: str) -> dict[str, dict[str, str]]:
    """The forms of a page by where they lead, each with what stands in its fields."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def local(link: str) -> str:
    """A link of a letter without the house's address: the test's gateway has another."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def invitation_in(letter: EmailMessage) -> str:
    found = re.search(r"http\S+/join\?\S+", letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert found is not None
    return local(found[0])


@pytest.fixture
def settings(settings: Settings, mail_host: MailHost) -> Settings:
    return settings.model_copy(update={"http_port": 0, "smtp_port": mail_host.port})


@pytest.fixture
async def village(world: World, mail_host: MailHost, request: pytest.FixtureRequest) -> AsyncIterator[Village]:
    """Tests whose pictures are kept name their community: `VILLAGE = {"name": ..., "purpose": ...}`."""
    runtime = await world.open(community_service, clinic_service, trips_service, notify_service, gateway_service)
    people = People(world)
    await people.begin(**getattr(request.module, "VILLAGE", {}))
    this_village = Village(people, runtime.parts.address, mail_host)
    yield this_village
    await this_village.close()
