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
    most = max((one.characters for one in clinic.shares), default=0)
    quiet = {*clinic.not_heard}
    found = [
        Heard(
            one.member_id,
            name(one.member_id),
            round(100 * one.characters / most) if most else 0,
            _words(one, one.member_id in quiet),
            one.member_id in quiet,
        )
        for one in clinic.shares
    ]
    return sorted(found, key=lambda one: (not one.may_be_called, one.part, one.name.casefold()))


def at_a_glance(people: list[Heard]) -> str:
    """The same in one line, to be seen without unfolding anything."""
    quiet = [one.name for one in people if one.may_be_called]
    if not people:
        return _("Nobody was heard yet")
    if not quiet:
        return _("Everybody was heard")
    if len(quiet) == len(people):
        return _("Nobody was heard yet")
    return _("{heard} of {all} were heard; not yet: {names}").format(
        heard=len(people) - len(quiet), all=len(people), names=", ".join(quiet)
    )


def _words(one: c.ShareView, quiet: bool) -> str:
    times = ngettext("{count} contribution", "{count} contributions", one.contributions)
    said = _("not heard yet") if quiet else times.format(count=one.contributions)
    if not one.called_on:
        return said
    called = ngettext("called on once", "called on {count} times", one.called_on).format(count=one.called_on)
    return _("{said}, {called}").format(said=said, called=called)
