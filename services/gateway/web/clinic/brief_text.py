"""The brief of an idea as it is told to people: on its page and in Markdown, with the same words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.gateway.i18n.gettext import _, formats, ngettext
from services.gateway.web.markdown import paragraphs, words
from shared.contracts import clinic as c
from shared.contracts.types import Id


class Part(NamedTuple):
    heading: str
    points: tuple[c.BriefPoint, ...]


class BriefTelling:
    """A brief with the names that may be in it. Somebody who has left is not named: nobody tells their name any more."""

    def __init__(self, brief: c.IdeaBrief, names: Mapping[Id, str], community: str, zone: str) -> None:
        self.brief = brief
        self.community = community
        self._zone = zone
        self.presenter = names.get(brief.presenter_id, _("a former member"))
        self.supporters = [
            (names[supporter.member_id], supporter.reasons)
            for supporter in brief.supporters
            if supporter.member_id in names
        ]
        self._others = brief.others + len(brief.supporters) - len(self.supporters)

    @property
    def parts(self) -> list[Part]:
        """The parts in which something stands, or was left out."""
        brief = self.brief
        every = (
            Part(_("The idea"), brief.context),
            Part(_("How it could be better"), brief.refinements),
            Part(_("What it would mean in practice"), brief.implications),
            Part(_("What speaks against it"), brief.downsides),
            Part(_("How the presenter sees it now"), brief.takeaways),
        )
        return [part for part in every if part.points]

    @property
    def held(self) -> str:
        return self.day(self.brief.held) if self.brief.held else ""

    def day(self, moment: datetime) -> str:
        return formats().date(moment.astimezone(ZoneInfo(self._zone)))

    @property
    def also(self) -> str:
        """Those who support it and are not named, in words; empty where there are none."""
        count = self._others
        if not count:
            return ""
        if self.supporters:
            return ngettext("And {count} other.", "And {count} others.", count).format(count=count)
        return ngettext("{count} member of the community.", "{count} members of the community.", count).format(
            count=count
        )


def brief_in_markdown(telling: BriefTelling) -> str:
    """The whole brief, without what was left out. Every word of a person is escaped; the markup is ours alone."""
    return "\n\n".join(_blocks(telling)) + "\n"


def _blocks(telling: BriefTelling) -> Iterator[str]:
    brief = telling.brief
    yield f"# {words(brief.title)}"
    yield f"**{words(brief.question)}**"
    yield _whose(telling)
    if brief.opening:
        yield paragraphs(brief.opening)
    for part in telling.parts:
        points = [_point(point) for point in part.points if not point.left_out]
        if points:
            yield f"## {part.heading}"
            yield from points
    if brief.next_steps:
        yield f"## {_('What comes next')}"
        yield paragraphs(brief.next_steps)
    yield from _support(telling)
    if brief.closing:
        yield "---"
        yield paragraphs(brief.closing)


def _whose(telling: BriefTelling) -> str:
    if telling.held:
        said = _("An idea of {name}, explored by {community}, on {day}.")
    else:
        said = _("An idea of {name}, explored by {community}.")
    return said.format(name=words(telling.presenter), community=words(telling.community), day=telling.held)


def _point(brief_point: c.BriefPoint) -> str:
    said = paragraphs(brief_point.text, 1)
    if not brief_point.response:
        return said
    return f"{said}\n\n{_("The presenter's response:")}\n\n{paragraphs(brief_point.response, 1)}"


def _support(telling: BriefTelling) -> Iterator[str]:
    if not telling.supporters and not telling.also:
        return
    yield f"## {_('Who supports it')}"
    for name, reasons in telling.supporters:
        yield f"**{words(name)}**"
        yield from (paragraphs(reason.text, 1) for reason in reasons if not reason.left_out)
    if telling.also:
        yield telling.also
