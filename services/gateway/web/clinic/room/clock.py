"""What whoever leads may do with the clock, as buttons: the usual ones first, each with what it would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.gateway.i18n.durations import minutes, number, span
from services.gateway.i18n.gettext import _, told
from services.gateway.web.clinic.room.steps import Name, title_of
from shared.contracts import clinic as c

FORMS: Mapping[str, str] = {
    "extend": "extend",
    "shorten": "extend",
    "skip": "skip",
    "bring back": "bring-back",
    "back": "back",
    "pause": "pause",
    "resume": "resume",
}
"""The form of each choice. To start and to go on have theirs elsewhere on the page."""
USUAL = 120
"""Seconds that are mostly enough for what is just being said."""


@dataclass(frozen=True)
class Offered:
    """A choice as a button with its cost beside it."""

    action: str
    label: str
    short: str
    """What it costs, in a few words."""
    words: str
    """The same for each step that gets more of the time, or less."""
    possible: bool
    undoes: bool
    fields: Mapping[str, str]
    seconds: int = 0

    @property
    def form(self) -> str:
        return FORMS[self.action]


@dataclass(frozen=True)
class Choices:
    """Everything that may be chosen now."""

    next_short: str = ""
    next_words: str = ""
    """What going on to the next step would mean."""
    usual: Sequence[Offered] = ()
    undo: Sequence[Offered] = ()
    """Takes back what was done before."""
    all: Sequence[Offered] = field(default=())


def choices(clinic: c.ClinicView, name: Name) -> Choices:
    """Nothing for whoever does not lead, and where no step runs."""
    if clinic.clock is None or not clinic.clock.choices or clinic.status != "running":
        return Choices()
    steps = {step.name: step for step in clinic.steps}
    titles = {key: title_of(step, name) for key, step in steps.items()}
    found = _once([_offered(one, clinic, titles) for one in clinic.clock.choices if one.action in FORMS])
    going_on = next((one for one in clinic.clock.choices if one.action == "end now"), None)
    undo = [one for one in found if one.undoes and one.possible]
    return Choices(
        next_short=_short(going_on) if going_on else "",
        next_words=_words(going_on, titles) if going_on else "",
        usual=_usual([one for one in found if one.possible and not one.undoes]),
        undo=undo,
        all=[one for one in found if one not in undo],
    )


def may_count_hands(clinic: c.ClinicView) -> bool:
    """Whether a step for related experience alone is still to come."""
    current = next((step.number for step in clinic.steps if step.name == clinic.step), 0)
    return any(step.number > current and set(step.takes) == {"experience"} for step in clinic.steps)


def _usual(found: Sequence[Offered]) -> list[Offered]:
    """A little more time, and a pause."""
    more = [one for one in found if one.action == "extend" and one.seconds <= USUAL]
    return [*more[-1:], *(one for one in found if one.action == "pause")]


def _once(found: Sequence[Offered]) -> list[Offered]:
    """Of several that could give no more than the same time, the first."""
    return list({(one.label, one.possible, one.undoes): one for one in reversed(found)}.values())[::-1]


def _offered(one: c.ClockChoiceView, clinic: c.ClinicView, titles: Mapping[str, str]) -> Offered:
    return Offered(
        action=one.action,
        label=_label(one, clinic, titles),
        short=_short(one),
        words=_words(one, titles),
        possible=one.possible,
        undoes=one.undoes,
        fields={key: str(value) for key, value in one.data.items() if key != "clinic_id"},
        seconds=one.seconds,
    )


def _label(one: c.ClockChoiceView, clinic: c.ClinicView, titles: Mapping[str, str]) -> str:
    step = titles.get(str(one.data.get("step")), "")
    if one.action == "back" and one.undoes:
        step = _before(clinic, titles)
    time = span(abs(one.seconds or int(one.data.get("seconds", 0))))
    words = {
        ("extend", False): _("{time} more"),
        ("extend", True): _("Give back {time}"),
        ("shorten", False): _("{time} less"),
        ("shorten", True): _("Take back {time}"),
        ("skip", False): _("Leave out {step}"),
        ("bring back", True): _("Bring back {step}"),
        ("back", False): _("Go back a step"),
        ("back", True): _("Not yet: back to {step}"),
        ("pause", False): _("Pause"),
        ("resume", True): _("Let the clock go on"),
    }
    return words[one.action, one.undoes].format(step=step, time=time)


def _before(clinic: c.ClinicView, titles: Mapping[str, str]) -> str:
    """The step that ended last."""
    ended = [step for step in clinic.steps if step.ended_at and step.name != clinic.step]
    return titles[max(ended, key=lambda step: (step.ended_at, step.number)).name] if ended else ""


def _short(one: c.ClockChoiceView) -> str:
    if not one.possible:
        return told(one.words)
    if one.action in ("pause", "resume"):
        return ""
    if one.overrun:
        return _("{time} past the time to leave").format(time=span(one.overrun))
    if one.later:
        time = span(abs(one.later))
        return _("Ends {time} later").format(time=time) if one.later > 0 else _("Ends {time} earlier").format(time=time)
    if any(cost.after < cost.before for cost in one.costs):
        return _("Later steps get shorter")
    return _("Later steps get longer") if one.costs else _("Nothing else changes")


def _words(one: c.ClockChoiceView, titles: Mapping[str, str]) -> str:
    """What each step to come would have, in whole sentences; of what is not possible, why."""
    if not one.possible or one.action in ("pause", "resume"):
        return told(one.words)
    said = [sentence for cost in one.costs if (sentence := _cost(cost, titles))]
    if one.costs and not said:
        said.append(_("What is still to come changes by seconds only."))
    asked = int(one.data.get("seconds", 0))
    if one.seconds and one.seconds != asked:
        only = _("No more than {time} can be added.") if asked > 0 else _("No more than {time} can be taken.")
        said.insert(0, only.format(time=span(abs(one.seconds))))
    if one.later:
        ends = _("The clinic would end {time} later.") if one.later > 0 else _("The clinic would end {time} earlier.")
        said.append(ends.format(time=span(abs(one.later))))
    if one.overrun:
        said.append(_("That is {time} past the time to leave.").format(time=span(one.overrun)))
    return " ".join(said) or _("Nothing else changes.")


def _cost(cost: c.CostView, titles: Mapping[str, str]) -> str:
    before, after = number(cost.before), number(cost.after)
    if before == after:
        return ""
    sentence = (
        _("{step} would keep {after} of {before}.")
        if cost.after < cost.before
        else _("{step} would have {after} instead of {before}.")
    )
    return sentence.format(step=titles[cost.step], after=after, before=minutes(cost.before))
