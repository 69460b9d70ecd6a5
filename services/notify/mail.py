"""One mail to one person, as a value, and the standards-true `EmailMessage` made of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import parseaddr
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>", re.ASCII)
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_CATEGORY = re.compile(r"[a-z][a-z0-9_-]*")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?", re.IGNORECASE)
_LONGEST_LINE = 900
_USUAL_LINE = 78
_LONGEST_PHRASE = 120


class MailRefused(ValueError):
    """This mail cannot be built: the message says which part is wrong and what it must be."""


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


class _WholeHeader(UnstructuredHeader):
    """A header kept on one line as given: folding would turn long ids and links into encoded words nobody follows."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        super().parse(value, kwds)
        kwds["decoded"] = value

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # the registry adds `name`


class _SubjectHeader(UniqueUnstructuredHeader):
    """A subject that begins on its own line: left to itself a long one begins on the next, after a space of its own."""

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        text = str(self)
        if not text.isascii():
            folded: str = super().fold(policy=policy)  # type: ignore[misc]  # the registry adds the base class
            return folded.replace(f"Subject:{policy.linesep} ", "Subject: ", 1)
        lines = wrap(
            text,
            _USUAL_LINE,
            initial_indent="Subject: ",
            subsequent_indent=" ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        return policy.linesep.join(lines or ["Subject: "]) + policy.linesep


def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe"):
        registry.map_to_type(name, _WholeHeader)  # type: ignore[arg-type]  # the registry adds the base class
    registry.map_to_type("subject", _SubjectHeader)  # type: ignore[arg-type]  # the registry adds the base class
    return SMTP.clone(header_factory=registry, cte_type="7bit")


_POLICY = _policy()


def sender_of(mail_from: str) -> Address:
    """The house's own `Name <address>`, as the setting `mail_from` gives it. Raises MailRefused if it is none."""
    return _address("sender", *parseaddr(_line("sender", mail_from)))


def compose(mail: Mail, sender: Address, at: datetime) -> EmailMessage:
    """The mail as it goes over the wire, from `sender`, dated `at` (aware).

    Raises MailRefused if a part could break out of its header or is not what its place needs.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = _address("address", _line("name", mail.to_name), _line("address", mail.to_address))
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


def _line(part: str, value: str) -> str:
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise MailRefused(
                f"The {part} of a mail must be one line of text, but holds U+{ord(character):04X}: take that out."
            )
    if _ENCODED_WORD.search(value):
        raise MailRefused(f"The {part} of a mail holds text in mail encoding (=?...?=): write the text itself.")
    return value.strip()


def _address(part: str, name: str, addr_spec: str) -> Address:
    try:
        address = Address(display_name=name, addr_spec=addr_spec)
    except (MessageError, ValueError, IndexError):
        address = Address()
    if not address.username or not address.domain or not addr_spec.isascii():
        raise MailRefused(
            f"The {part} {addr_spec!r} is not an email address we can write to: "
            "it must look like name@example.org, in letters without accents."
        )
    return address


def _shaped(part: str, value: str, shape: re.Pattern[str], wanted: str) -> str:
    if len(value) > _LONGEST_LINE or not shape.fullmatch(value):
        raise MailRefused(f"The {part} of a mail must look like {wanted}, but is {value[:80]!r}.")
    return value


def _list_id(mail: Mail) -> str:
    """`Community name <list.id>`; a name beyond ASCII becomes encoded words, the id stays readable for filters."""
    list_id = _shaped("list id", mail.list_id, _LIST_ID, "a dotted name")
    phrase = _line("community name", mail.community)[:_LONGEST_PHRASE].replace("\\", "").replace('"', "'")
    if not phrase.isascii():
        encoded = Header(phrase, "utf-8").encode(linesep="\n")
        return f"{' '.join(encoded.split())} <{list_id}>"
    return f'"{phrase}" <{list_id}>' if phrase else f"<{list_id}>"


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
