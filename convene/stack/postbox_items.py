"""What lies in the postbox: mails and chat posts, and how they are kept as files."""

import email.policy
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property
from pathlib import Path
from typing import Any

FROM_HEADER = "X-Postbox-From"
TO_HEADER = "X-Postbox-To"
AT_HEADER = "X-Postbox-At"


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived: the envelope and the unchanged content."""

    number: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The content, parsed."""
        message = BytesParser(policy=email.policy.default).parsebytes(self.content)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def text(self) -> str:
        """The plain words of the mail, or its HTML where there are no others."""
        part = self.message.get_body(("plain", "html"))
        try:
            return str(part.get_content()) if part else ""
        except (LookupError, ValueError, KeyError):  # a charset or transfer encoding nobody knows
            return self.content.decode(errors="replace")

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()]

    def summary(self) -> dict[str, Any]:
        """What the JSON list tells."""
        told = {
            name: str(self.message[name]) for name in ("From", "To", "Subject", "Message-ID") if name in self.message
        }
        envelope = {
            "number": self.number,
            "at": self.at.isoformat(),
            "sender": self.sender,
            "recipients": self.recipients,
        }
        return {**envelope, "headers": told, "text": self.text, "attachments": self.attachments}

    def stored(self) -> bytes:
        """The mail as a file: its envelope as three header lines, then the content."""
        envelope = {FROM_HEADER: self.sender, TO_HEADER: ", ".join(self.recipients), AT_HEADER: self.at.isoformat()}
        return (
            "".join(f"{name}: {value}\r\n" for name, value in envelope.items()).encode(errors="surrogateescape")
            + self.content
        )

    @classmethod
    def restored(cls, number: int, stored: bytes) -> "Mail":
        *envelope, content = stored.split(b"\r\n", 3)
        sender, recipients, at = (line.decode(errors="surrogateescape").partition(": ")[2] for line in envelope)
        return cls(number, datetime.fromisoformat(at), sender, tuple(filter(None, recipients.split(", "))), content)


@dataclass(frozen=True)
class Chat:
    """One chat post: the channel is the path below `/chat/`, the body the JSON it carried, or its text."""

    number: int
    at: datetime
    channel: str
    headers: dict[str, str]
    body: Any

    @property
    def text(self) -> str:
        """The words of the post where it has them, otherwise all of it."""
        if isinstance(self.body, dict) and isinstance(self.body.get("text"), str):
            return str(self.body["text"])
        return self.body if isinstance(self.body, str) else json.dumps(self.body, indent=2, ensure_ascii=False)

    def summary(self) -> dict[str, Any]:
        """What the JSON list tells; headers stay out, they may carry somebody's token."""
        return {"number": self.number, "at": self.at.isoformat(), "channel": self.channel, "body": self.body}

    def stored(self) -> bytes:
        return json.dumps({**asdict(self), "at": self.at.isoformat()}, indent=2).encode()

    @classmethod
    def restored(cls, number: int, stored: bytes) -> "Chat":
        data = json.loads(stored)
        return cls(
            number, datetime.fromisoformat(data["at"]).astimezone(UTC), data["channel"], data["headers"], data["body"]
        )


def last_number(folder: Path, kind: str) -> int:
    """The highest number given so far, so that nothing kept is ever written over."""
    return max(_numbered(folder, kind), default=0)


def read_back(folder: Path, limit: int) -> tuple[list[Mail], list[Chat]]:
    """The last mails and chat posts that were kept, oldest first. Files we can't read are left alone."""
    return _restore(folder, "mail", Mail, limit), _restore(folder, "chat", Chat, limit)


def _restore[Item: (Mail, Chat)](folder: Path, kind: str, make: type[Item], limit: int) -> list[Item]:
    found: list[Item] = []
    for number, path in sorted(_numbered(folder, kind).items())[-limit:]:
        try:
            found.append(make.restored(number, path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def _numbered(folder: Path, kind: str) -> dict[int, Path]:
    pattern = re.compile(rf"{kind}-(\d+)\.(eml|json)")
    matches = ((pattern.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(match[1]): path for match, path in matches if match}
