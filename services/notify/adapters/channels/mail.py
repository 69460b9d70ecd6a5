"""One mail to one person, as a value, and the standards-true `EmailMessage` made of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import urlsplit

from services.notify.adapters.channels.mail_headers import phrase, policy
from shared.contracts.addresses import on_the_wire

_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>", re.ASCII)
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_CATEGORY = re.compile(r"[a-z][a-z0-9_-]*")
_LONGEST_LINE = 900
_LONGEST_PHRASE = 120


class MailRefused(ValueError):
    """This mail cannot be built: the message says which part is wrong and what it must be, and quotes no address."""


class AddressUnfit(MailRefused):
    """No mail can be sent to this reader: it is the address that has to change, not the message."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message for one reader, complete but not yet in mail format."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str | None
    message_id: str
    """`<unique@domain>`, stored before the first attempt, so that every attempt is the same mail."""
    thread_root: str
    """The `<id@domain>` shared by all mails about one clinic or visit; it need not be a mail itself."""
    list_id: str
    """Dotted name of the community's mail, such as `c7.convene.example`: what mail filters match on."""
    community: str
    category: str
    """What kind of message it is (`reminder`, `invitation`): what unsubscribing applies to."""
    unsubscribe_url: str | None
    """Where a POST stops this category for this reader; None only for mail that is not sent to a list."""


_POLICY = policy()


def sender_of(mail_from: str) -> Address:
    """The sender of all mails, `Name <address>`, as the setting `mail_from` gives it. Raises MailRefused if it is none."""
    return _address("sender", *parseaddr(_line("sender", mail_from)))


def compose(mail: Mail, sender: Address, at: datetime) -> EmailMessage:
    """The mail as it goes over the wire, from `sender`, dated `at` (aware).

    Raises MailRefused if a part could break out of its header or is not what its place needs.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = _address("address", _line("name", mail.to_name), mail.to_address)
    message["Subject"] = _line("subject", mail.subject)
    message["Date"] = at
    message["Message-ID"] = _shaped("message id", mail.message_id, _MESSAGE_ID, "<unique@domain>")
    root = _shaped("thread root", mail.thread_root, _MESSAGE_ID, "<unique@domain>")
    if root != mail.message_id:
        message["In-Reply-To"] = root
        message["References"] = root
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Convene-Category"] = _shaped("category", mail.category, _CATEGORY, "a lower-case word")
    message["List-Id"] = _list_id(mail)
    if mail.unsubscribe_url is not None:
        message["List-Unsubscribe"] = f"<{_link(mail.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_body("text", mail.text))
    if mail.html is not None:
        message.add_alternative(_body("html", mail.html), subtype="html")
    return message


def _line(part: str, value: str, refused: type[MailRefused] = MailRefused) -> str:
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise refused(
                f"The {part} of a mail must be one line of text, but holds U+{ord(character):04X}: take that out."
            )
    return value.strip()


def _address(part: str, name: str, addr_spec: str) -> Address:
    try:
        username, domain = on_the_wire(_line(part, addr_spec, AddressUnfit))
    except ValueError as error:
        raise AddressUnfit(f"The {part} {error}.") from None
    return Address(display_name=name, username=username, domain=domain)


def _shaped(part: str, value: str, shape: re.Pattern[str], wanted: str) -> str:
    if len(value) > _LONGEST_LINE or not shape.fullmatch(value):
        raise MailRefused(f"The {part} of a mail must look like {wanted}, but is {value[:80]!r}.")
    return value


def _list_id(mail: Mail) -> str:
    """`Community name <list.id>`; a name beyond ASCII becomes encoded words, the id stays readable for filters."""
    list_id = _shaped("list id", mail.list_id, _LIST_ID, "a dotted name")
    name = _line("community name", mail.community)[:_LONGEST_PHRASE].strip()
    return " ".join([*phrase(name), f"<{list_id}>"])


def _link(url: str) -> str:
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and not set(url) & set(" <>,")
    if not plain or len(url) > _LONGEST_LINE or parts.scheme not in {"https", "http"} or not parts.hostname:
        raise MailRefused("The unsubscribe link of a mail must be a plain http(s) address without spaces or commas.")
    return url


def _body(part: str, value: str) -> str:
    for character in value:
        if character not in "\r\n\t" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise MailRefused(
                f"The {part} of a mail holds U+{ord(character):04X}, which no mail can carry: take that out."
            )
    return value
