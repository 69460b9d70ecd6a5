"""A mail server and a chat receiver, both real and on ports of their own, that misbehave as a test asks."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any, Literal

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.notify.adapters.channels.mail import Mail
from shared.settings import Settings
from tests.support.notify.office import Office

ROOM_PASSWORD = "open-sesame-4711"


class MailHost:
    """What the server took, how often it was connected to, and what it shall answer next."""

    def __init__(self) -> None:
        self.port = 0
        self.took: list[EmailMessage] = []
        self.said: list[str] = []
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.at_data: Literal["take", "cut midway", "cut before the answer", "fall silent", "babble"] = "take"
        self.data_begun = asyncio.Event()
        self.news = asyncio.Event()
        self.conversations: list[SMTP] = []

    @property
    def connections(self) -> int:
        return len(self.conversations)

    def hang_up(self) -> None:
        """Cut every open connection, as a server does that restarts."""
        for conversation in self.conversations:
            if conversation.transport is not None:
                conversation.transport.abort()

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return self._answer("MAIL")

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        answer = self._answer("RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._answer("DATA")
        if answer.startswith("250"):
            self.took.append(message_from_bytes(envelope.content, policy=modern))  # type: ignore[arg-type]
            self.news.set()
        return answer

    async def holds(self, count: int) -> list[EmailMessage]:
        """The mails, once there are so many; fails after 20 seconds."""
        async with asyncio.timeout(20):
            while len(self.took) < count:
                self.news.clear()
                await self.news.wait()
        return self.took

    def _answer(self, verb: str) -> str:
        self.said.append(verb)
        return self.answers[verb].pop(0) if self.answers[verb] else "250 OK"


class _Conversation(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        host: MailHost = self.event_handler
        host.data_begun.set()
        match host.at_data:
            case "take":
                await super().smtp_DATA(arg)
            case "cut midway":
                await self.push("354 Go on")
                await self._reader.readline()
                self.transport.abort()
            case "cut before the answer":
                await self._read_all()
                self.transport.abort()
            case "fall silent":
                await self._read_all()
            case "babble":
                await self._read_all()
                await self.push("I had it a moment ago")

    async def _read_all(self) -> None:
        await self.push("354 Go on")
        while await self._reader.readline() != b".\r\n":
            pass


type OpenMailHost = Callable[..., Awaitable[MailHost]]


@pytest.fixture
async def open_mail_host() -> AsyncIterator[OpenMailHost]:
    """Start mail servers; keyword arguments go to aiosmtpd's `SMTP`."""
    opened: list[tuple[MailHost, asyncio.Server]] = []
    loop = asyncio.get_running_loop()

    async def start(port: int = 0, **options: Any) -> MailHost:
        host = MailHost()

        def conversation() -> SMTP:
            host.conversations.append(_Conversation(host, hostname="mail.test", loop=loop, **options))
            return host.conversations[-1]

        server = await loop.create_server(conversation, "127.0.0.1", port)
        host.port = server.sockets[0].getsockname()[1]
        opened.append((host, server))
        return host

    yield start
    for host, server in opened:
        server.close()
        host.hang_up()


@pytest.fixture
async def mail_host(open_mail_host: OpenMailHost) -> MailHost:
    return await open_mail_host()


@pytest.fixture
async def locked_mail_host(open_mail_host: OpenMailHost) -> MailHost:
    """A server that lets in only those who know the password."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == ROOM_PASSWORD.encode(), handled=False)

    return await open_mail_host(authenticator=check, auth_required=True, auth_require_tls=False)


type Write = Callable[..., Mail]


@pytest.fixture
def a_mail() -> Write:
    """A good mail, with the parts a test names replaced."""

    def write(**changed: Any) -> Mail:
        parts: dict[str, Any] = {
            "to_name": "Zoë Müller",
            "to_address": "zoe@example.org",
            "subject": "In 24 hours: Night shifts (case clinic)",
            "text": "See you there!\n",
            "html": "<p>See you there!</p>",
            "message_id": "<d1@convene.example>",
            "thread_root": "<clinic-1@convene.example>",
            "list_id": "c7.convene.example",
            "community": "Bäcker & Friends",
            "category": "reminder",
            "unsubscribe_url": "https://convene.example/unsubscribe/token",
        }
        return Mail(**(parts | changed))

    return write


class ChatRoom:
    """The posts a chat receiver got, and how it shall answer."""

    def __init__(self) -> None:
        self.port = 0
        self.posts: list[tuple[str, dict[str, str], Any]] = []
        self.answer: Callable[[web.Request], Awaitable[web.StreamResponse]] = self.fine
        self.news = asyncio.Event()

    async def fine(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text="ok")

    def answers(self, status: int, text: str = "", **headers: str) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(status=status, text=text, headers=named)

        self.answer = answer

    async def holds(self, count: int) -> list[str]:
        """The texts of the posts, once there are so many; fails after 20 seconds."""
        async with asyncio.timeout(20):
            while len(self.posts) < count:
                self.news.clear()
                await self.news.wait()
        return [post[2]["text"] for post in self.posts]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/services/T0/S3cret"

    @property
    def settings(self) -> Settings:
        return Settings(webhook_allow=f"127.0.0.1:{self.port}, chat.test:{self.port}")

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.posts.append((request.path, dict(request.headers), await request.json()))
        self.news.set()
        return await self.answer(request)


@pytest.fixture
async def chat_room() -> AsyncIterator[ChatRoom]:
    room = ChatRoom()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", room.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    room.port = runner.addresses[0][1]
    yield room
    await runner.cleanup()


@pytest.fixture
def closed_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
async def office(settings: Settings, mail_host: MailHost, chat_room: ChatRoom) -> AsyncIterator[Office]:
    """Everything notify needs but notify itself: owners of the facts, a mail server, a chat tool."""
    allowed = chat_room.settings.webhook_allow
    this_office = Office(settings.model_copy(update={"smtp_port": mail_host.port, "webhook_allow": allowed}))
    await this_office.open_owners()
    yield this_office
    await this_office.close()
