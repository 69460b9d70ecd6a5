"""Letters that a story leads to: whom they reach, and how they begin by mail and as a chat post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """One letter to one person. `chat` is None where it goes by mail alone."""

    to: str
    mail: str
    """How its subject begins."""
    chat: str | None
    """How the first line of the chat post begins, for those who want such posts as well."""


def to_each(people: Iterable[str], mail: str, chat: str | None = None) -> Sequence[Letter]:
    """The same letter to each; in chat it begins as the mail's subject does, if nothing is said."""
    return [Letter(person, mail, chat or mail) for person in people]


def by_mail_alone(people: Iterable[str], mail: str) -> Sequence[Letter]:
    return [Letter(person, mail, None) for person in people]


def clinic_announced(people: Iterable[str], title: str) -> Sequence[Letter]:
    return to_each(people, f"Case clinic: {title}")


def reminded(people: Iterable[str], lead: str, title: str) -> Sequence[Letter]:
    return to_each(people, f"In {lead}: {title}")


def asked(presenter: str, title: str) -> Sequence[Letter]:
    return to_each([presenter], f"What really happened? {title}", f"What really happened with {title}?")


def told(advisers: Iterable[str], presenter: str, title: str) -> Sequence[Letter]:
    """What became of the advice."""
    mail, chat = f"What became of your advice: {title}", f"{presenter} tells what became of the advice on {title}"
    return to_each(advisers, mail, chat)
