"""Who has been heard so far, as a calm picture: how much of each, those who were not heard first."""

from collections.abc import Callable
from dataclasses import dataclass

from services.gateway.i18n.gettext import _, ngettext
from shared.contracts import clinic as c
from shared.contracts.types import Id


@dataclass(frozen=True)
class Heard:
    member_id: Id
    name: str
    part: int
    """Of what was heard of whoever said most, in hundredths."""
    words: str
    may_be_called: bool


def heard(clinic: c.ClinicView, name: Callable[[Id | None], str]) -> list[Heard]:
    """Of everybody known to be there. By length, as people take the floor; no more than a hint, so without figures of it."""
    most = max((share.characters for share in clinic.shares), default=0)
    quiet = {*clinic.not_heard}
    found = [
        Heard(
            share.member_id,
            name(share.member_id),
            round(100 * share.characters / most) if most else 0,
            _words(share, share.member_id in quiet),
            share.member_id in quiet,
        )
        for share in clinic.shares
    ]
    return sorted(
        found, key=lambda this_heard: (not this_heard.may_be_called, this_heard.part, this_heard.name.casefold())
    )


def at_a_glance(people: list[Heard]) -> str:
    """The same in one line, to be seen without unfolding anything."""
    quiet = [person.name for person in people if person.may_be_called]
    if not people:
        return _("Nobody was heard yet")
    if not quiet:
        return _("Everybody was heard")
    if len(quiet) == len(people):
        return _("Nobody was heard yet")
    return _("{heard} of {all} were heard; not yet: {names}").format(
        heard=len(people) - len(quiet), all=len(people), names=", ".join(quiet)
    )


def _words(share_view: c.ShareView, quiet: bool) -> str:
    times = ngettext("{count} contribution", "{count} contributions", share_view.contributions)
    said = _("not heard yet") if quiet else times.format(count=share_view.contributions)
    if not share_view.called_on:
        return said
    called = ngettext("called on once", "called on {count} times", share_view.called_on).format(
        count=share_view.called_on
    )
    return _("{said}, {called}").format(said=said, called=called)
