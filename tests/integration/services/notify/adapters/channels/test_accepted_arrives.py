"""Whatever was accepted as a title, a name or an address arrives just so, over a real SMTP server."""

import asyncio
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.notify.adapters.channels.mail import Mail
from services.notify.adapters.channels.smtp import SmtpClient
from services.notify.domain.delivery.outcomes import Sent
from shared.contracts.addresses import on_the_wire
from shared.contracts.types import Email, Line
from shared.settings import Settings
from tests.support.examples import up_to
from tests.support.mail_host import MailHost, _Conversation

AT = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
HOSTILE = [
    "=?utf-8?q?x?=",
    "=?",
    "?=",
    "\x91",
    "\x85",
    "\u2028",
    '"',
    "\\",
    "  ",
    ",",
    ";",
    "<a@b.c>",
    "(",
    ":",
    "@",
    "\u00ad",
]
PIECES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12), st.text(st.characters(codec="ascii"), max_size=40))
LINES, EMAILS = TypeAdapter[str](Line), TypeAdapter[str](Email)


def accepted(kind: TypeAdapter[str], written: str) -> str | None:
    try:
        return kind.validate_python(written)
    except ValidationError:
        return None


WRITTEN = st.lists(PIECES, max_size=12).map("".join)
TITLES = WRITTEN.map(lambda text: accepted(LINES, text)).filter(bool)
LOCAL = st.one_of(st.text("abcXYZ019.+-_'()\" é=?", min_size=1, max_size=20), st.text(max_size=8))
DOMAIN = st.sampled_from(
    ["example.org", "EXAMPLE.org", "bücher.example", "straße.example", "b.local", "a..b", "日本.example"]
)
ADDRESSES = st.builds("{}@{}".format, LOCAL, DOMAIN).map(lambda text: accepted(EMAILS, text)).filter(bool)


@given(st.lists(st.tuples(TITLES, TITLES, ADDRESSES), min_size=1, max_size=20))
@settings(max_examples=up_to(40), suppress_health_check=list(HealthCheck))
def test_whatever_was_accepted_arrives_as_it_was_written(those: list[tuple[str, str, str]]) -> None:
    asyncio.run(_all_arrive(those))


async def _all_arrive(those: list[tuple[str, str, str]]) -> None:
    loop, host = asyncio.get_running_loop(), MailHost()

    def conversation() -> _Conversation:
        host.conversations.append(_Conversation(host, hostname="mail.test", loop=loop))
        return host.conversations[-1]

    server = await loop.create_server(conversation, "127.0.0.1", 0)
    smtp = SmtpClient(Settings(smtp_host="127.0.0.1", smtp_port=server.sockets[0].getsockname()[1]))
    for title, name, address in those:
        assert await smtp.send(_mail(title, name, address), AT) == Sent()
    await smtp.close()
    server.close()
    host.hang_up()
    for (title, name, address), mail in zip(those, host.took, strict=True):
        [reader] = mail["To"].addresses
        assert mail["Subject"] == title
        assert _name_in(mail) in (name, f'"{name}"')
        assert reader.addr_spec == "@".join(on_the_wire(address))
        assert not mail.defects
        assert mail.get_content() == f"{title}\r\n"


def _name_in(mail: EmailMessage) -> str:
    """The reader's name as RFC 2047 reads it; Python's newer parser leaves a space between two encoded words in a name."""
    raw = dict(mail.raw_items())["To"]
    return str(make_header(decode_header("".join(raw.splitlines())))).rpartition("<")[0].rstrip(" ")


def _mail(title: str, name: str, address: str) -> Mail:
    return Mail(
        to_name=name,
        to_address=address,
        subject=title,
        text=f"{title}\n",
        html=None,
        message_id="<d1@convene.example>",
        thread_root="<clinic-1@convene.example>",
        list_id="c7.convene.example",
        community=name,
        category="reminder",
        unsubscribe_url=None,
    )
