"""The postbox's pages: plain HTML without scripts, and the same as JSON."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from convene.stack.postbox_items import Chat, Mail

REFRESH_SECONDS = 5
SHOWN = 200
OWN_HOSTS = {"127.0.0.1", "localhost"}
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}"
)
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def add_pages(app: web.Application, mails: Sequence[Mail], chats: Sequence[Chat]) -> None:
    """Show these two lists, which go on growing, at `/`, `/mails`, `/mails/{n}` and `/chats`."""

    async def index(_: web.Request) -> web.Response:
        return _page(index_page(mails, chats), "text/html")

    async def list_mails(_: web.Request) -> web.Response:
        return _json(mail.summary() for mail in mails)

    async def list_chats(_: web.Request) -> web.Response:
        return _json(chat.summary() for chat in chats)

    async def show_mail(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        found = next((mail for mail in mails if mail.number == number), None)
        if found is None:
            raise web.HTTPNotFound(text=f"There is no mail {number} in the postbox.\n")
        return _page(mail_text(found), "text/plain")

    app.middlewares.append(_guard)
    app.on_response_prepare.append(_add_headers)
    app.router.add_get("/", index)
    app.router.add_get("/mails", list_mails)
    app.router.add_get(r"/mails/{number:\d{1,9}}", show_mail)
    app.router.add_get("/chats", list_chats)


def index_page(mails: Sequence[Mail], chats: Sequence[Chat]) -> str:
    """What arrived, newest first."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">'
        f"<title>Postbox</title><style>{STYLE}</style></head><body><h1>Postbox</h1>"
        "<p>Mails and chat posts end here instead of going out. New ones show by themselves.</p>"
        f"<h2>Mails ({len(mails)})</h2>{_list(_mail_item(mail) for mail in mails[-SHOWN:][::-1])}"
        f"<h2>Chat posts ({len(chats)})</h2>{_list(_chat_item(chat) for chat in chats[-SHOWN:][::-1])}</body></html>"
    )


def mail_text(mail: Mail) -> str:
    """One mail for reading: the headers as they are, the words decoded."""
    headers = [f"{name}: {value}" for name, value in mail.message.items()]
    attached = [f"[attached: {name}]" for name in mail.attachments]
    return "\n".join([*headers, "", mail.text.replace("\r\n", "\n"), *attached]) + "\n"


def _mail_item(mail: Mail) -> str:
    subject, to = escape(mail.subject or "(no subject)"), escape(", ".join(mail.recipients))
    return f'<li><a href="/mails/{mail.number}">{subject}</a> to {to}, {_time(mail)}</li>'


def _chat_item(chat: Chat) -> str:
    return f"<li>{escape(chat.channel or '(no channel)')}, {_time(chat)}<pre>{escape(chat.text)}</pre></li>"


def _time(item: Mail | Chat) -> str:
    return f'<time datetime="{item.at.isoformat()}">{item.at:%H:%M:%S} UTC</time>'


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(items)}</ul>"


def _page(text: str, content_type: str) -> web.Response:
    # What arrives may hold halves of characters that no encoding can write.
    return web.Response(body=text.encode(errors="replace"), content_type=content_type, charset="utf-8")


def _json(items: Iterable[dict[str, Any]]) -> web.Response:
    return web.json_response(list(items))


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    # Mails hold sign-in links. A foreign web page could reach us under a name of its own that leads to 127.0.0.1.
    if request.url.host not in OWN_HOSTS:
        raise web.HTTPForbidden(text="The postbox answers to 127.0.0.1 and localhost only.\n")
    return await handler(request)


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
