"""What waits for somebody, in a sentence with the way to it; the most pressing first. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.gateway.i18n.gettext import N_
from shared.contracts import clinic as c
from shared.contracts import notify as n
from shared.contracts import trips as t
from shared.contracts.types import Id, When


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `words` say what, `step` what to press; `what` is the thing's own name, if it has one."""

    words: str
    step: str
    href: str
    what: str = ""
    at: When | None = None
    before: str = ""
    """What the moment is: the beginning, the end, since when."""
    now: bool = False
    """Whether it is going on at this very moment."""


BEGINS, UNTIL, SINCE = N_("Begins"), N_("Until"), N_("Since")
_CLINIC: dict[c.ClinicReason, tuple[str, str, str]] = {
    "called": (N_("You have the floor."), N_("Go to the clinic"), ""),
    "running": (N_("This clinic is going on now."), N_("Join in"), ""),
    "soon": (N_("This clinic begins soon."), N_("Look at the case"), BEGINS),
    "report": (N_("The community would like to know what really happened."), N_("Tell"), SINCE),
    "invited": (N_("You are invited. Will you come?"), N_("Answer"), BEGINS),
}
_VISIT: dict[t.VisitReason, tuple[str, str, str]] = {
    "running": (N_("This visit is going on now."), N_("Follow the day"), ""),
    "offered": (N_("A seat is kept for you."), N_("Take it, or let it go"), UNTIL),
    "soon": (N_("This visit begins soon."), N_("What to bring, where to meet"), BEGINS),
    "trying": (N_("You wanted to try something. What came of it?"), N_("Tell"), SINCE),
    "complete": (N_("This visit is over. What was learned?"), N_("Say it, and close the visit"), ""),
}
_HOSTING: dict[t.HostingReason, tuple[str, str]] = {
    "turn": (N_("It is your turn to host, if you like."), N_("Take it, or let it pass")),
    "swap": (N_("You are asked to swap turns to host."), N_("Answer")),
    "propose": (N_("You host the next visit. It is not proposed yet."), N_("Propose it")),
}
_PAGES: dict[t.VisitReason, str] = {
    "running": "/day",
    "offered": "/sign-up",
    "trying": "/memories",
    "complete": "/memories#learned",
}
"""Where on a visit's pages the step is, other than on its first."""
_NOW = ("called", "running")


def waiting(
    community: Id, clinics: c.ClinicAgenda | None, visits: t.VisitAgenda | None, reader: n.ReaderView | None
) -> tuple[Waiting, ...]:
    """What waits in one community; of a service that is away, nothing."""
    found = [
        *_in_clinics(clinics.waiting if clinics else ()),
        *_in_visits(visits.waiting if visits else ()),
        *_in_hosting(visits.hosting if visits else (), community),
        *_unreachable(reader, community),
    ]
    return tuple(sorted(found, key=lambda this_waiting: not this_waiting.now))


def _in_clinics(those: Sequence[c.ClinicWaiting]) -> Iterator[Waiting]:
    for clinic_waiting in those:
        words, step, before = _CLINIC[clinic_waiting.reason]
        href = f"/clinics/{clinic_waiting.clinic.id}"
        yield Waiting(
            words,
            step,
            href,
            clinic_waiting.clinic.title,
            clinic_waiting.at if before else None,
            before,
            now=clinic_waiting.reason in _NOW,
        )


def _in_visits(those: Sequence[t.VisitWaiting]) -> Iterator[Waiting]:
    for visit_waiting in those:
        words, step, before = _VISIT[visit_waiting.reason]
        href = f"/visits/{visit_waiting.visit.id}{_PAGES.get(visit_waiting.reason, '')}"
        yield Waiting(
            words,
            step,
            href,
            visit_waiting.visit.title,
            visit_waiting.at if before else None,
            before,
            now=visit_waiting.reason in _NOW,
        )


def _in_hosting(those: Sequence[t.HostingReason], community: Id) -> Iterator[Waiting]:
    for reason in those:
        words, step = _HOSTING[reason]
        yield Waiting(words, step, f"/communities/{community}/visits#hosting")


def _unreachable(reader: n.ReaderView | None, community: Id) -> Iterator[Waiting]:
    channels: dict[n.Channel, str] = {
        "email": N_("Letters to your mail address come back."),
        "chat": N_("Your chat channel takes no messages any more."),
    }
    for channel in reader.disabled if reader else ():
        yield Waiting(channels[channel], N_("Give another address"), f"/communities/{community}/settings#contact")
