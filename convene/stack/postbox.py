"""A postbox for development, tests and demos: it takes every mail and chat post, shows them, and sends nothing on."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from convene.stack.postbox_items import Chat, Mail, last_number, read_back
from convene.stack.postbox_pages import add_pages

LARGEST_MAIL = 10_000_000
LARGEST_CHAT = 256 * 1024
KEPT_IN_MEMORY = 2_000
HOST = "127.0.0.1"


class Postbox:
    """`async with Postbox() as box:` takes mail on `box.smtp_port` and chat posts at `box.chat_url`, on loopback.

    With a folder, everything is also kept there as `mail-<n>.eml` and `chat-<n>.json`, and what lies there is shown
    again after a restart. Nothing is ever sent on.
    """

    def __init__(self, folder: Path | None = None, smtp_port: int = 0, http_port: int = 0) -> None:
        self.mails: list[Mail] = []
        self.chats: list[Chat] = []
        self.smtp_port = smtp_port
        self.http_port = http_port
        self._folder = folder
        self._numbers = {"mail": 0, "chat": 0}
        self._arrival = asyncio.Condition()
        self._open = AsyncExitStack()

    @property
    def http_url(self) -> str:
        """The page that lists what arrived."""
        return f"http://{HOST}:{self.http_port}"

    @property
    def chat_url(self) -> str:
        """Where chat posts go; whatever follows it in the path tells one channel from another."""
        return f"{self.http_url}/chat"

    async def __aenter__(self) -> Self:
        if self._folder:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._numbers = {kind: last_number(self._folder, kind) for kind in self._numbers}
            self.mails, self.chats = read_back(self._folder, KEPT_IN_MEMORY)
        try:
            await self._listen_smtp()
            await self._listen_http()
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def until(self, enough: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until what arrived is enough. Raises `TimeoutError` after so many real seconds."""
        async with asyncio.timeout(seconds), self._arrival:
            await self._arrival.wait_for(enough)

    async def _listen_smtp(self) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            # The name is given, or it would be looked up in DNS, which blocks.
            lambda: SMTP(self, hostname="localhost", data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, loop=loop),
            HOST,
            self.smtp_port,
        )
        self._open.callback(server.close)
        self.smtp_port = server.sockets[0].getsockname()[1]

    async def _listen_http(self) -> None:
        app = web.Application(client_max_size=LARGEST_CHAT)
        app.router.add_post("/chat", self._take_chat)
        app.router.add_post("/chat/{channel:.*}", self._take_chat)
        add_pages(app, self.mails, self.chats)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        self._open.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, HOST, self.http_port)
        await site.start()
        self.http_port = runner.addresses[0][1]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Called for each mail; the answer goes back to the sender."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        mail = Mail(self._next("mail"), datetime.now(UTC), envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        try:
            await self._keep(self.mails, mail, f"mail-{mail.number}.eml", mail.stored())
        except OSError as error:  # such as a full disk. Refused for good, its address would count as wrong
            return f"452 4.3.1 It can't be kept now ({error.strerror}); try again later"
        return "250 OK, kept in the postbox"

    async def _take_chat(self, request: web.Request) -> web.Response:
        text = (await request.read()).decode(errors="replace")
        try:
            body: Any = json.loads(text)
        except ValueError:
            body = text
        channel = request.match_info.get("channel", "")
        chat = Chat(self._next("chat"), datetime.now(UTC), channel, dict(request.headers), body)
        try:
            await self._keep(self.chats, chat, f"chat-{chat.number}.json", chat.stored())
        except OSError as error:
            return web.Response(status=503, text=f"it can't be kept now ({error.strerror}); try again later")
        return web.Response(text="ok")

    def _next(self, kind: str) -> int:
        self._numbers[kind] += 1
        return self._numbers[kind]

    async def _keep[Item](self, items: list[Item], item: Item, name: str, stored: bytes) -> None:
        if self._folder:
            try:
                (self._folder / name).write_bytes(stored)
            except OSError:
                (self._folder / name).unlink(missing_ok=True)  # half of it would be shown after a restart
                raise
        items.append(item)
        del items[:-KEPT_IN_MEMORY]
        async with self._arrival:
            self._arrival.notify_all()
